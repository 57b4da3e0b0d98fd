// Which waiting merges are judged ahead of their turn, told as stories.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import {type Ahead, ahead, isPlanned} from '../../src/run/ahead.ts'
import {replay} from '../../src/run/evolve.ts'
import type {GateRecord} from '../../src/run/outcome.ts'
import type {Policy} from '../../src/run/policy.ts'
import {lastAttempt, taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const GATE = {
  name: 'test',
  type: 'command',
  steps: [],
  parameters: {},
  location: {file: 'plan.md', line: 1, column: 1},
} as const

const gated = (graph: Graph): Graph => ({
  ...graph,
  tasks: graph.tasks.map(task => ({...task, gates: [GATE]})),
})

const tasks = (count: number): Graph =>
  gated(graphOf(Object.fromEntries(Array.from({length: count}, (_, index) => [`T${index + 1}`, {}]))))

/** All have passed, and T1 is being merged. */
const waiting = (count: number, policy: Partial<Policy> = {}): Story => {
  const story = new Story(tasks(count), {slots: count, attempts: 1, ...policy})
  for (let task = 1; task <= count; task++) story.pass(`T${task}`)
  return story
}

/** `T2 behind T1`, `T3 behind T1, T2`. */
const told = (story: Story): readonly string[] =>
  ahead(story.state).map(({task, before}) => `${task} behind ${before.map(ref => ref.task).join(', ')}`)

const record = (verdict: GateRecord['verdict']): GateRecord => ({
  gate: 'test',
  type: 'command',
  verdict,
  steps: [],
  durationMs: 1,
})

const judge = (story: Story, task: string, verdict: GateRecord['verdict']): Story => {
  const found = ahead(story.state).find(each => each.task === task)
  if (found === undefined) throw new Error(`${task} is not to be judged ahead`)
  return story.tell({
    ...{type: 'judged-ahead', task, attempt: found.attempt, tree: 't', key: `${task} ${verdict}`},
    before: found.before.map(ref => ref.task),
    records: [record(verdict)],
  })
}

const failMerge = (story: Story, task: string): Story =>
  story.tell({
    ...{type: 'merge-finished', task, attempt: 1, durationMs: 1},
    result: {type: 'gate-failed', gate: 'test', step: 'test', exitCode: 1},
  })

test('two are judged side by side at first, one more after each merge, and half as many after a failure', () => {
  const story = waiting(8)
  expect(told(story)).toEqual(['T2 behind T1'])
  story.merge('T1')
  expect(told(story)).toEqual(['T3 behind T2', 'T4 behind T2, T3'])
  story.merge('T2')
  expect(told(story)).toEqual(['T4 behind T3', 'T5 behind T3, T4', 'T6 behind T3, T4, T5'])
  failMerge(story, 'T3')
  expect(story.state.window).toBe(2)
  expect(told(story)).toEqual(['T5 behind T4'])
  failMerge(story, 'T4')
  expect([story.state.window, told(story)]).toEqual([1, []])
  failMerge(story, 'T5')
  expect(story.state.window).toBe(1)
  story.merge('T6')
  expect(told(story)).toEqual(['T8 behind T7'])
})

test('the window is as wide as the configuration lets it be, and without a word of it as there are slots', () => {
  const merged = (policy: Partial<Policy>): Story => {
    const story = waiting(6, policy)
    for (const task of ['T1', 'T2', 'T3']) story.merge(task)
    return story
  }
  expect(told(merged({merge: {window: 1}}))).toEqual([])
  expect(told(merged({merge: {window: 2}}))).toEqual(['T5 behind T4'])
  expect(told(merged({slots: 6}))).toEqual(['T5 behind T4', 'T6 behind T4, T5'])
})

test('who failed ahead of its turn is in front of nobody, and is not judged again before its turn', () => {
  const story = waiting(6)
  story.merge('T1')
  judge(story, 'T3', 'failed')
  expect(told(story)).toEqual(['T4 behind T2', 'T5 behind T2, T4'])
  story.merge('T2')
  expect(told(story)).toEqual(['T4 behind ', 'T5 behind T4', 'T6 behind T4, T5'])
  failMerge(story, 'T3')
  expect(told(story)).toEqual(['T5 behind T4'])
})

test('a failure in front frees those behind it of the suspicion: they may have failed because of it', () => {
  const story = waiting(5)
  story.merge('T1')
  judge(story, 'T3', 'failed')
  judge(story, 'T4', 'passed')
  failMerge(story, 'T2')
  expect(told(story)).toEqual([])
  story.merge('T3')
  const kept = lastAttempt(taskState(story.state, 'T4'))?.ahead
  expect(kept).toEqual({key: 'T4 passed', records: [record('passed')]})
  expect(lastAttempt(taskState(story.state, 'T3'))?.ahead).toBeUndefined()
})

test('a judgement that has begun goes on while all in front of it land, and else does not', () => {
  const story = waiting(6)
  story.merge('T1')
  const [t3, t4] = ahead(story.state)
  const isStill = (begun: Ahead | undefined): boolean =>
    begun !== undefined && isPlanned(story.state, begun, ahead(story.state))
  expect([isStill(t3), isStill(t4)]).toEqual([true, true])
  story.merge('T2')
  expect([isStill(t3), isStill(t4)]).toEqual([true, true])
  failMerge(story, 'T3')
  expect([isStill(t3), isStill(t4)]).toEqual([false, false])
})

test('what people said is urgent is merged before what has waited longer', () => {
  const priority = {byTask: {T4: 1}, ageMs: 0}
  const story = waiting(4, {priority, merge: {window: 4}})
  // T4 began first, and passed last.
  expect(story.decisions.filter(each => each.includes('merges'))).toEqual(['T1 merges on base'])
  expect(told(story)).toEqual(['T4 behind T1'])
  story.merge('T1')
  expect(told(story)).toEqual(['T2 behind T4', 'T3 behind T4, T2'])
})

test('a task without gates is not judged, but others are judged behind it', () => {
  const graph = tasks(3)
  const story = new Story(
    {...graph, tasks: graph.tasks.map(task => (task.id === 'T2' ? {...task, gates: []} : task))},
    {
      slots: 3,
      merge: {window: 3},
    },
  )
  for (const task of ['T1', 'T2', 'T3']) story.pass(task)
  story.merge('T1')
  expect(told(story)).toEqual(['T3 behind T2'])
})

test('nothing is judged ahead of a rollback, or of a stop at once', () => {
  const rolledBack = waiting(4).merge('T1')
  rolledBack.tell({type: 'rollback-requested', task: 'T1', by: 'me'})
  const stopped = waiting(4)
  stopped.tell({type: 'stop-requested', mode: 'kill', by: 'user', reason: 'enough'})
  expect([told(rolledBack), told(stopped)]).toEqual([[], []])
})

type Move = 'merge' | 'fail' | 'pass ahead' | 'fail ahead'

const anyMoves = fc.array(fc.constantFrom<Move>('merge', 'merge', 'fail', 'pass ahead', 'fail ahead'), {
  maxLength: 40,
})

test('whatever passes and fails, nobody is judged behind what failed, never more than the window at once, and a replay says the same', () => {
  fc.assert(
    fc.property(anyMoves, fc.integer({min: 1, max: 6}), (moves, window) => {
      const story = waiting(12, {merge: {window}})
      const failed = new Set<string>()
      for (const move of moves) {
        const [head] = story.state.schedule.merging
        const [first] = ahead(story.state)
        if (head === undefined) break
        if (move === 'merge') story.merge(head)
        if (move === 'fail') failMerge(story, head)
        // Whoever is behind a failure has another chance.
        if (move === 'fail') failed.clear()
        if (move === 'fail ahead' && first !== undefined) failed.add(first.task)
        if (move.endsWith('ahead') && first !== undefined)
          judge(story, first.task, move === 'fail ahead' ? 'failed' : 'passed')
        const now = ahead(story.state)
        expect(now.length).toBeLessThanOrEqual(Math.max(0, window - 1))
        for (const {task, before} of now) {
          expect(failed.has(task)).toBe(false)
          expect(before.filter(ref => failed.has(ref.task))).toEqual([])
          expect(new Set(before.map(ref => ref.task)).size).toBe(before.length)
        }
        const replayed = replay(JSON.parse(JSON.stringify([story.started, ...story.events])))
        expect(replayed && ahead(replayed)).toEqual(now)
      }
    }),
    {numRuns: 200},
  )
})
