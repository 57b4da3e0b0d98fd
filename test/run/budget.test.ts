// Budgets: what a run may use, and what it does when that is gone.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Usage} from '../../src/run/event.ts'
import {explain} from '../../src/run/explain.ts'
import type {Budget, Policy} from '../../src/run/policy.ts'
import {lastAttempt, taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'
import {seededLuck} from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const six = graphOf({T1: {}, T2: {}, T3: {}, T4: {}, T5: {}, T6: {}})
const within = (budget: Partial<Budget>, more: Partial<Policy> = {}): Story =>
  new Story(six, {...more, budget: {run: {}, task: {}, day: {}, ...budget}})

const running = ({phases}: Story): readonly string[] =>
  Object.keys(phases).filter(id => phases[id] === 'running')

/** The task's agent ends well and says what it used; its work is merged. */
const use = (story: Story, task: string, usage: Usage): void => {
  const attempt = lastAttempt(taskState(story.state, task))?.number ?? 0
  story.tell({type: 'agent-exited', task, attempt, exitCode: 0, durationMs: 1, log: 'l', usage})
  story.pass(task).merge(task)
}

test('a run whose attempts are spent rests as such; with more of them it goes on where it was', () => {
  const story = within({run: {attempts: 2}})
  expect(running(story)).toEqual(['T1', 'T2'])
  expect(explain(story.state, 'T3')).toEqual([
    {type: 'budget', budget: {scope: 'run', what: 'attempts', limit: 2}},
  ])
  story.pass('T1').merge('T1').pass('T2').merge('T2')
  expect(story.state.result).toBe('budget')
  const {policy} = story.state
  story.tell({
    type: 'run-resumed',
    policy: {...policy, budget: {...policy.budget, run: {attempts: 3}}},
    selection: [],
  })
  expect(running(story)).toEqual(['T3'])
})

test('an attempt that costs no try costs nothing of that budget either', () => {
  const story = within({run: {attempts: 1}}).finish('T1', {type: 'lost'})
  expect(running(story)).toEqual(['T1'])
})

test('until one attempt has told what it uses, no second one runs; then as many as their shares allow', () => {
  const story = within({run: {usd: 10}}, {slots: 5})
  expect(running(story)).toEqual(['T1'])
  use(story, 'T1', {usd: 3})
  // 3 are used and 3 are set aside for each that runs: with two of them 9, and something is left for a third.
  expect(running(story)).toEqual(['T2', 'T3', 'T4'])
  for (const id of ['T2', 'T3', 'T4']) use(story, id, {usd: 3})
  expect(story.state.ledger.run.usd).toBe(12)
  expect(story.state.result).toBe('budget')
})

test('tokens of all kinds count, and an agent that reports nothing is not held', () => {
  const story = within({run: {tokens: 1000}}, {slots: 1})
  use(story, 'T1', {inputTokens: 600, outputTokens: 300})
  expect(running(story)).toEqual(['T2'])
  use(story, 'T2', {outputTokens: 100})
  expect(story.state.result).toBe('budget')
  const silent = within({run: {tokens: 1000}}, {slots: 3})
    .pass('T1')
    .merge('T1')
  expect(running(silent)).toEqual(['T2', 'T3', 'T4'])
})

test('a task that has used up its own budget waits, others go on', () => {
  const story = within({task: {attempts: 1}}, {slots: 1, attempts: 3})
  story.fail('T1')
  expect(running(story)).toEqual(['T2'])
  for (const id of ['T2', 'T3', 'T4', 'T5', 'T6']) story.pass(id).merge(id)
  expect(story.state.result).toBe('budget')
  expect(explain(story.state, 'T1')).toEqual([
    {type: 'budget', budget: {scope: 'task', what: 'attempts', limit: 1}},
  ])
})

test('the time that a run is at work counts, not the time it rests', () => {
  const story = within({run: {ms: 10 * MINUTE}}, {slots: 1})
  story.wait(6 * MINUTE).tell({type: 'stop-requested', mode: 'kill', by: 'user', reason: 'Ctrl-C'})
  story.finish('T1', {type: 'cancelled'}).wait(DAY)
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: []})
  expect(running(story)).toEqual(['T1'])
  story
    .wait(3 * MINUTE)
    .pass('T1')
    .merge('T1')
  expect(running(story)).toEqual(['T2'])
  story
    .wait(2 * MINUTE)
    .pass('T2')
    .merge('T2')
  expect(story.state.result).toBe('budget')
})

test('a day’s budget is new on the next day, in UTC', () => {
  const story = within({day: {attempts: 1}}, {slots: 1})
    .pass('T1')
    .merge('T1')
  expect(story.state.result).toBe('budget')
  story.wait(DAY).tell({type: 'run-resumed', policy: story.state.policy, selection: []})
  expect(running(story)).toEqual(['T2'])
})

test('the time after a dispatcher died is not counted as work', () => {
  const story = within({run: {ms: 10 * MINUTE}}, {slots: 1})
  story
    .wait(6 * MINUTE)
    .fail('T1')
    .wait(DAY)
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: []})
  expect(story.state.ledger).toMatchObject({ms: 6 * MINUTE, since: DAY + 6 * MINUTE})
})

test('a budget is overshot by one attempt at most, however many run at once, and is used up before the run rests', () => {
  const any = fc.record({
    slots: fc.integer({min: 1, max: 5}),
    usd: fc.integer({min: 1, max: 40}),
    seed: fc.nat(),
  })
  fc.assert(
    fc.property(any, fc.integer({min: 1, max: 9}), ({slots, usd, seed}, cost) => {
      const story = within({run: {usd}}, {slots})
      const luck = seededLuck(seed)
      while (story.state.result === undefined) {
        const under = running(story)
        use(story, under[luck(under.length)] ?? '', {usd: cost})
      }
      const spent = story.state.ledger.run.usd
      expect(spent).toBeLessThan(usd + cost)
      if (story.state.result === 'budget') expect(spent).toBeGreaterThanOrEqual(usd)
      else expect([story.state.result, spent]).toEqual(['done', 6 * cost])
    }),
  )
})
