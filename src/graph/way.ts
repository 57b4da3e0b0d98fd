// The way from a task back to another of the same set, over whatever lies between. Knows no rules.

import {topologicalOrder} from './order.ts'
import type {Graph, TaskId} from './task.ts'

/** From the task to the nearest other of `members` that it waits for, both included; empty where it waits for none of them. */
export type Way = (task: TaskId, members: ReadonlySet<TaskId>) => readonly TaskId[]

const WALK_MAX = 200 // tasks looked at on the way; a longer one is not what anybody would call a contradiction

export const waysIn = (graph: Graph): Way => {
  const position = new Map(topologicalOrder(graph).map((id, index) => [id, index]))
  const needs = new Map(graph.tasks.map(({id, dependencies}) => [id, dependencies]))
  const at = (id: TaskId): number => position.get(id) ?? 0
  return (task, members) => {
    const earliest = Math.min(...[...members].map(at))
    const from = new Map<TaskId, TaskId | undefined>([[task, undefined]])
    for (const [id] of from) {
      if (id !== task && members.has(id)) return wayTo(id, from)
      for (const next of needs.get(id) ?? []) if (!from.has(next) && at(next) >= earliest) from.set(next, id)
      if (from.size > WALK_MAX) return []
    }
    return []
  }
}

const wayTo = (end: TaskId, from: ReadonlyMap<TaskId, TaskId | undefined>): readonly TaskId[] => {
  const way: TaskId[] = []
  for (let at: TaskId | undefined = end; at !== undefined; at = from.get(at)) way.unshift(at)
  return way
}
