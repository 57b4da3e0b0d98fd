// A run in virtual time: the real scheduler and the real fold, with attempts that last as long as the plan's efforts say.

import {effortOf, roundHours} from '../graph/order.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import type {RunEvent, RunResult} from './event.ts'
import {JOURNAL_VERSION} from './event.ts'
import {evolve} from './evolve.ts'
import {next} from './next.ts'
import {DEFAULT_POLICY, type Policy} from './policy.ts'
import {type RunState, taskState} from './state.ts'

export interface Simulation {
  readonly makespanHours: number
  readonly result: RunResult
  /** In the order they start. Hours from the start of the run. */
  readonly tasks: readonly SimulatedTask[]
}

export interface SimulatedTask {
  readonly id: TaskId
  readonly start: number
  readonly end: number
}

export type SimulationPolicy = Pick<Policy, 'slots' | 'gateGroups' | 'first'> &
  Partial<Pick<Policy, 'ownership' | 'priority'>>

const HOUR_MS = 3_600_000

/** One simulated worker: an attempt in flight, and when it ends. */
interface InFlight {
  readonly task: TaskId
  readonly end: number
}

/** Runs the whole graph with so many slots; every attempt passes. */
export const simulate = (graph: Graph, options: SimulationPolicy): Simulation => {
  let state = evolve(undefined, firstEvent(graph, options))
  const tasks: SimulatedTask[] = []
  const flights: InFlight[] = []
  let now = 0
  for (;;) {
    const event = next(state, now) ?? landing(flights, state)
    now = event.at
    state = evolve(state, event)
    if (event.type === 'attempt-started') {
      const end = now + effortOf(taskState(state, event.task).task) * HOUR_MS
      flights.push({task: event.task, end})
      tasks.push({id: event.task, start: hours(now), end: hours(end)})
    }
    if (event.type === 'run-finished') return {makespanHours: hours(now), result: event.result, tasks}
  }
}

const firstEvent = (graph: Graph, options: SimulationPolicy): RunEvent => ({
  type: 'run-started',
  at: 0,
  version: JOURNAL_VERSION,
  run: 'simulation',
  graph,
  policy: {...SIMULATED, ...options},
  selection: graph.tasks.map(task => task.id),
})

const SIMULATED: Policy = {
  ...DEFAULT_POLICY,
  agents: {default: {name: 'simulate', kind: 'simulate', args: []}, byType: {}, byTask: {}},
  manual: 'accept',
  unverified: 'accept',
}

/** The attempt that ends first; of several, the one that started first. */
const landing = (flights: InFlight[], state: RunState): RunEvent => {
  let first = 0
  flights.forEach(({end}, index) => {
    if (end < (flights[first]?.end ?? end)) first = index
  })
  const [flight] = flights.splice(first, 1)
  if (flight === undefined) throw new Error('bug: a run that neither goes on nor finishes')
  const attempt = taskState(state, flight.task).attempts.length
  const durationMs = flight.end - (taskState(state, flight.task).attempts.at(-1)?.startedAt ?? 0)
  return {
    type: 'attempt-finished',
    at: flight.end,
    task: flight.task,
    attempt,
    outcome: {type: 'passed'},
    durationMs,
    trespasses: [],
  }
}

const hours = (milliseconds: number): number => roundHours(milliseconds / HOUR_MS)
