import {expect, test} from 'vitest'
import type {Gate, Graph} from '../../src/graph/task.ts'
import {replay} from '../../src/run/evolve.ts'
import type {Concern} from '../../src/run/outcome.ts'
import type {Policy} from '../../src/run/policy.ts'
import {wakeAt} from '../../src/run/start.ts'
import {taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const MINUTE = 60_000

const approval = (name: string, parameters: Gate['parameters']): Gate => ({
  ...{name, type: 'approval', steps: [], parameters},
  location: {file: 'plan.md', line: 1, column: 1},
})

/** T1 waits for these decisions; T2 stands beside it, and T3 behind it. */
const graphWith = (...gates: readonly Gate[]): Graph => {
  const graph = graphOf({T1: {}, T2: {}, T3: {needs: ['T1']}})
  return {...graph, tasks: graph.tasks.map(task => (task.id === 'T1' ? {...task, gates} : task))}
}

interface Telling {
  readonly policy?: Partial<Policy>
  readonly concerns?: readonly Concern[]
}

/** T1 is done but for its decisions, after a minute of work. */
const waiting = (gates: readonly Gate[], {policy = {}, concerns}: Telling = {}): Story => {
  const story = new Story(graphWith(...gates), policy).wait(MINUTE)
  for (const gate of gates) {
    const record = {gate: gate.name, type: gate.type, verdict: 'manual', steps: [], durationMs: 0} as const
    story.tell({type: 'gate-finished', task: 'T1', attempt: 1, stage: 'workspace', record})
  }
  return story.tell({
    ...{type: 'attempt-finished', task: 'T1', attempt: 1, durationMs: 1, commit: 'c', trespasses: []},
    outcome: {type: 'passed'},
    ...(concerns === undefined ? {} : {concerns}),
  })
}

const reviewOf = ({state}: Story) => taskState(state, 'T1').review

test('an approval waits beside its siblings, and then decides itself as it says', () => {
  const story = waiting([approval('go', {timeout: '10m', default: 'approve'})])
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'running', T3: 'waiting'})
  story.pass('T2').merge('T2')
  expect(story.phases.T2).toBe('done')
  expect(story.state.result).toBe(undefined)
  expect(story.sleep()).toBe(10 * MINUTE)
  expect(reviewOf(story)).toEqual({
    ...{decision: 'approved', by: 'agent-spawn', at: 11 * MINUTE},
    comment: 'nobody decided in time, and that is the default of gate go',
  })
  story.merge('T1').pass('T3').merge('T3')
  expect(story.state.result).toBe('done')
})

test('by default it may be rejected as well; what depends on it then stays', () => {
  const story = waiting([approval('go', {timeout: '10m', default: 'reject'})])
    .pass('T2')
    .merge('T2')
  story.sleep()
  expect(story.phases).toEqual({T1: 'failed', T2: 'done', T3: 'waiting'})
  expect(story.state.result).toBe('failed')
})

test('a person who is in time decides, and nothing is decided twice', () => {
  const story = waiting([approval('go', {timeout: '10m', default: 'reject'})]).wait(9 * MINUTE)
  story.tell({type: 'review-decided', task: 'T1', decision: 'approved', by: 'ann'})
  story.merge('T1').wait(9 * MINUTE)
  expect(story.events.filter(({type}) => type === 'review-decided')).toHaveLength(1)
  expect([...story.state.deadlines]).toEqual([])
})

test('without a timeout the run rests, and waits for a person', () => {
  const story = waiting([approval('go', {})])
    .pass('T2')
    .merge('T2')
  expect(story.state.result).toBe('needs-review')
})

test('the time runs while nobody is at work: a run that goes on later decides at once', () => {
  const story = waiting([approval('go', {timeout: '10m', default: 'approve'})])
  story.tell({type: 'stop-requested', mode: 'drain', by: 'user', reason: 'asked to'}).pass('T2').merge('T2')
  expect(story.state.result).toBe('interrupted')
  expect(wakeAt(story.state, story.now)).toBe(undefined)
  story
    .wait(20 * MINUTE)
    .tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2', 'T3']})
  expect([reviewOf(story)?.decision, story.phases.T1]).toEqual(['approved', 'merging'])
  expect(replay([story.started, ...story.events])).toEqual(story.state)
})

test('while the run is paused the time runs on', () => {
  const story = waiting([approval('go', {timeout: '10m', default: 'approve'})])
  story.tell({type: 'pause-requested', by: 'ann', reason: 'lunch'}).wait(10 * MINUTE)
  expect(story.phases.T1).toBe('merging')
})

test('of several, the last one approves; the first that rejects is enough', () => {
  const approving = [
    approval('a', {timeout: '5m', default: 'approve'}),
    approval('b', {timeout: '10m', default: 'approve'}),
  ]
  expect(waiting(approving).sleep()).toBe(10 * MINUTE)
  const mixed = [...approving, approval('c', {timeout: '20m', default: 'reject'}), approval('d', {})]
  const story = waiting(mixed)
  expect(story.sleep()).toBe(20 * MINUTE)
  expect(story.phases.T1).toBe('failed')
})

test('nothing is approved by itself where something else is open as well', () => {
  const gate = approval('go', {timeout: '5m', default: 'approve'})
  const guarded = {type: 'guarded-paths', paths: ['AGENTS.md']} as const
  for (const story of [
    waiting([gate, approval('other', {})]),
    waiting([gate], {concerns: [guarded]}),
    waiting([gate], {policy: {approval: 'always'}}),
  ])
    expect(wakeAt(story.state, story.now)).toBe(undefined)
})

test('the deadline of an attempt is not that of the next one: what failed is never approved', () => {
  const gate = approval('go', {timeout: '10m', default: 'approve'})
  const story = waiting([gate], {policy: {attempts: 1, onExhausted: 'needs-review'}})
  story
    .tell({type: 'retry-requested', task: 'T1', downstream: false, by: 'ann'})
    .wait(5 * MINUTE)
    .fail('T1')
  expect(story.wait(20 * MINUTE).phases.T1).toBe('needs-review')
  expect(reviewOf(story)).toBe(undefined)
})

test('nothing approves itself that an alarm holds, or whose agent is in quarantine', () => {
  const approve = [approval('go', {timeout: '10m', default: 'approve'})]
  const alarmed = waiting(approve).tell({type: 'alarm-raised', tasks: ['T1', 'T2'], path: 'a.ts'})
  alarmed.pass('T2').wait(11 * MINUTE)
  expect([alarmed.phases.T1, alarmed.state.result]).toEqual(['needs-review', 'needs-review'])
  const isolated = waiting(approve).tell({type: 'quarantine-requested', agent: 'claude', by: 'ann'})
  isolated.finish('T2', {type: 'cancelled'}).wait(11 * MINUTE)
  expect([isolated.phases.T1, isolated.state.result]).toEqual(['needs-review', 'needs-review'])
  isolated.tell({type: 'release-requested', agent: 'claude', by: 'ann'})
  isolated.tell({type: 'run-resumed', policy: isolated.state.policy, selection: ['T1', 'T2', 'T3']})
  expect(isolated.phases.T1).toBe('merging')
})
