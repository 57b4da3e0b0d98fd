// A person takes an agent out of a run: it starts nothing more, what it is at is stopped, and what it left is neither merged nor gone
// on with before it is released.

import {expect, test} from 'vitest'
import type {EventBody} from '../../src/run/event.ts'
import {explain} from '../../src/run/explain.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {objection, type Request} from '../../src/run/request.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const quarantine: Request = {type: 'quarantine-requested', agent: 'claude', by: 'me', reason: 'odd commits'}
const release: Request = {type: 'release-requested', agent: 'claude', by: 'me'}
const TWO = graphOf({T1: {}, T2: {}, T3: {needs: ['T1']}})

test('S004-22: what it is at ends, and what it left is kept and held until it is released', () => {
  const story = new Story(graphOf({T1: {writes: ['a']}, T2: {writes: ['b']}, T3: {writes: ['a', 'b']}}))
    .tell(quarantine)
    .finish('T1', {type: 'cancelled'})
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'running', T3: 'waiting'})
  // An agent that ended well before it could be stopped is no better.
  story.pass('T2')
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'needs-review', T3: 'waiting'})
  expect(story.state.result).toBe('needs-review')
  expect(explain(story.state, 'T3').map(({type}) => type)).toEqual(['claim', 'quarantine'])
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2', 'T3']})
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'needs-review', T3: 'waiting'})
})

test('S004-22: nothing of it starts or is merged; after the release everything goes on where it was', () => {
  const story = new Story(TWO, {slots: 1}).pass('T1')
  expect(story.phases).toEqual({T1: 'merging', T2: 'running', T3: 'waiting'})
  story.tell(quarantine).tell(mergeCutShort).finish('T2', {type: 'cancelled'})
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'needs-review', T3: 'waiting'})
  story.tell(release)
  expect(story.phases).toEqual({T1: 'validated', T2: 'waiting', T3: 'waiting'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2', 'T3']})
  expect(story.phases).toEqual({T1: 'merging', T2: 'running', T3: 'waiting'})
  story.merge('T1').pass('T2').merge('T2').pass('T3').merge('T3')
  expect([story.state.result, story.state.tasks.get('T2')?.spent]).toEqual(['done', 0])
})

const mergeCutShort: EventBody = {
  ...{type: 'merge-finished', task: 'T1', attempt: 1, result: {type: 'cancelled'}, durationMs: 1},
}

test('a task that waits for no other agent says so, and the run comes to rest', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {slots: 1})
    .tell(quarantine)
    .finish('T1', {type: 'cancelled'})
  expect(explain(story.state, 'T2')).toEqual([
    {type: 'quarantine', agent: 'claude', by: 'me', text: 'odd commits'},
  ])
  expect(story.state.result).toBe('needs-review')
})

test('a stand-in takes over what the agent has not begun, and what a person wants done anew', () => {
  const standIn = {name: 'codex', kind: 'codex', args: []} as const
  const agents: Policy['agents'] = {
    ...DEFAULT_POLICY.agents,
    default: {...DEFAULT_POLICY.agents.default, fallback: [standIn]},
  }
  const story = new Story(graphOf({T1: {}, T2: {}}), {slots: 1, agents})
    .tell(quarantine)
    .finish('T1', {type: 'cancelled'})
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'running'})
  expect(story.state.tasks.get('T2')?.attempts.at(-1)?.agent).toBe('codex')
  story.tell({type: 'retry-requested', task: 'T1', downstream: false, by: 'me'}).pass('T2').merge('T2')
  expect(story.state.tasks.get('T1')?.attempts.at(-1)?.agent).toBe('codex')
  story.tell(release)
  expect(story.phases).toEqual({T1: 'running', T2: 'done'})
})

test('what it left cannot be approved, and may be rejected: the release does not bring it back', () => {
  const story = new Story(TWO, {slots: 1}).tell(quarantine).pass('T1')
  const review = {type: 'review-decided', task: 'T1', by: 'me'} as const
  expect(objection(story.state, {...review, decision: 'approved'})).toBe(
    'Task T1 has what the agent claude left, which is in quarantine. Release that one, or have the task done anew: agent-spawn retry T1',
  )
  story.tell({...review, decision: 'rejected'}).tell(release)
  expect(story.phases.T1).toBe('failed')
})

test('only an agent of the run is put in quarantine, once; and only such a one is released', () => {
  const story = new Story(TWO)
  expect(objection(story.state, {...quarantine, agent: 'clod'})).toBe(
    'Run r has no agent clod; it has claude.',
  )
  expect(objection(story.state, release)).toBe('The agent claude is not in quarantine in run r.')
  story.tell(quarantine)
  expect(objection(story.state, quarantine)).toBe('The agent claude is in quarantine already, by me.')
  expect(objection(story.state, release)).toBeUndefined()
})
