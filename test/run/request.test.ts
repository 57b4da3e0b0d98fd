// What people ask of a run, and what it makes of that; and what becomes of tasks that fail again and again.

import {expect, test} from 'vitest'
import {explain} from '../../src/run/explain.ts'
import {isRecorded, objection, type Request} from '../../src/run/request.ts'
import {taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const retry = (task: string, more: {downstream?: boolean; feedback?: string} = {}): Request => ({
  type: 'retry-requested',
  task,
  downstream: false,
  by: 'me',
  ...more,
})
const cancel = (task: string): Request => ({type: 'cancel-requested', task, by: 'me', reason: 'not needed'})
const pause: Request = {type: 'pause-requested', by: 'me', reason: 'lunch'}
const resume: Request = {type: 'resume-requested', by: 'me'}

const chain = graphOf({T1: {}, T2: {needs: ['T1']}, T3: {needs: ['T2']}})
const onWith = (story: Story): Story =>
  story.tell({
    type: 'run-resumed',
    policy: story.state.policy,
    selection: story.state.graph.tasks.map(({id}) => id),
  })

test('a paused run merges what runs, starts nothing, and waits to be resumed', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {slots: 1}).tell(pause)
  story.pass('T1').merge('T1')
  expect(story.phases).toEqual({T1: 'done', T2: 'waiting'})
  expect(story.state.result).toBe(undefined)
  expect(explain(story.state, 'T2')).toEqual([{type: 'paused', by: 'me', reason: 'lunch'}])
  story.tell(resume).pass('T2').merge('T2')
  expect(story.state.result).toBe('done')
})

test('a paused run with nothing left to do is over', () => {
  const story = new Story(graphOf({T1: {}})).tell(pause).pass('T1').merge('T1')
  expect(story.state.result).toBe('done')
})

test('a cancelled task is out at once if it waits, else when its attempt has ended; what depends on it names it', () => {
  const story = new Story(chain).tell(cancel('T1'))
  expect(story.phases.T1).toBe('running')
  story.pass('T1')
  expect(story.phases).toEqual({T1: 'cancelled', T2: 'waiting', T3: 'waiting'})
  expect(story.state.result).toBe('blocked')
  expect(explain(story.state, 'T2')).toEqual([{type: 'dependency', task: 'T1', phase: 'cancelled'}])
  const other = new Story(chain).tell(cancel('T3')).pass('T1').merge('T1').pass('T2').merge('T2')
  expect([other.phases.T3, other.state.result]).toEqual(['cancelled', 'blocked'])
})

test('a merge that is under way is too late to cancel; one that fails is not tried again', () => {
  const late = new Story(chain).pass('T1').tell(cancel('T1')).merge('T1')
  expect(late.phases.T1).toBe('done')
  const story = new Story(chain).pass('T1').tell(cancel('T1'))
  const result = {type: 'conflicted', paths: ['a.ts']} as const
  story.tell({type: 'merge-finished', task: 'T1', attempt: 1, result, durationMs: 1})
  expect(story.phases.T1).toBe('cancelled')
})

test('going on with a run takes failed tasks up again, but none that a person cancelled', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1})
    .tell(cancel('T1'))
    .finish('T1', {type: 'cancelled'})
  story.fail('T2')
  onWith(story)
  expect(story.phases).toEqual({T1: 'cancelled', T2: 'running'})
  story.fail('T2').tell(retry('T1'))
  onWith(story)
  expect(story.phases).toEqual({T1: 'running', T2: 'running'})
})

test('after a retry all its tries are new, the hint is kept, and everything behind it converges', () => {
  const story = new Story(chain, {attempts: 1}).fail('T1')
  expect(story.state.result).toBe('failed')
  story.tell(retry('T1', {feedback: 'mind the gap'}))
  onWith(story).pass('T1').merge('T1').pass('T2').merge('T2').pass('T3').merge('T3')
  expect(story.state.result).toBe('done')
  expect(taskState(story.state, 'T1')).toMatchObject({spent: 0, feedback: {by: 'me', text: 'mind the gap'}})
})

test('a finished task can be done again, from the tip, and with it all that depends on it', () => {
  const story = new Story(chain)
  for (const id of ['T1', 'T2', 'T3']) story.pass(id).merge(id)
  const alone = story.tell(retry('T2'))
  expect(alone.phases).toEqual({T1: 'done', T2: 'waiting', T3: 'done'})
  onWith(story)
  expect(story.decisions.at(-1)).toBe('T2#2 starts on m-T3')
  story.pass('T2').merge('T2')
  story.tell(retry('T1', {downstream: true}))
  expect(story.phases).toEqual({T1: 'waiting', T2: 'waiting', T3: 'waiting'})
  onWith(story)
  for (const id of ['T1', 'T2', 'T3']) story.pass(id).merge(id)
  expect(story.state.result).toBe('done')
})

test('where a dependency was done anew, a try does not go on from what was built on the old one', () => {
  const story = new Story(chain, {attempts: 1}).pass('T1').merge('T1').wait(1).fail('T2')
  onWith(story)
  expect(story.decisions.at(-1)).toBe('T2#2 starts on m-T1')
  story.fail('T2').tell(retry('T1', {downstream: true}))
  onWith(story).wait(1).pass('T1')
  const anew = {type: 'merged', commit: 'm-T1-anew', tree: 't'} as const
  story.tell({type: 'merge-finished', task: 'T1', attempt: 2, result: anew, durationMs: 1})
  expect(story.decisions.at(-1)).toBe('T2#3 starts on m-T1-anew')
})

test('what cannot be asked is answered with the reason and the remedy', () => {
  const story = new Story(graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}}), {attempts: 1}, ['T1', 'T2'])
  const ask = (request: Request) => objection(story.state, request)
  expect(ask(pause)).toBe(undefined)
  expect(ask(resume)).toBe('Run r is not paused; there is nothing to resume.')
  expect(ask(retry('T1'))).toBe(
    'Task T1 of run r is running; only one that is done, failed, cancelled or in needs-review can be tried again.',
  )
  expect(ask(retry('T3'))).toBe(
    'Task T3 takes no part in run r. Take it in: agent-spawn run --continue --run r T3',
  )
  expect(ask(cancel('T3'))).toBe(
    'Task T3 of run r is skipped; only a task that is not over can be cancelled.',
  )
  story.pass('T1').merge('T1')
  expect(ask(retry('T1', {downstream: true}))).toBe(
    'Task T2, which depends on T1, is running. Wait for it, or cancel it first: agent-spawn cancel T2',
  )
  story.tell(pause)
  expect(ask(pause)).toBe('Run r is paused already, by me: lunch')
  story.fail('T2')
  expect(ask(pause)).toBe('Run r rests already (failed); there is nothing to pause.')
  expect(ask(resume)).toBe(
    'Run r is not paused, it rests (failed). Go on with it: agent-spawn run --continue --run r',
  )
})

test('a run is stopped once; who let it drain may still stop it harder', () => {
  const stop = (mode: 'drain' | 'kill' | 'detach'): Request => ({
    ...{type: 'stop-requested', mode, by: 'user', reason: 'home'},
  })
  const MODES = ['drain', 'kill', 'detach'] as const
  const refused = ({state}: Story) => MODES.filter(mode => objection(state, stop(mode)) !== undefined)
  const story = new Story(chain)
  expect(refused(story)).toEqual([])
  story.tell(stop('drain'))
  expect(refused(story)).toEqual(['drain'])
  expect(objection(story.state, stop('drain'))).toBe('Run r is being stopped already (drain): home.')
  story.tell(stop('kill'))
  expect(refused(story)).toEqual([...MODES])
  story.finish('T1', {type: 'cancelled'})
  expect(objection(story.state, stop('kill'))).toBe(
    'Run r rests already (interrupted); there is nothing to stop.',
  )
})

test('a request that came as a file is known by its id, and another one is not', () => {
  const story = new Story(chain).tell({...pause, requestId: 'a'})
  const isKnown = (request: Request) => isRecorded(story.state, request)
  expect([{...pause, requestId: 'a'}, {...pause, requestId: 'b'}, pause].map(isKnown)).toEqual([
    true,
    false,
    false,
  ])
})

test('S004-22: a task that failed five times in the same way is quarantined: going on leaves it, only a retry takes it out', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 3}).fail('T1').fail('T1').fail('T1')
  story.pass('T2').merge('T2')
  onWith(story).fail('T1').fail('T1')
  expect(taskState(story.state, 'T1')).toMatchObject({phase: 'failed', quarantined: true, spent: 2})
  onWith(story)
  expect(story.phases).toEqual({T1: 'failed', T2: 'done'})
  onWith(story.tell(retry('T1')))
  expect(taskState(story.state, 'T1')).toMatchObject({phase: 'running', spent: 0})
})

test('failures that differ are no reason for a quarantine', () => {
  const story = new Story(graphOf({T1: {}}), {attempts: 6, quarantineAfter: 2})
  const gate = (step: string) => ({type: 'gate-failed', gate: 'validation', step, exitCode: 1}) as const
  story.finish('T1', gate('lint')).finish('T1', gate('tests')).finish('T1', gate('lint'))
  expect(story.phases.T1).toBe('running')
  story.finish('T1', gate('lint'))
  expect(story.phases.T1).toBe('failed')
})

test('S003-53: when its tries are used up a task may wait for a person; what depends on it waits, others go on', () => {
  const graph = graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}})
  const story = new Story(graph, {attempts: 3, onExhausted: 'needs-review', quarantineAfter: 9})
  story.fail('T1').fail('T1').fail('T1').pass('T3').merge('T3')
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'waiting', T3: 'done'})
  expect(story.state.result).toBe('needs-review')
  const approve: Request = {type: 'review-decided', task: 'T1', decision: 'approved', by: 'me'}
  expect(objection(story.state, approve)).toMatch(/^Task T1 has nothing to approve: its last attempt failed/)
  expect(objection(story.state, {...approve, decision: 'rejected'})).toBe(undefined)
  onWith(story.tell(retry('T1', {feedback: 'use the other port'})))
  story.pass('T1').merge('T1').pass('T2').merge('T2')
  expect(story.state.result).toBe('done')
})
