// The invariants of the run core over random graphs, policies and worlds. The oracle reads events alone.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import type {EventBody, RunEvent} from '../../src/run/event.ts'
import {evolve, replay} from '../../src/run/evolve.ts'
import {explain} from '../../src/run/explain.ts'
import {next} from '../../src/run/next.ts'
import {isSpent} from '../../src/run/outcome.ts'
import {BACKOFFS, DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {objection, type Request} from '../../src/run/request.ts'
import {memoryOf} from '../../src/run/schedule-memory.ts'
import {wakeAt} from '../../src/run/start.ts'
import type {RunState} from '../../src/run/state.ts'
import {restoreState, storeState} from '../../src/run/stored-state.ts'
import {anyGraph, anyPolicy, graphOf} from './graphs.ts'
import {createWorld, type World} from './world.ts'

interface Story {
  readonly events: readonly RunEvent[]
  readonly state: RunState
}

/** What happens to a run from outside, each after so many events. */
interface Fate {
  /** The dispatcher dies, and another one takes over. */
  readonly crashes?: readonly number[]
  /** Granted only where it may be. */
  readonly wishes?: readonly Wish[]
}

interface Wish {
  readonly after: number
  readonly request: (graph: Graph) => Request
}

/** Runs to the end. Attempts take no time but what the world and the luck of its seed need; who pauses a run resumes it. */
const play = (graph: Graph, policy: Policy, world: World, {crashes = [], wishes = []}: Fate = {}): Story => {
  const events: RunEvent[] = []
  const wanted = [...wishes]
  let state: RunState | undefined
  let now = 0
  const record = (body: EventBody): void => {
    const event = {...body, at: now}
    state = evolve(state, event)
    events.push(event)
    world.perform(event)
  }
  record({
    type: 'run-started',
    version: 2,
    run: 'r',
    graph,
    policy,
    selection: graph.tasks.map(task => task.id),
    base: {branch: 'main', commit: 'base', integrationBranch: 'agent-spawn/r'},
  })
  for (let steps = 0; state?.result === undefined; steps++) {
    if (steps > 3000) throw new Error('the run does not end')
    if (state === undefined) throw new Error('the run has not begun')
    if (crashes.includes(events.length)) {
      state = replay(JSON.parse(JSON.stringify(events)))
      for (const found of world.recover()) record(found)
      record({type: 'run-resumed', policy, selection: graph.tasks.map(task => task.id)})
      continue
    }
    const wish = wanted.findIndex(({after}) => after <= events.length)
    const request = wanted.splice(wish, wish === -1 ? 0 : 1)[0]?.request(graph)
    if (request !== undefined && objection(state, request) === undefined) record(request)
    const due = next(state, now)
    if (due !== undefined) {
      record(due)
      continue
    }
    const wake = wakeAt(state, now)
    if (world.inFlight.length > 0 && (wake === undefined || events.length % 2 === 0))
      record(world.answer(now))
    else if (wake !== undefined) now = wake
    else if (state.paused !== undefined) record({type: 'resume-requested', by: 'me'})
    else throw new Error('nothing is in flight and nothing will happen, yet the run has not finished')
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

test('S002-12, S003-15: every run ends, and nothing starts before all it depends on is merged', () => {
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
      const stormy = play(graph, policy, world, {crashes})
      const phases = ({state}: Story) => [...state.tasks.values()].map(({task, phase}) => [task.id, phase])
      expect(phases(stormy)).toEqual(phases(calm))
      expect(stormy.state.result).toBe(calm.state.result)
      expect(world.merged.length).toBe(new Set(world.merged).size)
    }),
    {numRuns: 500},
  )
})

const taskAt = ({tasks}: Graph, index: number): string => tasks[index % tasks.length]?.id ?? ''

const anyWish: fc.Arbitrary<Wish> = fc
  .tuple(
    fc.integer({min: 1, max: 60}),
    fc.nat(30),
    fc.boolean(),
    fc.constantFrom('pause', 'cancel', 'retry', 'quarantine', 'release'),
  )
  .map(([after, index, downstream, wish]) => ({
    after,
    request: (graph: Graph): Request => {
      const task = taskAt(graph, index)
      if (wish === 'pause') return {type: 'pause-requested', by: 'me', reason: 'lunch'}
      const agent = DEFAULT_POLICY.agents.default.name
      if (wish === 'quarantine') return {type: 'quarantine-requested', agent, by: 'me'}
      if (wish === 'release') return {type: 'release-requested', agent, by: 'me'}
      if (wish === 'cancel') return {type: 'cancel-requested', task, by: 'me'}
      return {type: 'retry-requested', task, downstream, by: 'me'}
    },
  }))

const anyBudget = fc.record({
  run: fc.record({attempts: fc.integer({min: 1, max: 20})}, {requiredKeys: []}),
  task: fc.record({attempts: fc.integer({min: 1, max: 3})}, {requiredKeys: []}),
  day: fc.constant({}),
})

const anyTrouble = fc.record({
  story: anyStory,
  budget: anyBudget,
  wishes: fc.array(anyWish, {maxLength: 4}),
  crashes: fc.array(fc.integer({min: 1, max: 80}), {maxLength: 2}),
  backoff: fc.constantFrom(BACKOFFS.none, BACKOFFS.standard),
  onExhausted: fc.constantFrom('fail' as const, 'needs-review' as const),
  quarantineAfter: fc.integer({min: 2, max: 5}),
})

test('S003-53, S004-20: whatever limits, budgets, pauses, cancels, retries and crashes come together, the run comes to rest, and what waits names its reason', () => {
  fc.assert(
    fc.property(anyTrouble, ({story, budget, wishes, crashes, ...ways}) => {
      const {graph, seed, failing} = story
      const policy = {...story.policy, ...ways, budget}
      const world = createWorld(seed, failingTasks(graph, failing), {isLimited: true})
      const {events, state} = play(graph, policy, world, {crashes, wishes})
      expect(world.inFlight).toEqual([])
      expect(replay(JSON.parse(JSON.stringify(events)))).toEqual(state)
      for (const {task, phase, spent} of state.tasks.values()) {
        expect(spent).toBeLessThanOrEqual(policy.attempts)
        if (phase === 'waiting') expect(explain(state, task.id)).not.toEqual([])
      }
      const starts = events.filter(({type}) => type === 'attempt-started').length
      const free = events.filter(isFreeEnd).length
      const {attempts = Number.POSITIVE_INFINITY} = budget.run
      expect(starts - free).toBeLessThanOrEqual(attempts)
    }),
    {numRuns: 700},
  )
})

test('S001-23: a state that is stored at any moment of a run goes on as the one that was never stored', () => {
  fc.assert(
    fc.property(anyTrouble, fc.nat(), ({story, budget, wishes, crashes, ...ways}, cut) => {
      const {graph, seed, failing} = story
      const policy = {...story.policy, ...ways, budget}
      const world = createWorld(seed, failingTasks(graph, failing), {isLimited: true})
      const {events, state} = play(graph, policy, world, {crashes, wishes})
      const length = 1 + (cut % events.length)
      const before = replay(events.slice(0, length))
      if (before === undefined) throw new Error('a story without events')
      const stored = storeState(before)
      const attemptsAt = (place: number): string => stored.attempts[place] ?? ''
      const restored = restoreState({...stored, graph: before.graph, attemptsAt})
      if (restored === undefined) throw new Error('it was stored by this version')
      const continued = events.slice(length).reduce(evolve, restored)
      expect(continued).toEqual(state)
      expect(memoryOf(continued.schedule)).toEqual(memoryOf(state.schedule))
    }),
    {numRuns: 250},
  )
})

const isFreeEnd = (event: RunEvent): boolean => event.type === 'attempt-finished' && !isSpent(event.outcome)

test('a limit costs nothing: every task is done as if there had been none', () => {
  fc.assert(
    fc.property(anyGraph, anyPolicy, fc.nat(), (graph, policy, seed) => {
      const {state} = play(graph, policy, createWorld(seed, new Set(), {isLimited: true}))
      expect(state.result).toBe('done')
      expect([...state.tasks.values()].every(({spent}) => spent === 0)).toBe(true)
    }),
    {numRuns: 300},
  )
})

const gatedGraph = (groups: readonly number[]): Graph =>
  graphOf(Object.fromEntries(groups.map((group, index) => [`T${index + 1}`, {group: `G${group}`}])))
