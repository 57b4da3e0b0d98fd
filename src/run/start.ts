// Which task may start now, which agent is to do it, and when to ask again if none may.

import type {Task, TaskId} from '../graph/task.ts'
import {nextDeadline} from './approval.ts'
import {type SpentBudget, spentBudget, spentByTask} from './budget.ts'
import {candidates, freeAgent, freeAt, isHopeless, limitedUntil} from './hold.ts'
import type {Lane} from './lanes.ts'
import {type AgentSpec, providerOf} from './policy.ts'
import {firstReady, isFree, isReady, laneAt} from './schedule.ts'
import {type RunState, taskState} from './state.ts'
import {mostUrgent} from './urgency.ts'

export interface Start {
  readonly task: Task
  readonly agent: AgentSpec
}

/** The best start, given that a slot is free and nothing holds the whole run back. */
export const pickStart = (state: RunState, at: number): Start | undefined => {
  const {schedule} = state
  if (spentBudget(state, at) !== undefined) return undefined
  let best = Number.POSITIVE_INFINITY
  for (const lane of schedule.lanes) {
    if (isFull(lane) || !lane.agents.some(agent => freeAt(state, agent) <= at)) continue
    const rank = firstReady(schedule, lane, task => isStartable(state, task, at))
    if (rank !== -1 && rank < best) best = rank
  }
  if (best === Number.POSITIVE_INFINITY) return undefined
  const {ageMs} = state.policy.priority
  const mayStart = (rank: number): boolean => isFreeAt(state, rank, at)
  const task = schedule.order[mostUrgent(schedule.urgency, best, {at, ageMs, mayStart})]
  const agent = task === undefined ? undefined : freeAgent(state, candidates(state, task), at)
  return task === undefined || agent === undefined ? undefined : {task, agent}
}

const isFreeAt = (state: RunState, rank: number, at: number): boolean => {
  const task = state.schedule.order[rank]
  if (task === undefined || !isFree(state.schedule, rank)) return false
  return !isFull(laneAt(state.schedule, rank)) && isStartable(state, task, at)
}

const isFull = ({pool}: Lane): boolean => pool.running.size >= pool.cap

const isStartable = (state: RunState, task: Task, at: number): boolean =>
  (state.schedule.delayed.get(task.id) ?? at) <= at &&
  freeAgent(state, candidates(state, task), at) !== undefined &&
  spentByTask(state, taskState(state, task.id)) === undefined

/**
 * When time alone may let something start, or decides, in epoch milliseconds and after `at`; undefined: never. Every event may change it.
 * At that moment nothing need be due; but then a later one is named, or none.
 */
export const wakeAt = (state: RunState, at: number): number | undefined => {
  if (state.stopping !== undefined || state.result !== undefined) return undefined
  const start = startsAt(state, at)
  const decision = nextDeadline(state, at)
  return start === undefined || decision === undefined ? (start ?? decision) : Math.min(start, decision)
}

const startsAt = (state: RunState, at: number): number | undefined => {
  const {paused, schedule, policy} = state
  if (paused !== undefined || schedule.running.size >= policy.slots) return undefined
  return spentBudget(state, at) === undefined ? soonest(state, at) : undefined
}

/** As `wakeAt`, whether or not the run as a whole is held back. */
export const soonest = (state: RunState, at: number): number | undefined => {
  let first = Number.POSITIVE_INFINITY
  for (const moment of moments(state)) if (moment > at && moment < first) first = moment
  return first === Number.POSITIVE_INFINITY ? undefined : first
}

function* moments(state: RunState): Generator<number> {
  yield* state.schedule.delayed.values()
  if (state.breakers.size === 0) return
  for (const lane of state.schedule.lanes) {
    if (isFull(lane) || firstReady(state.schedule, lane) === -1) continue
    for (const agent of lane.agents) if (!isHopeless(state, agent)) yield freeAt(state, agent)
  }
}

/** Why a ready task does not start although nothing runs. */
export type Hindrance =
  | {readonly type: 'budget'; readonly budget: SpentBudget}
  | {readonly type: 'limited'; readonly provider: string; readonly until: number}
  | {readonly type: 'agent'; readonly agent: string; readonly until: number}
  | {readonly type: 'quarantine'; readonly agent: string; readonly by: string; readonly text: string}

/** Of one task, apart from the graph, its claims and slots. */
export const hindranceOf = (state: RunState, id: TaskId, at: number): Hindrance | undefined => {
  const {task} = taskState(state, id)
  const budget = spentBudget(state, at) ?? spentByTask(state, taskState(state, id))
  if (budget !== undefined) return {type: 'budget', budget}
  const agents = candidates(state, task)
  if (freeAgent(state, agents, at) !== undefined) return undefined
  for (const agent of agents) {
    const until = limitedUntil(state, agent)
    if (until !== undefined) return {type: 'limited', provider: providerOf(agent), until}
  }
  const [agent] = agents
  const held = agent === undefined ? undefined : state.quarantine.get(agent.name)
  if (agent !== undefined && held !== undefined) return {type: 'quarantine', agent: agent.name, ...held}
  return agent === undefined ? undefined : {type: 'agent', agent: agent.name, until: freeAt(state, agent)}
}

/** One for each ready task that has any. */
export const hindrances = (state: RunState, at: number): readonly Hindrance[] =>
  [...state.schedule.waiting]
    .filter(id => isReady(state.schedule, id))
    .flatMap(id => hindranceOf(state, id, at) ?? [])
