// All that a seed decides beforehand: the plan, the settings, what each agent will do, and what will happen from outside.

import type {Gate, Graph} from '../../src/graph/task.ts'
import {type AgentSpec, BACKOFFS, type Backoff, DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import type {Request} from '../../src/run/request.ts'
import {graphOf} from '../run/graphs.ts'
import {seededLuck} from '../run/world.ts'

export type Luck = (below: number) => number

/** How an agent's try at a task ends. */
export type Ending = 'passed' | 'agent-failed' | 'gate-failed' | 'hangs' | 'fails-merged' | 'fails-whole'

export interface TaskFate {
  readonly durationMs: number
  /** Of its first tries that are not cut off. */
  readonly failures: readonly Ending[]
  /** Whether all later ones fail, too. */
  readonly isDoomed: boolean
  /** Writes where it has no claim, in a file that all such tasks write. */
  readonly isStray: boolean
}

/** While it lasts, agents of the provider end at once. */
export interface LimitWindow {
  readonly provider: string
  readonly from: number
  readonly to: number
  /** Whether the agents say when it will be over. */
  readonly isTold: boolean
}

export type Wish =
  | {readonly after: number; readonly request: Request}
  | {readonly after: number; readonly stop: 'drain' | 'kill' | 'detach'}

export interface Fate {
  readonly graph: Graph
  readonly policy: Policy
  readonly tasks: ReadonlyMap<string, TaskFate>
  readonly windows: readonly LimitWindow[]
  readonly jumps: readonly {readonly after: number; readonly ms: number}[]
  readonly wishes: readonly Wish[]
  /** How likely a dispatcher dies at each point, in a thousand, and how often at most. */
  readonly deaths: {readonly perMille: number; readonly most: number}
  /** Tokens that every attempt uses. */
  readonly tokens: number
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
export const RUN_LIMIT_MS = 30 * MINUTE_MS

/** Neighbouring seeds would begin alike: this spreads them (golden ratio). */
export const luckOfSeed = (seed: number): Luck => seededLuck(Math.imul(seed, 0x9e3779b1))

export const fateOf = (luck: Luck): Fate => {
  const graph = graphFor(luck)
  const isCalm = luck(2) === 0
  return {
    graph,
    policy: policyFor(luck, isCalm),
    tasks: taskFates(luck, graph),
    windows: times(luck(3), () => windowFor(luck)),
    jumps: times(luck(4), () => ({
      after: luck(3 * HOUR_MS),
      ms: pick(luck, [-HOUR_MS, HOUR_MS, -MINUTE_MS, 5 * SECOND_MS]),
    })),
    wishes: [
      ...(isCalm ? [] : times(luck(4), () => wishesFor(luck, graph)).flat()),
      ...(luck(2) === 0 ? [] : resolutions(luck, graph)),
    ],
    deaths: {perMille: pick(luck, [0, 4, 10, 30]), most: 1 + luck(6)},
    tokens: pick(luck, [0, 1000]),
  }
}

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({length: count}, (_, index) => make(index))

const pick = <T>(luck: Luck, all: readonly [T, ...T[]]): T => all[luck(all.length)] ?? all[0]

/** As `anyGraph`, without the price of a library that can shrink what it makes. */
const graphFor = (luck: Luck): Graph => {
  const tasks = times(2 + luck(9), index => {
    const needs = times(luck(4), () => `T${1 + luck(Math.max(1, index))}`)
    const writes = luck(5) < 2 ? pick(luck, ['shared/a.ts', 'shared/b.ts', 'shared/']) : `T${index + 1}.txt`
    return [
      `T${index + 1}`,
      {
        needs: index === 0 ? [] : [...new Set(needs)],
        writes: [writes],
        hours: 1 + luck(9),
        ...(luck(2) === 0 ? {} : {group: pick(luck, ['A', 'B'])}),
      },
    ]
  })
  return gated(graphOf(Object.fromEntries(tasks), {A: 1 + luck(3), B: 1 + luck(3)}))
}

/** Decides itself after a while; nobody else does. */
const APPROVAL: Gate = {
  ...{name: 'go', type: 'approval', steps: [], parameters: {timeout: '20m', default: 'approve'}},
  location: {file: 'plan.md', line: 1, column: 1},
}

/** What has gates is judged ahead of its merge; some work waits for an approval before. */
const gated = (graph: Graph): Graph => ({
  ...graph,
  tasks: graph.tasks.map(task => ({
    ...task,
    gates: [
      {
        name: 'g',
        type: 'command',
        steps: [],
        parameters: {},
        location: {file: 'plan.md', line: 1, column: 1},
      },
      ...((task.effortHours ?? 1) % 4 === 0 ? [APPROVAL] : []),
    ],
  })),
})

const agent = (name: string, provider: string, fallback?: AgentSpec): AgentSpec => ({
  name,
  kind: 'shell',
  args: [],
  provider,
  ...(fallback === undefined ? {} : {fallback: [fallback]}),
})

const policyFor = (luck: Luck, isCalm: boolean): Policy => ({
  ...DEFAULT_POLICY,
  slots: 1 + luck(5),
  attempts: 1 + luck(3),
  onExhausted: pick(luck, ['fail', 'fail', 'needs-review']),
  onFailure: isCalm ? 'continue' : pick(luck, ['continue', 'continue', 'no-new', 'kill']),
  gateGroups: luck(6) === 0,
  first: pick(luck, ['critical-path', 'plan']),
  backoff: pick<Backoff>(luck, [BACKOFFS.standard, BACKOFFS.none]),
  limits: {
    ...DEFAULT_POLICY.limits,
    runMs: RUN_LIMIT_MS,
    waitMs: pick(luck, [0, DEFAULT_POLICY.limits.waitMs]),
  },
  budget: {
    run: isCalm || luck(3) > 0 ? {} : pick(luck, [{attempts: 2 + luck(12)}, {tokens: 1000 * (2 + luck(12))}]),
    task: isCalm || luck(4) > 0 ? {} : {attempts: 1 + luck(3)},
    day: {},
  },
  agents: {
    default: agent('a', 'p', luck(3) === 0 ? agent('c', 'q') : undefined),
    byType: {},
    byTask: luck(2) === 0 ? {} : {T2: agent('b', 'q'), T5: agent('b', 'q')},
  },
  merge: {repairs: luck(3), ...(luck(4) === 0 ? {resolver: 'merge'} : {})},
})

/** Agents that fail whatever they are given have a breaker of their own, which ends a run: two tasks do not open it. */
const MOST_FAILING_AGENTS = 2

const taskFates = (luck: Luck, graph: Graph): ReadonlyMap<string, TaskFate> => {
  let agents = 0
  const failure = (): Ending => {
    const ending = pick<Ending>(luck, ['gate-failed', 'agent-failed', 'hangs', 'fails-merged', 'fails-whole'])
    if (ending !== 'agent-failed') return ending
    agents += 1
    return agents > MOST_FAILING_AGENTS ? 'gate-failed' : ending
  }
  return new Map(
    graph.tasks.map(({id}) => [
      id,
      {
        durationMs: 5 * SECOND_MS + luck(20 * MINUTE_MS),
        failures: luck(4) > 0 ? [] : times(1 + luck(2), failure),
        isDoomed: luck(16) === 0,
        isStray: luck(4) === 0,
      },
    ]),
  )
}

const windowFor = (luck: Luck): LimitWindow => {
  const from = luck(2 * HOUR_MS)
  return {
    provider: pick(luck, ['p', 'p', 'q']),
    from,
    to: from + MINUTE_MS + luck(3 * HOUR_MS),
    isTold: luck(2) === 0,
  }
}

/** A person looks in now and then; most of it is refused, for only what conflicts and waits for a person can be resolved. */
const resolutions = (luck: Luck, {tasks}: Graph): readonly Wish[] =>
  tasks.flatMap(({id}) =>
    times(20, () => ({
      after: luck(3 * HOUR_MS),
      request: {type: 'resolve-requested', task: id, action: luck(5) > 0 ? 'continue' : 'abort', by: 'me'},
    })),
  )

const wishesFor = (luck: Luck, {tasks}: Graph): readonly Wish[] => {
  const after = luck(2 * HOUR_MS)
  const task = tasks[luck(tasks.length)]?.id ?? ''
  switch (luck(8)) {
    case 0:
      return [
        {after, request: {type: 'pause-requested', by: 'me', reason: 'lunch'}},
        {after: after + luck(HOUR_MS), request: {type: 'resume-requested', by: 'me'}},
      ]
    case 1:
      return [{after, request: {type: 'cancel-requested', task, by: 'me'}}]
    case 2:
    case 3:
      return [{after, request: {type: 'retry-requested', task, downstream: luck(2) === 0, by: 'me'}}]
    case 4:
    case 5:
      // Most are refused: they come before the task is merged, or while others build on it.
      return tasks.map(({id}) => ({
        after: luck(2 * HOUR_MS),
        request: {type: 'rollback-requested', task: id, by: 'me'},
      }))
    default:
      return [{after, stop: pick(luck, ['drain', 'kill', 'detach'])}]
  }
}
