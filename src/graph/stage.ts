// Group gates as numbers: the stage in which each task may start when groups are barriers.

import {alg, Graph as Digraph} from '@dagrejs/graphlib'
import {topologicalOrder} from './order.ts'
import type {Graph, Group, TaskId} from './task.ts'

/**
 * A group's stage is one more than that of the groups it depends on; where no group says so, groups follow one another.
 * The graph wins over groups: a task whose dependency sits in a later group belongs to that later stage, or neither could start.
 */
export const stagesOf = (graph: Graph): ReadonlyMap<TaskId, number> => {
  const groups = groupStages(graph.groups)
  const tasks = new Map(graph.tasks.map(task => [task.id, task]))
  const stages = new Map<TaskId, number>()
  for (const id of topologicalOrder(graph)) {
    const task = tasks.get(id)
    const inherited = task?.dependencies.map(dependency => stages.get(dependency) ?? 0) ?? []
    stages.set(id, Math.max(groups.get(task?.group ?? '') ?? 0, ...inherited))
  }
  return stages
}

/** The library walks recursively, and its stack ends at a few thousand nodes in a row. No person writes as many groups. */
const MAX_GROUPS = 1_000

const groupStages = (groups: readonly Group[]): ReadonlyMap<string, number> => {
  const order = digraphOf(groups)
  if (order === undefined || !alg.isAcyclic(order)) return new Map(groups.map(({id}, stage) => [id, stage]))
  const stages = new Map<string, number>()
  for (const id of alg.topsort(order)) {
    const before = (order.predecessors(id) ?? []).map(other => stages.get(other) ?? 0)
    stages.set(id, Math.max(-1, ...before) + 1)
  }
  return stages
}

/** Undefined where the groups themselves say nothing of their order. */
const digraphOf = (groups: readonly Group[]): Digraph | undefined => {
  if (groups.length > MAX_GROUPS || groups.every(({dependsOn}) => dependsOn.length === 0)) return undefined
  const order = new Digraph()
  for (const {id} of groups) order.setNode(id)
  for (const {id, dependsOn} of groups)
    for (const other of dependsOn) if (order.hasNode(other)) order.setEdge(other, id)
  return order
}
