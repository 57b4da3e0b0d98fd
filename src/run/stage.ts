// Group gates as numbers: the stage in which each task may start when groups are barriers.

import {topologicalOrder} from '../graph/order.ts'
import type {Graph, TaskId} from '../graph/task.ts'

/**
 * A group's stage is one more than that of the groups it depends on; where no group says so, groups follow one another.
 * The graph wins over groups: a task whose dependency sits in a later group belongs to that later stage, or neither could start.
 */
export const stagesOf = (graph: Graph): ReadonlyMap<TaskId, number> => {
  const groups = groupStages(graph)
  const tasks = new Map(graph.tasks.map(task => [task.id, task]))
  const stages = new Map<TaskId, number>()
  for (const id of topologicalOrder(graph)) {
    const task = tasks.get(id)
    const own = groups.get(task?.group ?? '') ?? 0
    const inherited = task?.dependencies.map(dependency => stages.get(dependency) ?? 0) ?? []
    stages.set(id, Math.max(own, ...inherited))
  }
  return stages
}

const groupStages = ({groups}: Graph): ReadonlyMap<string, number> => {
  if (groups.every(group => group.dependsOn.length === 0))
    return new Map(groups.map(({id}, stage) => [id, stage]))
  const stages = new Map<string, number>()
  const byId = new Map(groups.map(group => [group.id, group]))
  const stageOf = (id: string, above: ReadonlySet<string>): number => {
    const known = stages.get(id)
    if (known !== undefined) return known
    const before = (byId.get(id)?.dependsOn ?? []).filter(other => byId.has(other) && !above.has(other))
    const stage = Math.max(-1, ...before.map(other => stageOf(other, new Set([...above, id])))) + 1
    stages.set(id, stage)
    return stage
  }
  for (const {id} of groups) stageOf(id, new Set([id]))
  return stages
}
