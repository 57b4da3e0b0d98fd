// Orders and lengths that follow from the graph alone: waves, critical path, slack, bounds on the makespan.
// Every function is linear in tasks and edges. Knows nothing of runs, slots in use or time that has passed.

import type {Graph, Task, TaskId} from './task.ts'

/** Hours assumed where a plan gives none: with equal lengths the longest chain is critical, and hours stay readable as a count of tasks. */
export const DEFAULT_EFFORT_HOURS = 1

export const effortOf = (task: Task): number => task.effortHours ?? DEFAULT_EFFORT_HOURS

/** Sums of decimal hours are compared and shown, so they are rounded to a thousandth of a second or so. */
export const roundHours = (hours: number): number => Math.round(hours * 1e6) / 1e6

export interface CriticalPath {
  readonly tasks: readonly TaskId[]
  readonly hours: number
}

/** A graph by positions in plan order, so that hot loops touch numbers only. */
interface Indexed {
  readonly tasks: readonly Task[]
  /** Positions, dependencies before their dependents; wave by wave, each wave in plan order. */
  readonly topological: Int32Array
  readonly depth: Int32Array
  readonly dependents: readonly (readonly number[])[]
}

/** Task ids with every dependency before its dependents; wave by wave, each wave in plan order. */
export const topologicalOrder = (graph: Graph): readonly TaskId[] => {
  const {topological} = indexed(graph)
  return Array.from(topological, position => idAt(graph, position))
}

/** Tasks by depth: the first wave depends on nothing, each further one on tasks of earlier waves alone. */
export const waves = (graph: Graph): readonly (readonly TaskId[])[] => {
  const {depth} = indexed(graph)
  const found: TaskId[][] = []
  graph.tasks.forEach((task, position) => {
    const wave = at(depth, position)
    while (found.length <= wave) found.push([])
    found[wave]?.push(task.id)
  })
  return found
}

/** Hours from the start of each task to the end of the longest chain behind it, its own included. */
export const bottomLevels = (graph: Graph): ReadonlyMap<TaskId, number> => byId(graph, levels(indexed(graph)))

/** Hours each task may be late without delaying the whole, given enough slots. */
export const slack = (graph: Graph): ReadonlyMap<TaskId, number> => {
  const index = indexed(graph)
  const starts = earliestStarts(index)
  const rest = levels(index)
  const total = rest.reduce((longest, level) => Math.max(longest, level), 0)
  return byId(
    graph,
    rest.map((level, position) => roundHours(total - at(starts, position) - level)),
  )
}

/** The longest chain by hours; among equals the one whose tasks come first in the plan. Empty for an empty graph. */
export const criticalPath = (graph: Graph): CriticalPath => {
  const index = indexed(graph)
  const rest = levels(index)
  const tasks: TaskId[] = []
  let next = longest(rest.keys(), rest)
  const hours = next === undefined ? 0 : at(rest, next)
  while (next !== undefined) {
    tasks.push(idAt(graph, next))
    next = longest(index.dependents[next] ?? [], rest)
  }
  return {tasks, hours: roundHours(hours)}
}

export const totalHours = (graph: Graph): number =>
  roundHours(graph.tasks.reduce((sum, task) => sum + effortOf(task), 0))

/** Hours that no schedule with so many slots can beat. */
export const lowerBound = (graph: Graph, slots: number): number =>
  roundHours(Math.max(criticalPath(graph).hours, totalHours(graph) / slots))

const indexed = (graph: Graph): Indexed => {
  const dependents = dependentPositions(graph)
  const depth = depths(graph, dependents)
  return {tasks: graph.tasks, dependents, depth, topological: sortedByDepth(depth)}
}

const dependentPositions = ({tasks}: Graph): number[][] => {
  const position = new Map(tasks.map((task, index) => [task.id, index]))
  const dependents: number[][] = tasks.map(() => [])
  tasks.forEach((task, index) => {
    for (const dependency of task.dependencies) dependents[position.get(dependency) ?? -1]?.push(index)
  })
  return dependents
}

/** Kahn's algorithm, first in first out: a task is taken when the last of its dependencies has been. */
const depths = ({tasks}: Graph, dependents: readonly (readonly number[])[]): Int32Array => {
  const depth = new Int32Array(tasks.length)
  const open = Int32Array.from(tasks, task => task.dependencies.length)
  const queue: number[] = []
  open.forEach((count, position) => {
    if (count === 0) queue.push(position)
  })
  for (const position of queue) {
    for (const dependent of dependents[position] ?? []) {
      depth[dependent] = Math.max(at(depth, dependent), at(depth, position) + 1)
      open[dependent] = at(open, dependent) - 1
      if (open[dependent] === 0) queue.push(dependent)
    }
  }
  if (queue.length < tasks.length)
    throw new Error('bug: a graph that compile made has a cycle or an open edge')
  return depth
}

/** A counting sort: linear, and stable in plan order. */
const sortedByDepth = (depth: Int32Array): Int32Array => {
  const first = new Int32Array(depth.reduce((deepest, level) => Math.max(deepest, level), 0) + 2)
  for (const level of depth) first[level + 1] = at(first, level + 1) + 1
  for (let level = 1; level < first.length; level++) first[level] = at(first, level) + at(first, level - 1)
  const sorted = new Int32Array(depth.length)
  depth.forEach((level, position) => {
    sorted[at(first, level)] = position
    first[level] = at(first, level) + 1
  })
  return sorted
}

const levels = ({tasks, topological, dependents}: Indexed): Float64Array => {
  const level = new Float64Array(tasks.length)
  for (const position of topological.toReversed()) {
    let behind = 0
    for (const dependent of dependents[position] ?? []) behind = Math.max(behind, at(level, dependent))
    level[position] = behind + effortAt(tasks, position)
  }
  return level
}

const earliestStarts = ({tasks, topological, dependents}: Indexed): Float64Array => {
  const start = new Float64Array(tasks.length)
  for (const position of topological) {
    const end = at(start, position) + effortAt(tasks, position)
    for (const dependent of dependents[position] ?? []) start[dependent] = Math.max(at(start, dependent), end)
  }
  return start
}

const longest = (positions: Iterable<number>, level: Float64Array): number | undefined => {
  let best: number | undefined
  for (const position of positions) {
    if (best === undefined || at(level, position) > at(level, best)) best = position
  }
  return best
}

const byId = ({tasks}: Graph, values: Float64Array): ReadonlyMap<TaskId, number> =>
  new Map(tasks.map((task, position) => [task.id, at(values, position)]))

const at = (values: Int32Array | Float64Array, position: number): number => values[position] ?? 0

const idAt = ({tasks}: Graph, position: number): TaskId => taskAt(tasks, position).id

const effortAt = (tasks: readonly Task[], position: number): number => effortOf(taskAt(tasks, position))

const taskAt = (tasks: readonly Task[], position: number): Task => {
  const task = tasks[position]
  if (task === undefined) throw new Error(`bug: no task at position ${position} of ${tasks.length}`)
  return task
}
