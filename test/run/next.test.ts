// What the core decides, told as stories.

import {expect, test} from 'vitest'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

test('S003-15: a task starts when all it depends on is merged, from the tip that holds it', () => {
  const story = new Story(graphOf({T1: {}, T2: {}, T3: {needs: ['T1', 'T2']}}))
  story.pass('T1').pass('T2').merge('T1').merge('T2').pass('T3').merge('T3')
  expect(story.decisions).toEqual([
    'T1#1 starts on base',
    'T2#1 starts on base',
    'T1 merges on base',
    'T2 merges on m-T1',
    'T3#1 starts on m-T2',
    'T3 merges on m-T2',
    'ends: done',
  ])
})

test('S003-44: of the ready tasks the one with the longest way behind it goes first, then the higher priority, then plan order', () => {
  const graph = graphOf({T1: {hours: 1}, T2: {hours: 2}, T3: {hours: 9, needs: ['T1']}, T4: {hours: 2}})
  const tasks = graph.tasks.map(task => (task.id === 'T4' ? {...task, priority: 'CRITICAL' as const} : task))
  const story = new Story({...graph, tasks}, {slots: 1})
  story.pass('T1').merge('T1').pass('T4').merge('T4').pass('T3').merge('T3').pass('T2').merge('T2')
  expect(story.decisions.filter(each => each.includes('starts')).map(each => each.slice(0, 2))).toEqual([
    'T1',
    'T4',
    'T3',
    'T2',
  ])
})

test('S003-54: two tasks that write the same file never overlap, not even while the first waits for its merge', () => {
  const story = new Story(graphOf({T1: {writes: ['src/']}, T2: {writes: ['src/a.ts']}}))
  story.pass('T1')
  expect(story.phases).toEqual({T1: 'merging', T2: 'waiting'})
  story.merge('T1')
  expect(story.phases).toEqual({T1: 'done', T2: 'running'})
})

test('S001-33: a failed attempt is tried again on its own base, until the tries are used up; then what depends on it waits', () => {
  const story = new Story(graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}}), {attempts: 2})
  story.pass('T3').merge('T3').fail('T1').fail('T1')
  expect(story.decisions).toEqual([
    'T1#1 starts on base',
    'T3#1 starts on base',
    'T3 merges on base',
    'T1#2 starts on base',
    'ends: failed',
  ])
  expect(story.phases).toEqual({T1: 'failed', T2: 'waiting', T3: 'done'})
})

test('work that passed alone and failed on the merged tree is tried again on the tip it must fit', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}))
  story.pass('T1').pass('T2').merge('T1').gate('T2', 'failed', 'merged')
  const result = {type: 'gate-failed', gate: 'validation', step: 'tests', exitCode: 1} as const
  story.tell({type: 'merge-finished', task: 'T2', attempt: 1, result, durationMs: 1})
  expect(story.decisions.at(-1)).toBe('T2#2 starts on m-T1')
})

test('as older journals have it, a conflict is a failed try; when these are used up the run is blocked, not failed', () => {
  const story = new Story(graphOf({T1: {}}), {attempts: 1, merge: {}})
  const result = {type: 'conflicted', paths: ['a.ts']} as const
  story.pass('T1').tell({type: 'merge-finished', task: 'T1', attempt: 1, result, durationMs: 1})
  expect(story.decisions.at(-1)).toBe('ends: blocked')
})

test('a lost, limited or cancelled attempt costs no try; a refused one gets no other', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1})
  story.finish('T1', {type: 'lost'}).finish('T1', {type: 'limited', provider: 'p'}).sleep()
  story.pass('T1').merge('T1')
  story.finish('T2', {type: 'refused', reason: 'no such agent'})
  expect(story.phases).toEqual({T1: 'done', T2: 'failed'})
})

test('a merge that was cut short leaves the work validated, and is done again', () => {
  const story = new Story(graphOf({T1: {}})).pass('T1')
  story.tell({type: 'merge-finished', task: 'T1', attempt: 1, result: {type: 'lost'}, durationMs: 0})
  expect(story.decisions).toEqual(['T1#1 starts on base', 'T1 merges on base', 'T1 merges on base'])
})

test('failure mode no-new: running attempts end and are merged, nothing else starts', () => {
  const story = new Story(graphOf({T1: {}, T2: {}, T3: {}}), {slots: 2, attempts: 1, onFailure: 'no-new'})
  story.fail('T1').pass('T2').merge('T2')
  expect(story.decisions.slice(2)).toEqual(['stops: drain', 'T2 merges on base', 'ends: failed'])
})

test('failure mode kill: what runs is to be stopped, and goes back to waiting', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1, onFailure: 'kill'})
  story.fail('T1').finish('T2', {type: 'cancelled'})
  expect(story.decisions.slice(2)).toEqual(['stops: kill', 'ends: failed'])
  expect(story.phases).toEqual({T1: 'failed', T2: 'waiting'})
})

test('what was killed by a dispatcher that died over it goes back to waiting as well: nobody cancelled it', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1, onFailure: 'kill'}).fail('T1')
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']})
  story.finish('T2', {type: 'cancelled'})
  expect(story.phases).toEqual({T1: 'failed', T2: 'waiting'})
  expect(story.decisions.slice(-2)).toEqual(['stops: kill', 'ends: failed'])
})

test('a task that had failed for good is not tried again because the dispatcher died; only who goes on with a run at rest wants that', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1}).fail('T1')
  const resume = {type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2']} as const
  story.tell(resume).pass('T2').merge('T2')
  expect(story.phases).toEqual({T1: 'failed', T2: 'done'})
  story.tell(resume).pass('T1').merge('T1')
  expect(story.phases).toEqual({T1: 'done', T2: 'done'})
})

test('a stop by the user is an interruption: all that was not done is still there to be done', () => {
  const story = new Story(graphOf({T1: {}, T2: {needs: ['T1']}}))
  story.tell({type: 'stop-requested', mode: 'drain', by: 'user', reason: 'Ctrl-C'}).pass('T1').merge('T1')
  expect(story.decisions.at(-1)).toBe('ends: interrupted')
  const selection = ['T1', 'T2']
  story.tell({type: 'run-resumed', policy: story.state.policy, selection}).pass('T2').merge('T2')
  expect(story.decisions.at(-1)).toBe('ends: done')
})

test('tasks outside of the selection are skipped, and block what depends on them', () => {
  const story = new Story(graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}}), {}, ['T2', 'T3'])
  story.pass('T3').merge('T3')
  expect(story.phases).toEqual({T1: 'skipped', T2: 'waiting', T3: 'done'})
  expect(story.decisions.at(-1)).toBe('ends: blocked')
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2', 'T3']})
  expect(story.phases).toEqual({T1: 'running', T2: 'waiting', T3: 'done'})
})

test('S003-53: manual steps leave the task in needs-review: its dependents wait, others go on, and a person decides', () => {
  const graph = graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}})
  const story = new Story(graph).gate('T1', 'manual').pass('T1').pass('T3').merge('T3')
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'waiting', T3: 'done'})
  expect(story.decisions.at(-1)).toBe('ends: needs-review')

  const resume = {type: 'run-resumed', policy: story.state.policy, selection: ['T1', 'T2', 'T3']} as const
  story.tell({type: 'review-decided', task: 'T1', decision: 'approved', by: 'me'}).tell(resume).merge('T1')
  expect(story.phases).toEqual({T1: 'done', T2: 'running', T3: 'done'})

  const other = new Story(graph).gate('T1', 'manual').pass('T1')
  other.tell({type: 'review-decided', task: 'T1', decision: 'rejected', by: 'me', comment: 'ugly'})
  expect(other.phases).toEqual({T1: 'failed', T2: 'waiting', T3: 'running'})
})

test('a task with neither gates nor outputs needs a review; both questions can be waived', () => {
  const bare = graphOf({T1: {writes: []}})
  expect(new Story(bare).pass('T1').phases).toEqual({T1: 'needs-review'})
  expect(new Story(bare, {unverified: 'accept'}).pass('T1').phases).toEqual({T1: 'merging'})
  const manual = new Story(graphOf({T1: {}}), {manual: 'accept'}).gate('T1', 'manual').pass('T1')
  expect(manual.phases).toEqual({T1: 'merging'})
})

test('S003-20, S003-51: a group with a cap never runs more at once, however many slots are free', () => {
  const story = new Story(graphOf({T1: {group: 'G'}, T2: {group: 'G'}, T3: {group: 'G'}, T4: {}}, {G: 2}))
  expect(story.phases).toEqual({T1: 'running', T2: 'running', T3: 'waiting', T4: 'running'})
  story.pass('T1')
  expect(story.phases.T3).toBe('running')
})

test('what cannot have happened is refused loudly', () => {
  const story = new Story(graphOf({T1: {}}))
  expect(() => story.merge('T1')).toThrow(
    'bug: the end of merge-started for attempt 1 of T1, expected attempt-started for attempt 1',
  )
  expect(() => story.tell({type: 'attempt-started', task: 'T1', attempt: 3, agent: 'a'})).toThrow(
    'bug: attempt 3 of T1 follows 1',
  )
})

test('a wish to let things finish does not take back an order to stop them', () => {
  const story = new Story(graphOf({T1: {}, T2: {}}), {attempts: 1, onFailure: 'kill'}).fail('T1')
  story.tell({type: 'stop-requested', mode: 'drain', by: 'user', reason: 'Ctrl-C'}).pass('T2')
  expect(story.phases).toEqual({T1: 'failed', T2: 'validated'})
  expect(story.decisions.at(-1)).toBe('ends: interrupted')
})

test('work that only the host could not merge is merged by the next run, not done again', () => {
  const story = new Story(graphOf({T1: {}})).pass('T1')
  const result = {type: 'refused', reason: 'no free ports'} as const
  story.tell({type: 'merge-finished', task: 'T1', attempt: 1, result, durationMs: 1})
  expect(story.phases).toEqual({T1: 'failed'})
  story.tell({type: 'run-resumed', policy: story.state.policy, selection: ['T1']})
  expect(story.decisions.at(-1)).toBe('T1 merges on base')
})
