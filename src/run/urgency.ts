// How urgent tasks are: what people said, and how long each has waited since it could have been at work. Knows no claims or agents.

import {topologicalOrder} from '../graph/order.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import type {PriorityPolicy} from './policy.ts'

/** A task's place in the order of starts. */
type Rank = number

export interface Urgency {
  /** By rank: from 1, the most urgent, to 5. */
  readonly levels: readonly number[]
  /** By level: who waits, and since when, the longest first. Empty where nobody said that some task matters more than another. */
  readonly waiting: ReadonlyMap<number, Map<Rank, number>>
}

const USUAL = 3

/** From 1, the most urgent, to 5: as people said, or in the middle. */
export const priorityOf = ({byTask}: PriorityPolicy, id: TaskId): number => byTask[id] ?? USUAL

/** By task: as people said; and what an urgent task waits for is as urgent as that. */
export const urgencyLevels = (graph: Graph, policy: PriorityPolicy): ReadonlyMap<TaskId, number> => {
  const levels = new Map(graph.tasks.map(({id}) => [id, priorityOf(policy, id)]))
  if (new Set(levels.values()).size < 2) return levels
  const dependencies = new Map(graph.tasks.map(task => [task.id, task.dependencies]))
  for (const id of topologicalOrder(graph).toReversed())
    for (const dependency of dependencies.get(id) ?? [])
      levels.set(dependency, Math.min(levels.get(dependency) ?? USUAL, levels.get(id) ?? USUAL))
  return levels
}

export const createUrgency = (levels: readonly number[]): Urgency => {
  const distinct = [...new Set(levels)]
  return {levels, waiting: new Map(distinct.length < 2 ? [] : distinct.map(level => [level, new Map()]))}
}

/** From now on it could be at work. Said again, it has no effect. */
export const beginWait = ({levels, waiting}: Urgency, rank: Rank, at: number): void => {
  const queue = waiting.get(levels[rank] ?? USUAL)
  if (queue?.has(rank) === false) queue.set(rank, at)
}

export const endWait = ({levels, waiting}: Urgency, rank: Rank): void => {
  waiting.get(levels[rank] ?? USUAL)?.delete(rank)
}

/**
 * The task to start instead of the first in order, because it has waited so long that it counts as more urgent; else that one.
 * So what keeps coming in with a better priority does not keep the others waiting for ever.
 */
export const mostUrgent = (
  {levels, waiting}: Urgency,
  first: Rank,
  {
    at,
    ageMs,
    mayStart,
  }: {readonly at: number; readonly ageMs: number; readonly mayStart: (rank: Rank) => boolean},
): Rank => {
  if (ageMs === 0 || waiting.size === 0) return first
  const level = levels[first] ?? USUAL
  const aged = (from: number, since: number): number => from - Math.floor((at - since) / ageMs)
  let best = {rank: first, urgency: aged(level, waiting.get(level)?.get(first) ?? at)}
  for (const [other, queue] of waiting) {
    if (other <= level) continue
    for (const [rank, since] of queue) {
      const urgency = aged(other, since)
      if (urgency >= best.urgency) break
      if (!mayStart(rank)) continue
      best = {rank, urgency}
      break
    }
  }
  return best.rank
}
