// Figures about losses and recoveries, from the journals of all runs of a directory. Knows nothing of files.

import type {RunEvent} from '../run/event.ts'
import {evolve} from '../run/evolve.ts'
import type {RunState} from '../run/state.ts'
import {type AgentState, agentState, isIncomplete} from './agent-state.ts'

export interface RecoveryMetrics {
  readonly incomplete_agents: number
  /** Milliseconds since the first of them was started; null where there is none. */
  readonly oldest_incomplete_age: number | null
  /** Bytes. */
  readonly state_disk_use: number
  /** How often a dispatcher went on where one had died. */
  readonly recoveries: number
  /** Attempts that were found at work and waited for, and attempts that were not. */
  readonly agents_adopted: number
  readonly agents_lost: number
  /** Of all agents that ended, 0 to 1; null while none has. */
  readonly success_rate: number | null
  /** Milliseconds from a recovery to the first thing done, on average; null while there was none. */
  readonly time_to_recovery: number | null
}

/** What one run adds. */
export interface RunFigures {
  readonly agents: readonly AgentState[]
  readonly recoveries: number
  readonly adopted: number
  readonly lost: number
  /** Milliseconds each. */
  readonly delays: readonly number[]
}

export const runFigures = (events: readonly RunEvent[]): RunFigures => {
  let state: RunState | undefined
  let [recoveries, adopted, lost] = [0, 0, 0]
  let since: number | undefined
  const delays: number[] = []
  for (const event of events) {
    const isRecovery = event.type === 'run-resumed' && state !== undefined && state.result === undefined
    state = evolve(state, event)
    if (isRecovery) {
      recoveries += 1
      since = event.at
    } else if (since !== undefined && 'task' in event) {
      delays.push(event.at - since)
      since = undefined
    }
    if (event.type === 'attempt-adopted') adopted += 1
    if (event.type === 'attempt-finished' && event.outcome.type === 'lost') lost += 1
  }
  const tasks = state === undefined ? [] : [...state.tasks.values()]
  const agents = tasks.flatMap(task => (state === undefined ? [] : (agentState(state, task, 1) ?? [])))
  return {agents, recoveries, adopted, lost, delays}
}

/** `at` in epoch milliseconds. Only the last run can have incomplete agents: what an older one left, nobody goes on with. */
export const recoveryMetrics = (
  runs: readonly RunFigures[],
  {at, diskUse}: {readonly at: number; readonly diskUse: number},
): RecoveryMetrics => {
  const incomplete = (runs.at(-1)?.agents ?? []).filter(isIncomplete)
  const ended = runs.flatMap(({agents}) => agents.filter(agent => !isIncomplete(agent)))
  const delays = runs.flatMap(run => run.delays)
  const oldest = Math.min(...incomplete.map(({created_at}) => Date.parse(created_at)))
  return {
    incomplete_agents: incomplete.length,
    oldest_incomplete_age: incomplete.length === 0 ? null : Math.max(0, at - oldest),
    state_disk_use: diskUse,
    recoveries: sum(runs.map(run => run.recoveries)),
    agents_adopted: sum(runs.map(run => run.adopted)),
    agents_lost: sum(runs.map(run => run.lost)),
    success_rate: average(ended.map(({status}) => (status === 'completed' ? 1 : 0))),
    time_to_recovery: average(delays),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

const average = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : sum(numbers) / numbers.length
