// What the core decides when merged work is to be taken back, told as stories.

import {expect, test} from 'vitest'
import type {RevertResult} from '../../src/run/event.ts'
import {explain} from '../../src/run/explain.ts'
import {objection, type Request} from '../../src/run/request.ts'
import {taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const rollback = (task: string): Request => ({
  type: 'rollback-requested',
  task,
  by: 'Ann',
  reason: 'too slow',
})

const REVERTED: RevertResult = {type: 'reverted', commit: 'r-1', tree: 't'}

const reverted = (story: Story, task: string, result: RevertResult = REVERTED): Story =>
  story.tell({type: 'revert-finished', task, attempt: 1, result, durationMs: 1})

/** T2 needs T1, T3 needs T2; T4 stands alone. */
const CHAIN = graphOf({T1: {}, T2: {needs: ['T1']}, T3: {needs: ['T2']}, T4: {}})

/** T3 and T4 run. */
const upToT2 = (): Story => new Story(CHAIN, {attempts: 1}).pass('T1').merge('T1').pass('T2').merge('T2')

test('S003-36: what is rolled back has failed, and what is built on it is stale', () => {
  const story = upToT2()
  expect(objection(story.state, rollback('T1'))).toBe(
    'Task T3, which is built on T1, is running. Wait for it, or cancel it first: agent-spawn cancel T3',
  )
  story.tell({type: 'cancel-requested', task: 'T3', by: 'Ann'}).finish('T3', {type: 'cancelled'})
  expect(objection(story.state, rollback('T1'))).toBeUndefined()
  story.tell(rollback('T1'))
  expect(story.state.inFlight.get('T1')).toMatchObject({
    type: 'revert-started',
    commits: ['m-T1'],
    tip: 'm-T2',
  })
  reverted(story, 'T1')
  expect(story.phases).toEqual({T1: 'failed', T2: 'done', T3: 'cancelled', T4: 'running'})
  expect(story.state.tip).toBe('r-1')
  const [first, ...others] = [...story.state.tasks.values()]
  expect(first?.attempts[0]?.outcome).toEqual({type: 'rolled-back', by: 'Ann', reason: 'too slow'})
  expect([first?.merged, first?.stale]).toEqual([undefined, undefined])
  expect(others.map(({stale}) => stale)).toEqual(['T1', undefined, undefined])
})

test('a person decides when it is done anew: going on leaves it alone, retry --downstream takes the stale ones along', () => {
  const story = upToT2().pass('T3').merge('T3').pass('T4').merge('T4')
  expect(story.state.result).toBe('done')
  story.tell({type: 'rollback-requested', task: 'T1', by: 'Ann'})
  const resume = {
    type: 'run-resumed',
    policy: story.state.policy,
    selection: ['T1', 'T2', 'T3', 'T4'],
  } as const
  reverted(story.tell(resume), 'T1')
  expect([story.state.result, story.phases.T1]).toEqual(['failed', 'failed'])
  story.tell(resume)
  expect([story.state.result, story.phases.T1]).toEqual(['failed', 'failed'])
  story.tell({type: 'retry-requested', task: 'T1', downstream: true, by: 'Ann'}).tell(resume)
  expect(story.decisions.at(-1)).toBe('T1#2 starts on r-1')
  expect(story.phases).toEqual({T1: 'running', T2: 'waiting', T3: 'waiting', T4: 'done'})
  story.pass('T1').merge('T1').pass('T2').merge('T2').pass('T3').merge('T3')
  expect([...story.state.tasks.values()].flatMap(({stale}) => stale ?? [])).toEqual([])
  expect(story.state.result).toBe('done')
})

test('nothing is merged and nothing begins while merged work is taken back, and waiting tasks say so', () => {
  const graph = graphOf({T1: {}, T2: {}, T3: {}, T4: {}})
  const story = new Story(graph, {slots: 1}).pass('T1').merge('T1').pass('T2')
  expect(story.phases).toEqual({T1: 'done', T2: 'merging', T3: 'running', T4: 'waiting'})
  story.tell(rollback('T1')).pass('T3')
  expect(story.state.inFlight.has('T1')).toBe(false)
  story.merge('T2')
  expect(story.state.inFlight.get('T1')).toMatchObject({commits: ['m-T1'], tip: 'm-T2'})
  expect(story.phases).toEqual({T1: 'done', T2: 'done', T3: 'validated', T4: 'waiting'})
  expect(explain(story.state, 'T4')).toEqual([{type: 'rollback', task: 'T1'}])
  reverted(story, 'T1')
  expect(story.decisions.slice(-2)).toEqual(['T3 merges on r-1', 'T4#1 starts on r-1'])
})

test('what waits for a task that was rolled back says so', () => {
  const story = upToT2().fail('T3').tell(rollback('T2'))
  reverted(story, 'T2').tell({type: 'retry-requested', task: 'T3', downstream: false, by: 'Ann'})
  expect(explain(story.state, 'T3')).toEqual([{type: 'dependency', task: 'T2', phase: 'rolled-back'}])
})

test('what cannot be taken back stays, with the reason, until somebody asks again', () => {
  const story = upToT2().fail('T3').tell(rollback('T2'))
  const conflict = {type: 'conflicted', paths: ['a.ts'], tasks: ['T4']} as const
  reverted(story, 'T2', conflict)
  expect(taskState(story.state, 'T2')).toMatchObject({phase: 'done', merged: 'm-T2', unreverted: conflict})
  story.tell(rollback('T2'))
  expect(taskState(story.state, 'T2').unreverted).toBeUndefined()
})

test('work that was done twice is taken back as a whole, the newest merge first', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {slots: 1}).pass('T1').merge('T1')
  story
    .tell({type: 'retry-requested', task: 'T1', downstream: false, by: 'Ann'})
    .pass('T2')
    .merge('T2')
    .pass('T1')
  const result = {type: 'merged', commit: 'm-again', tree: 't'} as const
  story.tell({type: 'merge-finished', task: 'T1', attempt: 2, result, durationMs: 1})
  story.tell(rollback('T1')).tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(story.state.inFlight.get('T1')).toMatchObject({attempt: 2, commits: ['m-again', 'm-T1']})
})

test('only merged work can be rolled back, and only once', () => {
  const story = upToT2().fail('T3')
  const asked = (task: string) => objection(story.state, rollback(task))
  expect(asked('T3')).toBe(
    'Task T3 of run r is failed and has nothing on the integration branch; only merged work can be rolled back.',
  )
  story.tell(rollback('T2'))
  expect(asked('T2')).toBe('Task T2 is being rolled back already.')
  expect(objection(story.state, {type: 'retry-requested', task: 'T2', downstream: false, by: 'Ann'})).toBe(
    'Task T2 is being rolled back. Try it again when that is done.',
  )
})

test('S002-41: a merge that the quality gates took back is a failed try, and the next one begins where the branch ends now', () => {
  const story = new Story(graphOf({T1: {}, T2: {needs: ['T1']}}), {attempts: 2}).pass('T1')
  const result = {type: 'gate-failed', gate: 'e2e', step: 'e2e', exitCode: 1} as const
  story.gate('T1', 'failed', 'integration')
  story.tell({type: 'merge-finished', task: 'T1', attempt: 1, result, tip: 'r-1', durationMs: 1})
  expect(story.decisions.at(-1)).toBe('T1#2 starts on r-1')
  expect(story.phases).toEqual({T1: 'running', T2: 'waiting'})
  story.pass('T1').gate('T1', 'failed', 'integration')
  story.tell({type: 'merge-finished', task: 'T1', attempt: 2, result, tip: 'r-2', durationMs: 1})
  expect(story.decisions.at(-1)).toBe('ends: failed')
  expect(story.state.tip).toBe('r-2')
})

test('a rollback is no failure that stops the run', () => {
  const story = new Story(CHAIN, {attempts: 1, onFailure: 'no-new'})
    .pass('T1')
    .merge('T1')
    .pass('T2')
    .merge('T2')
  story.tell({type: 'cancel-requested', task: 'T3', by: 'Ann'}).finish('T3', {type: 'cancelled'})
  story.tell(rollback('T2'))
  reverted(story, 'T2').pass('T4').merge('T4')
  expect(story.decisions.filter(decision => decision.startsWith('stops'))).toEqual([])
  expect(story.phases).toEqual({T1: 'done', T2: 'failed', T3: 'cancelled', T4: 'done'})
})
