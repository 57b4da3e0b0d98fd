import {expect, test} from 'vitest'
import {usedBy} from '../../src/run/budget.ts'
import type {EventBody} from '../../src/run/event.ts'
import {objection} from '../../src/run/request.ts'
import {taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const PATHS = ['shared.ts']
const HOUR_MS = 3_600_000

const conflict = (story: Story, task: string): Story => {
  const {attempts} = taskState(story.state, task)
  const result = {type: 'conflicted', paths: PATHS} as const
  return story.tell({type: 'merge-finished', task, attempt: attempts.length, result, durationMs: 1})
}

const resolve = (action: 'continue' | 'abort'): Extract<EventBody, {type: 'resolve-requested'}> => ({
  type: 'resolve-requested',
  task: 'T2',
  action,
  by: 'ann',
})

const starts = (story: Story, task: string) =>
  story.events.flatMap(event =>
    event.type === 'attempt-started' && event.task === task
      ? [{attempt: event.attempt, agent: event.agent, base: event.base, repairs: event.repairs, by: event.by}]
      : [],
  )

/** T1 is merged, and the work of T2 conflicts with it. */
const conflicting = (policy: ConstructorParameters<typeof Story>[1] = {}): Story => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1, ...policy})
  return conflict(story.pass('T1').pass('T2').merge('T1'), 'T2')
}

test('work that conflicts is repaired on the tip by whoever did it, which costs no try', () => {
  const story = conflicting()
  expect(starts(story, 'T2')).toEqual([
    {attempt: 1, agent: 'claude', base: 'base'},
    {attempt: 2, agent: 'claude', base: 'm-T1', repairs: 1},
  ])
  story.pass('T2').merge('T2')
  expect([story.phases.T2, story.state.result]).toEqual(['done', 'done'])
  const {spent, repair} = taskState(story.state, 'T2')
  expect([spent, repair]).toEqual([0, undefined])
})

test('a stand-in that did the work repairs it, though the agent of the task is free again', () => {
  const standIn = {name: 'codex', kind: 'codex', args: []}
  const agents = {
    default: {name: 'claude', kind: 'claude', args: [], fallback: [standIn]},
    byType: {},
    byTask: {},
  }
  const story = new Story(graphOf({T1: {}, T2: {}}), {agents, slots: 1})
  story
    .finish('T1', {type: 'limited', provider: 'claude', resetsAt: HOUR_MS})
    .pass('T1')
    .merge('T1')
    .pass('T2')
  conflict(story.wait(2 * HOUR_MS), 'T2')
  expect(starts(story, 'T2')).toMatchObject([{agent: 'codex'}, {agent: 'codex', repairs: 1}])
})

test('rounds in vain are counted whatever went wrong; after the last one a person must', () => {
  const story = conflicting()
  story.finish('T2', {type: 'unresolved', paths: PATHS})
  expect(starts(story, 'T2').at(-1)).toEqual({attempt: 3, agent: 'claude', base: 'm-T1', repairs: 1})
  story.finish('T2', {type: 'lost'}).fail('T2')
  expect([story.phases.T2, story.state.result]).toEqual(['needs-review', 'needs-review'])
  expect(taskState(story.state, 'T2')).toMatchObject({spent: 0, repair: {attempt: 1, tip: 'm-T1', rounds: 2}})
})

test('a repair that conflicts again is a round, and what it has brought together is repaired next', () => {
  const story = new Story(graphOf({T1: {}, T2: {}, T3: {}}), {attempts: 1})
  conflict(story.pass('T1').pass('T2').merge('T1'), 'T2').pass('T3').merge('T3')
  conflict(story.pass('T2'), 'T2')
  expect(starts(story, 'T2').at(-1)).toEqual({attempt: 3, agent: 'claude', base: 'm-T3', repairs: 2})
  expect(taskState(story.state, 'T2').repair).toEqual({attempt: 2, tip: 'm-T3', rounds: 1})
})

test('a repair that merges cleanly and fails there is a failed try, and begins anew on the tip', () => {
  const story = conflicting({attempts: 2}).pass('T2').gate('T2', 'failed', 'merged')
  const result = {type: 'gate-failed', gate: 'validation', step: 'tests', exitCode: 1} as const
  story.tell({type: 'merge-finished', task: 'T2', attempt: 2, result, durationMs: 1})
  expect(starts(story, 'T2').at(-1)).toEqual({attempt: 3, agent: 'claude', base: 'm-T1'})
  expect(taskState(story.state, 'T2').spent).toBe(1)
})

test('what a person has brought together is judged first of all, and costs nothing', () => {
  const story = conflicting({merge: {repairs: 0}})
  expect(story.phases.T2).toBe('needs-review')
  expect(objection(story.state, resolve('continue'))).toBeUndefined()
  story.tell(resolve('continue'))
  expect(story.phases.T2).toBe('waiting')
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(starts(story, 'T2').at(-1)).toEqual({
    ...{attempt: 2, agent: 'person', base: 'm-T1', repairs: 1, by: 'person'},
  })
  story.finish('T2', {type: 'unresolved', paths: PATHS})
  expect([story.phases.T2, story.state.result]).toEqual(['needs-review', 'needs-review'])
  story.tell(resolve('continue'))
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  story.pass('T2').merge('T2')
  expect([story.phases.T2, story.state.result]).toEqual(['done', 'done'])
  expect(usedBy(taskState(story.state, 'T2').attempts).attempts).toBe(1)
})

test('a task given up with its conflict stays failed until it is tried again', () => {
  const story = conflicting({merge: {repairs: 0}}).tell(resolve('abort'))
  expect(story.phases.T2).toBe('failed')
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect([story.phases.T2, story.state.result]).toEqual(['failed', 'blocked'])
  story.tell({type: 'retry-requested', task: 'T2', downstream: false, by: 'ann'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(starts(story, 'T2').at(-1)).toEqual({attempt: 2, agent: 'claude', base: 'm-T1'})
})

test('a retry gives all rounds again', () => {
  const story = conflicting({merge: {repairs: 1}}).fail('T2')
  expect(story.phases.T2).toBe('needs-review')
  story.tell({type: 'retry-requested', task: 'T2', downstream: false, by: 'ann'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(starts(story, 'T2').at(-1)).toEqual({attempt: 3, agent: 'claude', base: 'm-T1', repairs: 1})
})

test('S002-38: a configured resolver goes first, once for each conflict; then the agent repairs', () => {
  const story = conflicting({merge: {repairs: 1, resolver: 'merge-it'}})
  expect(starts(story, 'T2').at(-1)).toEqual({
    ...{attempt: 2, agent: 'resolver', base: 'm-T1', repairs: 1, by: 'resolver'},
  })
  story.fail('T2')
  expect(starts(story, 'T2').at(-1)).toEqual({attempt: 3, agent: 'claude', base: 'm-T1', repairs: 1})
  expect(story.fail('T2').phases.T2).toBe('needs-review')
})

test('a repair that passed and has steps for a person waits for approval, and not to be resolved', () => {
  const story = conflicting().gate('T2', 'manual').pass('T2')
  expect(story.phases.T2).toBe('needs-review')
  expect(objection(story.state, resolve('continue'))).toMatch(/^Task T2 has no conflict to resolve\. /)
  story.tell({type: 'review-decided', task: 'T2', decision: 'approved', by: 'ann'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']}).merge('T2')
  expect(story.state.result).toBe('done')
})

test('only a conflict that waits for a person can be resolved, and nothing else be said of it', () => {
  const story = conflicting()
  expect(objection(story.state, resolve('continue'))).toBe(
    "Task T2 of run r is running; only a conflict of a task in needs-review is a person's to resolve. See `agent-spawn status`.",
  )
  const manual = new Story(graphOf({T2: {}})).gate('T2', 'manual').pass('T2')
  expect(objection(manual.state, resolve('abort'))).toBe(
    'Task T2 has no conflict to resolve. What it waits for is told by `agent-spawn status`.',
  )
  const approval = {type: 'review-decided', task: 'T2', decision: 'approved', by: 'ann'} as const
  expect(objection(story.fail('T2').fail('T2').state, approval)).toMatch(
    /^Task T2 has nothing to approve yet: its work conflicts with what is merged\. .*agent-spawn resolve T2 --continue/,
  )
})

test('what a person has brought together stays theirs when the agent is put in quarantine before it is judged', () => {
  const story = conflicting({merge: {repairs: 0}}).tell(resolve('continue'))
  story.tell({type: 'quarantine-requested', agent: 'claude', by: 'ann'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(starts(story, 'T2').at(-1)).toMatchObject({attempt: 2, by: 'person'})
})

test('an alarm goes before what a person has brought together, who then says so again', () => {
  const story = conflicting({merge: {repairs: 0}}).tell(resolve('continue'))
  story.tell({type: 'alarm-raised', tasks: ['T1', 'T2'], path: 'shared.ts'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect([story.phases.T2, story.state.resolved]).toEqual(['needs-review', []])
  story.tell(resolve('continue'))
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(starts(story, 'T2').at(-1)).toMatchObject({attempt: 2, by: 'person'})
})

test('a new version of the plan without the task is no longer about what was brought together in it', () => {
  const story = conflicting({merge: {repairs: 0}}).tell(resolve('continue'))
  story.tell({type: 'plan-changed', graph: graphOf({T1: {}})})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1']})
  expect(story.state.result).toBe('done')
})
