// The invariants of the run core over random graphs, policies and worlds. The oracle reads events alone.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import type {EventBody, RunEvent} from '../../src/run/event.ts'
import {evolve, replay} from '../../src/run/evolve.ts'
import {next} from '../../src/run/next.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import type {RunState} from '../../src/run/state.ts'
import {anyGraph, anyPolicy, graphOf} from './graphs.ts'
import {createWorld, type World} from './world.ts'

interface Story {
  readonly events: readonly RunEvent[]
  readonly state: RunState
}

/** Runs to the end. `crashes`: after so many events the dispatcher dies, and another one takes over. */
const play = (graph: Graph, policy: Policy, world: World, crashes: readonly number[] = []): Story => {
  const events: RunEvent[] = []
  let state: RunState | undefined
  const record = (body: EventBody): void => {
    const event = {...body, at: events.length}
    state = evolve(state, event)
    events.push(event)
    world.perform(event)
  }
  record({
    type: 'run-started',
    version: 1,
    run: 'r',
    graph,
    policy,
    selection: graph.tasks.map(task => task.id),
    base: {branch: 'main', commit: 'base', integrationBranch: 'agent-spawn/r'},
  })
  for (let steps = 0; state?.result === undefined; steps++) {
    if (steps > 2000) throw new Error('the run does not end')
    if (crashes.includes(events.length)) {
      state = replay(JSON.parse(JSON.stringify(events)))
      for (const found of world.recover()) record(found)
      record({type: 'run-resumed', policy, selection: graph.tasks.map(task => task.id)})
      continue
    }
    const due = state === undefined ? undefined : next(state, events.length)
    record(due ?? world.answer())
  }
  return {events, state}
}

const anyStory = fc.record({
  graph: anyGraph,
  policy: anyPolicy,
  seed: fc.nat(),
  failing: fc.array(fc.nat(30), {maxLength: 2}),
})

const failingTasks = (graph: Graph, picks: readonly number[]): Set<string> =>
  new Set(picks.map(pick => graph.tasks[pick % graph.tasks.length]?.id ?? ''))

const overlap = (a: readonly string[], b: readonly string[]): boolean =>
  a.some(left =>
    b.some(
      right =>
        left === right ||
        left.startsWith(`${right.replace(/\/$/, '')}/`) ||
        right.startsWith(`${left.replace(/\/$/, '')}/`),
    ),
  )

test('S003-15: every run ends, and nothing starts before all it depends on is merged', () => {
  fc.assert(
    fc.property(anyStory, ({graph, policy, seed, failing}) => {
      const world = createWorld(seed, failingTasks(graph, failing))
      const {events} = play(graph, policy, world)
      const merged = new Set<string>()
      for (const event of events) {
        if (event.type === 'merge-finished' && event.result.type === 'merged') merged.add(event.task)
        if (event.type !== 'attempt-started') continue
        const task = graph.tasks.find(({id}) => id === event.task)
        expect(task?.dependencies.filter(id => !merged.has(id))).toEqual([])
      }
      expect(world.inFlight).toEqual([])
    }),
    {numRuns: 500},
  )
})

test('S003-19, S003-20, S003-54: slots, group caps and claims hold at every moment; one merge at a time', () => {
  fc.assert(
    fc.property(anyStory, ({graph, policy, seed, failing}) => {
      const {events} = play(graph, policy, createWorld(seed, failingTasks(graph, failing)))
      const task = new Map(graph.tasks.map(each => [each.id, each]))
      const running = new Set<string>()
      const unmerged = new Map<string, readonly string[]>()
      let merging = 0
      for (const event of events) {
        if (event.type === 'attempt-started') {
          const writes = task.get(event.task)?.outputs.map(({path}) => path) ?? []
          for (const [, held] of unmerged) expect(overlap(writes, held)).toBe(false)
          running.add(event.task)
          unmerged.set(event.task, writes)
          expect(running.size).toBeLessThanOrEqual(policy.slots)
          for (const {id, parallelism = Number.POSITIVE_INFINITY} of graph.groups)
            expect([...running].filter(each => task.get(each)?.group === id).length).toBeLessThanOrEqual(
              parallelism,
            )
        }
        if (event.type === 'attempt-finished') {
          running.delete(event.task)
          if (event.outcome.type !== 'passed') unmerged.delete(event.task)
        }
        if (event.type === 'merge-started') expect(++merging).toBe(1)
        if (event.type === 'merge-finished') {
          merging--
          unmerged.delete(event.task)
        }
      }
    }),
    {numRuns: 500},
  )
})

test('no task gets more attempts than the policy grants, and with failure mode continue all that can be done is done', () => {
  fc.assert(
    fc.property(anyStory, ({graph, policy, seed, failing}) => {
      const doomed = failingTasks(graph, failing)
      const {events, state} = play(
        graph,
        {...policy, onFailure: 'continue', gateGroups: false},
        createWorld(seed, doomed),
      )
      const reachable = new Set<string>()
      for (const {id, dependencies} of graph.tasks)
        if (!doomed.has(id) && dependencies.every(each => reachable.has(each))) reachable.add(id)
      expect(
        [...state.tasks.values()].filter(({phase}) => phase === 'done').map(({task}) => task.id),
      ).toEqual(graph.tasks.map(({id}) => id).filter(id => reachable.has(id)))
      for (const {id} of graph.tasks) {
        const attempts = events.filter(event => event.type === 'attempt-started' && event.task === id).length
        expect(attempts).toBeLessThanOrEqual(policy.attempts)
      }
      expect(state.result).toBe(doomed.size === 0 ? 'done' : 'failed')
    }),
    {numRuns: 500},
  )
})

test('S003-21: with group gates no task of a later group starts before the earlier group is done', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({min: 1, max: 5}),
      fc.array(fc.nat(2), {minLength: 1, maxLength: 12}),
      (seed, slots, groups) => {
        const sorted = groups.toSorted()
        const graph = gatedGraph(sorted)
        const {events} = play(
          graph,
          {...DEFAULT_POLICY, gateGroups: true, slots},
          createWorld(seed, new Set()),
        )
        const done = new Set<string>()
        for (const event of events) {
          if (event.type === 'merge-finished') done.add(event.task)
          if (event.type !== 'attempt-started') continue
          const group = sorted[Number(event.task.slice(1)) - 1] ?? 0
          const earlier = graph.tasks.filter((_, index) => (sorted[index] ?? 0) < group).map(({id}) => id)
          expect(earlier.filter(id => !done.has(id))).toEqual([])
        }
      },
    ),
  )
})

test('group gates never lock up a plan whose groups contradict its dependencies', () => {
  fc.assert(
    fc.property(anyGraph, anyPolicy, fc.nat(), (graph, policy, seed) => {
      const {state} = play(graph, {...policy, gateGroups: true}, createWorld(seed, new Set()))
      expect(state.result).toBe('done')
    }),
    {numRuns: 300},
  )
})

test('the live state equals the replay of its events after a JSON round trip', () => {
  fc.assert(
    fc.property(anyStory, ({graph, policy, seed, failing}) => {
      const {events, state} = play(graph, policy, createWorld(seed, failingTasks(graph, failing)))
      expect(replay(JSON.parse(JSON.stringify(events)))).toEqual(state)
    }),
    {numRuns: 200},
  )
})

test('S003-33: a dispatcher that dies after any event is followed by one that finishes with the same result, and merges nothing twice', () => {
  fc.assert(
    fc.property(anyStory, fc.array(fc.integer({min: 1, max: 60}), {maxLength: 3}), (story, crashes) => {
      const {graph, seed, failing} = story
      const policy = {...story.policy, onFailure: 'continue' as const}
      const doomed = failingTasks(graph, failing)
      const calm = play(graph, policy, createWorld(seed, doomed))
      const world = createWorld(seed, doomed)
      const stormy = play(graph, policy, world, crashes)
      const phases = ({state}: Story) => [...state.tasks.values()].map(({task, phase}) => [task.id, phase])
      expect(phases(stormy)).toEqual(phases(calm))
      expect(stormy.state.result).toBe(calm.state.result)
      expect(world.merged.length).toBe(new Set(world.merged).size)
    }),
    {numRuns: 500},
  )
})

const gatedGraph = (groups: readonly number[]): Graph =>
  graphOf(Object.fromEntries(groups.map((group, index) => [`T${index + 1}`, {group: `G${group}`}])))
