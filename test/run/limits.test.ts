// Waiting for providers, for agents that fail, and after failures: told as stories in virtual time.

import {expect, test} from 'vitest'
import {explain} from '../../src/run/explain.ts'
import {type AgentSpec, BACKOFFS, type Policy} from '../../src/run/policy.ts'
import {taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const agent = (name: string, more: Partial<AgentSpec> = {}): AgentSpec => ({
  name,
  kind: 'shell',
  args: [],
  ...more,
})
const agents = (spec: AgentSpec): Policy['agents'] => ({default: spec, byType: {}, byTask: {}})
const six = graphOf({T1: {}, T2: {}, T3: {}, T4: {}, T5: {}, T6: {}})

const running = ({phases}: Story): readonly string[] =>
  Object.keys(phases).filter(id => phases[id] === 'running')

const agentsOf = ({state}: Story, task: string): readonly string[] =>
  taskState(state, task).attempts.map(each => each.agent)

test('S001-33: an agent that failed is tried again after a pause that doubles up to a cap, with jitter that a replay repeats', () => {
  const story = new Story(graphOf({T1: {}}), {attempts: 8, quarantineAfter: 99, backoff: BACKOFFS.standard})
  const pauses = [1, 2, 4, 8, 16, 16].map(expected => {
    story.fail('T1')
    expect(story.phases).toEqual({T1: 'waiting'})
    const slept = story.sleep()
    expect(story.phases).toEqual({T1: 'running'})
    return {expected, ratio: slept / (expected * 1000)}
  })
  for (const {ratio} of pauses) expect(Math.abs(ratio - 1)).toBeLessThanOrEqual(0.1)
})

test('S001-33: a dispatcher that died does not shorten the pause; who goes on with a run at rest does not wait for it', () => {
  const story = new Story(graphOf({T1: {}}), {backoff: BACKOFFS.standard}).fail('T1')
  const resume = {type: 'run-resumed', policy: story.state.policy, selection: ['T1']} as const
  story.tell(resume)
  expect(story.phases).toEqual({T1: 'waiting'})
  story.tell({type: 'stop-requested', mode: 'drain', by: 'user', reason: 'Ctrl-C'}).tell(resume)
  expect(story.phases).toEqual({T1: 'running'})
})

test('what a gate found is tried again at once', () => {
  const story = new Story(graphOf({T1: {}}), {backoff: BACKOFFS.standard})
  story.finish('T1', {type: 'gate-failed', gate: 'validation', step: 'tests', exitCode: 1})
  expect(story.phases).toEqual({T1: 'running'})
})

test('while one task waits to be tried again, others take its slot; and the waiting says until when', () => {
  const story = new Story(graphOf({T1: {hours: 9}, T2: {}}), {slots: 1, backoff: BACKOFFS.standard})
  story.fail('T1')
  expect(running(story)).toEqual(['T2'])
  expect(explain(story.state, 'T1').map(({type}) => type)).toEqual(['slots', 'backoff'])
})

test('a usage limit holds back its provider until it resets; then one task probes, and its success lets all others go', () => {
  const story = new Story(six, {slots: 3})
  story.finish('T1', {type: 'limited', provider: 'claude', resetsAt: 10 * MINUTE})
  story.wait(500).finish('T2', {type: 'limited', provider: 'claude', resetsAt: 10 * MINUTE})
  expect(running(story)).toEqual(['T3'])
  story.pass('T3').merge('T3')
  expect(explain(story.state, 'T4').map(({type}) => type)).toEqual(['limited'])

  const margin = story.sleep() + 500 - 10 * MINUTE
  expect(margin).toBeGreaterThanOrEqual(1000)
  expect(margin).toBeLessThanOrEqual(2000)
  expect(running(story)).toEqual(['T1'])
  story.pass('T1').merge('T1')
  expect(running(story)).toEqual(['T2', 'T4', 'T5'])
  for (const id of ['T2', 'T4', 'T5', 'T6']) story.pass(id).merge(id)
  expect(story.state.result).toBe('done')
  expect([...story.state.tasks.values()].map(({spent}) => spent)).toEqual([0, 0, 0, 0, 0, 0])
})

test('a limit that does not say when it resets is probed ever more rarely', () => {
  const story = new Story(six, {slots: 2})
  story
    .finish('T1', {type: 'limited', provider: 'claude'})
    .finish('T2', {type: 'limited', provider: 'claude'})
  const pauses = [1, 2, 3, 4, 5, 6].map(() => {
    const slept = story.sleep()
    expect(running(story)).toEqual(['T1'])
    story.finish('T1', {type: 'limited', provider: 'claude'})
    return slept / MINUTE
  })
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30])
})

test('a probe that has run for a minute has met no limit: the others need not wait for its end', () => {
  const story = new Story(six, {slots: 3}).finish('T1', {type: 'limited', provider: 'claude', resetsAt: HOUR})
  for (const id of ['T2', 'T3']) story.pass(id).merge(id)
  story.sleep()
  expect(running(story)).toEqual(['T1'])
  expect(story.sleep()).toBe(MINUTE)
  expect(running(story)).toEqual(['T1', 'T4', 'T5'])
})

test('a probe that was lost says nothing: another follows', () => {
  const story = new Story(six, {slots: 1}).finish('T1', {type: 'limited', provider: 'claude'})
  story.sleep()
  story.finish('T1', {type: 'lost'})
  expect(story.phases.T1).toBe('running')
  story.pass('T1').merge('T1')
  expect(running(story)).toEqual(['T2'])
})

test('a limit that outlasts the patience of the run lets it rest as limited; who goes on with it gets a probe at once', () => {
  const story = new Story(graphOf({T1: {}, T2: {}})).finish('T1', {
    type: 'limited',
    provider: 'claude',
    resetsAt: 7 * HOUR,
  })
  story.pass('T2').merge('T2')
  expect(story.state.result).toBe('limited')
  story.wait(MINUTE).tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  expect(running(story)).toEqual(['T1'])
  story.finish('T1', {type: 'limited', provider: 'claude', resetsAt: 7 * HOUR})
  expect(story.state.result).toBe('limited')
})

test('a dispatcher that died remembers the limit', () => {
  const story = new Story(graphOf({T1: {}})).finish('T1', {
    type: 'limited',
    provider: 'claude',
    resetsAt: HOUR,
  })
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1']})
  expect(running(story)).toEqual([])
  expect(story.sleep()).toBeGreaterThan(HOUR)
  expect(running(story)).toEqual(['T1'])
})

test('agents of another provider go on; a stand-in takes over where the wait is long', () => {
  const own = agent('claude', {kind: 'claude', fallback: [agent('codex', {kind: 'codex'})]})
  const story = new Story(graphOf({T1: {}, T2: {needs: ['T1']}}), {agents: agents(own)})
  story.finish('T1', {type: 'limited', provider: 'claude', resetsAt: 30_000})
  expect(running(story)).toEqual([])
  story.sleep()
  story.finish('T1', {type: 'limited', provider: 'claude', resetsAt: HOUR})
  expect(agentsOf(story, 'T1')).toEqual(['claude', 'claude', 'codex'])
})

test('S004-20: an agent that failed five times in a row, with several tasks, is held back; a probe that passes lets it go on', () => {
  const story = new Story(six, {slots: 3, attempts: 9})
  for (const id of ['T1', 'T2', 'T3', 'T1', 'T2']) story.fail(id)
  expect(running(story)).toEqual(['T1', 'T3'])
  story.fail('T1').fail('T3')
  expect(explain(story.state, 'T4').map(({type}) => type)).toEqual(['agent'])
  expect(story.sleep()).toBe(MINUTE)
  expect(running(story)).toEqual(['T1'])
  story.pass('T1').merge('T1')
  expect(running(story)).toEqual(['T2', 'T3', 'T4'])
})

test('S004-20: an agent whose probes fail, too, is given up, and the run rests instead of hammering on', () => {
  const story = new Story(six, {slots: 1, attempts: 99, quarantineAfter: 99})
  const fail = (): Story => story.fail(running(story)[0] ?? '')
  for (let failures = 0; failures < 5; failures++) {
    const task = running(story)[0] ?? ''
    fail()
    if (failures < 2) story.tell({type: 'cancel-requested', task, by: 'me'}).finish(task, {type: 'cancelled'})
  }
  const pauses = [1, 2, 3].map(() => {
    const slept = story.sleep()
    fail()
    return slept / MINUTE
  })
  expect(pauses).toEqual([1, 2, 4])
  expect(story.state.result).toBe('failed')
  expect(explain(story.state, 'T3')).toEqual([
    {type: 'agent', agent: 'claude', until: Number.POSITIVE_INFINITY},
  ])
})

test('S004-20, S004-23: work goes to another agent while the breaker is open, and the first is probed later', () => {
  const own = agent('first', {fallback: [agent('second')]})
  const story = new Story(six, {slots: 3, attempts: 9, agents: agents(own)})
  for (const id of ['T1', 'T2', 'T3', 'T1', 'T2']) story.fail(id)
  expect(agentsOf(story, 'T2')).toEqual(['first', 'first', 'second'])
  story.wait(MINUTE).pass('T1').merge('T1')
  expect(agentsOf(story, 'T4')).toEqual(['first'])
})

test('S004-23: an agent that is refused is followed by its stand-in; when all were refused, the task has failed', () => {
  const own = agent('first', {fallback: [agent('second')]})
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1, agents: agents(own)})
  story.finish('T1', {type: 'refused', reason: 'not installed'})
  expect(agentsOf(story, 'T1')).toEqual(['first', 'second'])
  expect(story.phases).toEqual({T1: 'running', T2: 'running'})
  story.finish('T1', {type: 'refused', reason: 'not installed'})
  expect(story.phases).toEqual({T1: 'failed', T2: 'running'})
})

test('two tasks alone say nothing of their agent, however often they fail', () => {
  const story = new Story(graphOf({T1: {}, T2: {}, T3: {}}), {slots: 1, attempts: 7, quarantineAfter: 99})
  for (const id of ['T1', 'T2']) for (let failures = 0; failures < 7; failures++) story.fail(id)
  expect(story.phases).toEqual({T1: 'failed', T2: 'failed', T3: 'running'})
})

test('S001-33: a task that fails twice and then passes is done with its third attempt, and never gets a fourth', () => {
  const story = new Story(graphOf({T1: {}}), {attempts: 3}).fail('T1').fail('T1').pass('T1').merge('T1')
  expect(taskState(story.state, 'T1')).toMatchObject({phase: 'done', attempts: {length: 3}})
  expect(new Story(graphOf({T1: {}}), {attempts: 3}).fail('T1').fail('T1').fail('T1').phases).toEqual({
    T1: 'failed',
  })
})

test('a reset that has passed when the agent ends is probed soon; one that stays in the past ever more rarely', () => {
  const story = new Story(six, {slots: 1}).wait(HOUR)
  const late = {type: 'limited', provider: 'claude', resetsAt: HOUR - 1} as const
  const pauses = [1, 2, 3].map(() => {
    story.finish('T1', late)
    return Math.round(story.sleep() / 1000)
  })
  expect(pauses[0]).toBeLessThanOrEqual(2)
  expect(pauses.slice(1)).toEqual([120, 240])
})
