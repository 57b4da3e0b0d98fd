// Who goes first where several tasks want the same: claims, priorities, and time spent waiting. Told as stories.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {explain} from '../../src/run/explain.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {anyGraph, graphOf} from './graphs.ts'
import {Story} from './story.ts'

const MINUTE = 60_000

const startsOf = ({decisions}: Story): readonly string[] =>
  decisions.filter(each => each.includes('starts')).map(each => each.slice(0, each.indexOf('#')))

const urgent = (byTask: Policy['priority']['byTask'], ageMs = 0): Partial<Policy> => ({
  priority: {byTask, ageMs},
})

const claiming = (claims: Policy['ownership']['claims']): Partial<Policy> => ({
  ownership: {owners: {}, claims},
})

test('S002-13, S002-35: of two tasks that want one file the more urgent goes first, whatever the plan order', () => {
  const graph = graphOf({T1: {writes: ['x']}, T2: {writes: ['a', 'x']}, T3: {writes: ['a']}})
  const story = new Story(graph, urgent({T3: 1, T2: 2, T1: 3}))
  expect(story.phases).toEqual({T1: 'running', T2: 'waiting', T3: 'running'})
  story.pass('T1').merge('T1').pass('T3').merge('T3')
  expect(startsOf(story)).toEqual(['T3', 'T1', 'T2'])
})

test('what an urgent task waits for is as urgent', () => {
  const graph = graphOf({T1: {hours: 9}, T2: {hours: 1}, T3: {needs: ['T2'], hours: 1}})
  expect(startsOf(new Story(graph, {slots: 1}))).toEqual(['T1'])
  expect(startsOf(new Story(graph, {slots: 1, ...urgent({T3: 1})}))).toEqual(['T2'])
})

test('S002-13: a task that waits becomes more urgent, so that a stream of better ones does not starve it', () => {
  const graph = graphOf({T1: {}, T2: {}, T3: {needs: ['T1']}, T4: {needs: ['T2']}, T5: {}})
  const most = {T1: 1, T2: 1, T3: 1, T4: 1, T5: 2}
  const story = new Story(graph, {slots: 1, ...urgent(most, 10 * MINUTE)})
  story
    .wait(9 * MINUTE)
    .pass('T1')
    .merge('T1')
  expect(startsOf(story)).toEqual(['T1', 'T2'])
  // T3 came just now; T5 has waited for 18 minutes, and is as urgent as T3: in doubt the order stands.
  story
    .wait(9 * MINUTE)
    .pass('T2')
    .merge('T2')
  expect(startsOf(story)).toEqual(['T1', 'T2', 'T3'])
  story
    .wait(9 * MINUTE)
    .pass('T3')
    .merge('T3')
  expect(startsOf(story)).toEqual(['T1', 'T2', 'T3', 'T5'])
})

test('S002-05: any number of tasks read what they share; who wants to write it waits, and then they do', () => {
  const graph = graphOf({T1: {}, T2: {}, T3: {writes: ['schema/a.ts']}, T4: {}})
  const reads = {shared: ['schema/']}
  const story = new Story(graph, {
    slots: 4,
    ...claiming({T1: reads, T2: reads, T4: {shared: ['./Schema/A.ts']}}),
  })
  expect(story.phases).toEqual({T1: 'running', T2: 'running', T3: 'waiting', T4: 'running'})
  expect(explain(story.state, 'T3')).toEqual([{type: 'claim', task: 'T1'}])
  // What has been validated reads no more, though its work is not merged yet.
  story.pass('T1').pass('T2').pass('T4')
  expect(story.phases).toMatchObject({T1: 'merging', T2: 'validated', T3: 'running', T4: 'validated'})
})

test('S002-13: tasks that want the same files in opposite order take all of them at once or none: every run ends', () => {
  const files = ['a', 'b', 'c/']
  const anyNeeds = fc.array(fc.shuffledSubarray(files, {minLength: 1}), {minLength: 2, maxLength: 8})
  fc.assert(
    fc.property(
      anyNeeds,
      fc.array(fc.integer({min: 1, max: 5}), {maxLength: 8}),
      fc.nat(),
      (needs, levels, luck) => {
        const graph = graphOf(Object.fromEntries(needs.map((writes, index) => [`T${index}`, {writes}])))
        const byTask = Object.fromEntries(levels.map((level, index) => [`T${index}`, level]))
        const story = new Story(graph, urgent(byTask, MINUTE))
        for (let step = luck; story.state.result === undefined; step += luck % 7) {
          const {running, merging} = story.state.schedule
          const active = [...running, ...merging]
          expect(active.length).toBeGreaterThan(0)
          const chosen = active[step % active.length] ?? ''
          story.wait(step % (2 * MINUTE))
          if (merging.has(chosen)) story.merge(chosen)
          else story.pass(chosen)
        }
        expect(story.state.result).toBe('done')
      },
    ),
    {numRuns: 300},
  )
})

test('S002-08: an agent that has been silent for too long loses its claims, and who waited for them has its turn', () => {
  const graph = graphOf({T1: {writes: ['x']}, T2: {writes: ['x']}})
  const story = new Story(graph, {attempts: 1})
  story
    .wait(9 * MINUTE)
    .tell({type: 'agent-silent', task: 'T1', attempt: 1, silenceMs: 9 * MINUTE, limitMs: 10 * MINUTE})
  expect(story.phases).toEqual({T1: 'running', T2: 'waiting'})
  story.wait(MINUTE).finish('T1', {type: 'stalled', silenceMs: 10 * MINUTE})
  expect(story.phases).toEqual({T1: 'failed', T2: 'running'})
})

test('S002-08: the number of an attempt is its fence: an end or a merge that is told late is refused', () => {
  const story = new Story(graphOf({T1: {}}), {attempts: 3}).fail('T1')
  const late = {
    type: 'attempt-finished',
    task: 'T1',
    attempt: 1,
    durationMs: 1,
    commit: 'late',
    trespasses: [],
  } as const
  expect(() => story.tell({...late, outcome: {type: 'passed'}})).toThrow(
    'bug: the end of attempt-started for attempt 1 of T1, expected attempt-started for attempt 2',
  )
  story.pass('T1')
  const result = {type: 'merged', commit: 'late', tree: 'late'} as const
  expect(() => story.tell({type: 'merge-finished', task: 'T1', attempt: 1, result, durationMs: 1})).toThrow(
    'bug: the end of merge-started for attempt 1 of T1, expected merge-started for attempt 2',
  )
  story.merge('T1')
  expect([story.state.tip, story.phases]).toEqual(['m-T1', {T1: 'done'}])
})

test('without priorities, time changes nothing', () => {
  fc.assert(
    fc.property(anyGraph, graph => {
      const [calm, aged] = [urgent({}), urgent({}, 1)].map(priority => {
        const story = new Story(graph, {...DEFAULT_POLICY, slots: 2, ...priority})
        while (story.state.result === undefined) {
          const {running, merging} = story.state.schedule
          const [first] = merging.size > 0 ? merging : running
          story.wait(1)
          if (merging.size > 0) story.merge(first ?? '')
          else story.pass(first ?? '')
        }
        return startsOf(story)
      })
      expect(aged).toEqual(calm)
    }),
    {numRuns: 100},
  )
})
