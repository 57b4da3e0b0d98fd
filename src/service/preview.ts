// What a run would start, in which order and why: the real scheduler, in virtual time, on the selected tasks alone.

import {effortOf} from '../graph/order.ts'
import type {Graph, Task, TaskId} from '../graph/task.ts'
import {type AgentPolicy, agentFor, type Policy} from '../run/policy.ts'
import {type SimulatedTask, simulate} from '../run/simulate.ts'

export interface PlannedStart {
  readonly id: TaskId
  readonly title: string
  readonly agent: string
  readonly effortHours: number
  /** Hours from the start of the run. */
  readonly start: number
  readonly dependencies: readonly TaskId[]
  /** Tasks whose end lets it start: its last dependencies, or whoever frees a slot, a file or a group. */
  readonly startsAfter: readonly TaskId[]
  /** It could have started before, but for a slot, a claim or a group. */
  readonly isDelayed: boolean
}

/** In the order they start. */
export const previewRun = (
  graph: Graph,
  policy: Policy,
  selection: readonly TaskId[],
): readonly PlannedStart[] => {
  const part = partOf(graph, new Set(selection))
  const {slots, first, gateGroups, ownership, priority} = policy
  const {tasks} = simulate(part, {slots, first, gateGroups, ownership, priority})
  const byId = new Map(part.tasks.map(task => [task.id, task]))
  const ends = new Map(tasks.map(({id, end}) => [id, end]))
  const endingAt = Map.groupBy(tasks, ({end}) => end)
  return tasks.flatMap(planned => {
    const task = byId.get(planned.id)
    return task === undefined ? [] : [plannedStart(task, planned, {ends, endingAt, agents: policy.agents})]
  })
}

interface Times {
  readonly ends: ReadonlyMap<TaskId, number>
  readonly endingAt: ReadonlyMap<number, readonly SimulatedTask[]>
  readonly agents: AgentPolicy
}

const plannedStart = (task: Task, {start}: SimulatedTask, {ends, endingAt, agents}: Times): PlannedStart => {
  const {id, title, dependencies} = task
  const isDelayed = start > Math.max(0, ...dependencies.map(dependency => ends.get(dependency) ?? 0))
  const ending = (endingAt.get(start) ?? []).map(other => other.id)
  return {
    ...{id, title, start, dependencies, isDelayed},
    agent: agentFor(task, agents).name,
    effortHours: effortOf(task),
    startsAfter: isDelayed ? ending : ending.filter(other => dependencies.includes(other)),
  }
}

/** The selected tasks; what they depend on beyond them is done. */
export const partOf = (graph: Graph, selected: ReadonlySet<TaskId>): Graph => ({
  ...graph,
  tasks: graph.tasks
    .filter(({id}) => selected.has(id))
    .map(task => ({...task, dependencies: task.dependencies.filter(id => selected.has(id))})),
  edges: graph.edges.filter(({task, dependency}) => selected.has(task) && selected.has(dependency)),
  groups: graph.groups.map(group => ({...group, tasks: group.tasks.filter(id => selected.has(id))})),
})
