// The graph as it is carried out. A plan may divide a task into parts and depend on the whole; an agent is started for the parts
// alone. And nothing waits for what is optional. Knows no runs.

import {breakCycles} from './cycles.ts'
import {topologicalOrder} from './order.ts'
import type {Edge, Graph, Task, TaskId} from './task.ts'

/**
 * Without containers: what depends on one depends on its parts, and what it depends on its parts depend on. A task with parts and
 * work of its own comes after its parts. What would have to wait for an optional task waits for what that one waits for. The very
 * same graph where there is none of this.
 */
export const workGraph = (graph: Graph): Graph => {
  if (graph.tasks.every(({partOf, isOptional}) => partOf === undefined && isOptional !== true)) return graph
  const divided = withEdges(withGroups(graph), expandedEdges(graph))
  return withEdges(divided, firmEdges(divided))
}

/** Parts that are in no group are in that of their whole. */
const withGroups = (graph: Graph): Graph => {
  const own = new Map(graph.tasks.map(({id, group}) => [id, group]))
  const tasks = graph.tasks.map(task => {
    const group = task.group ?? task.partOf?.map(whole => own.get(whole)).find(name => name !== undefined)
    return group === undefined ? task : {...task, group}
  })
  const members = Map.groupBy(tasks, ({group}) => group)
  return {
    ...graph,
    tasks,
    groups: graph.groups.map(group => ({...group, tasks: (members.get(group.id) ?? []).map(({id}) => id)})),
  }
}

type EdgesByTask = ReadonlyMap<TaskId, readonly Edge[]>

/** Of the tasks that these edges are given for, in plan order. */
const withEdges = (graph: Graph, edges: EdgesByTask): Graph => {
  const isWork = (id: TaskId): boolean => edges.has(id)
  return {
    ...graph,
    tasks: graph.tasks
      .filter(({id}) => isWork(id))
      .map(task => ({...task, dependencies: (edges.get(task.id) ?? []).map(({dependency}) => dependency)})),
    groups: graph.groups.map(group => ({...group, tasks: group.tasks.filter(isWork)})),
    layers: graph.layers.map(layer => ({...layer, tasks: layer.tasks.filter(isWork)})),
    edges: [...edges.values()].flat(),
  }
}

interface Index {
  readonly tasks: ReadonlyMap<TaskId, Task>
  readonly edges: EdgesByTask
  readonly parts: ReadonlyMap<TaskId, readonly Task[]>
  /** Tasks that come before their own parts, as one of these says. */
  readonly leading: ReadonlySet<TaskId>
  /** Who does the work of a task: itself, or the parts of a container. */
  readonly workers: ReadonlyMap<TaskId, readonly TaskId[]>
}

const indexOf = (graph: Graph): Index => {
  const tasks = new Map(graph.tasks.map(task => [task.id, task]))
  const isPart = ({task, dependency}: Edge): boolean => isWithin(tasks.get(task), dependency)
  return {
    tasks,
    edges: Map.groupBy(graph.edges, ({task}) => task),
    parts: Map.groupBy(graph.tasks, ({partOf = []}) => partOf[0] ?? ''),
    leading: new Set(graph.edges.filter(isPart).map(({dependency}) => dependency)),
    workers: workersOf(graph),
  }
}

const isWithin = (task: Task | undefined, whole: TaskId): boolean => task?.partOf?.includes(whole) === true

const workersOf = ({tasks}: Graph): ReadonlyMap<TaskId, readonly TaskId[]> => {
  const workers = new Map<TaskId, TaskId[]>(tasks.map(({id, isContainer}) => [id, isContainer ? [] : [id]]))
  for (const {id, partOf = [], isContainer} of tasks) {
    if (isContainer === true) continue
    for (const whole of partOf) if (whole !== workers.get(whole)?.[0]) workers.get(whole)?.push(id)
  }
  return workers
}

const expandedEdges = (graph: Graph): EdgesByTask => {
  const index = indexOf(graph)
  const work = graph.tasks.filter(({isContainer}) => isContainer !== true)
  return withoutCircles(new Map(work.map(task => [task.id, expand(index, task)])))
}

/** Each dependency once; one that is not stated so is of kind `parent`. */
const expand = (index: Index, task: Task): readonly Edge[] => {
  const {id} = task
  const found = new Map<TaskId, Edge>()
  for (const edge of [...(index.edges.get(id) ?? []), ...inherited(index, task), ...ownParts(index, task)])
    for (const dependency of index.workers.get(edge.dependency) ?? []) {
      if (dependency === id || found.has(dependency)) continue
      const isStated = edge.task === id && edge.dependency === dependency
      found.set(dependency, isStated ? edge : {...edge, task: id, dependency, kind: 'parent'})
    }
  return [...found.values()]
}

/** What the whole waits for; that it waits for its own parts says nothing of them. */
const inherited = ({tasks, edges, leading}: Index, {partOf = []}: Task): readonly Edge[] =>
  partOf
    .filter(whole => !leading.has(whole))
    .flatMap(whole =>
      (edges.get(whole) ?? []).filter(({dependency}) => !isWithin(tasks.get(dependency), whole)),
    )

const ownParts = ({parts, leading}: Index, {id}: Task): readonly Edge[] =>
  leading.has(id)
    ? []
    : (parts.get(id) ?? []).map(({id: dependency, source: {file, line}}) => ({
        ...{task: dependency, dependency, kind: 'parent' as const},
        location: {file, line, column: 1},
      }))

const ROUNDS = 8 // each breaks all circles that a walk meets; more of them than that is a plan made to have them

/** A whole and its parts can contradict each other where the tasks themselves do not: then what is stated counts. */
const withoutCircles = (edges: EdgesByTask): EdgesByTask => {
  let kept = edges
  for (let round = 0; round < ROUNDS; round++) {
    const left = kept
    const {cycles} = breakCycles([...left.keys()], {
      from: id => left.get(id) ?? [],
      target: ({dependency}: Edge) => dependency,
    })
    if (cycles.length === 0) return left
    const broken = new Set(cycles.flatMap(({arrows}) => arrows))
    kept = keep(left, edge => isStated(edge) || !broken.has(edge))
  }
  return keep(edges, isStated)
}

const isStated = ({kind}: Edge): boolean => kind !== 'parent'

const keep = (edges: EdgesByTask, isKept: (edge: Edge) => boolean): EdgesByTask =>
  new Map([...edges].map(([id, own]) => [id, own.filter(isKept)]))

/** In place of an optional task, what that one waits for; optional tasks wait for one another as stated. */
const firmEdges = (graph: Graph): EdgesByTask => {
  const optional = new Set(graph.tasks.filter(({isOptional}) => isOptional === true).map(({id}) => id))
  const edges = Map.groupBy(graph.edges, ({task}) => task)
  const firm = new Map<TaskId, readonly Edge[]>()
  for (const id of topologicalOrder(graph)) {
    const found = new Map<TaskId, Edge>()
    for (const edge of edges.get(id) ?? []) {
      const beyond = optional.has(edge.dependency) ? (firm.get(edge.dependency) ?? []) : [edge]
      for (const next of beyond)
        if (!found.has(next.dependency)) found.set(next.dependency, {...edge, dependency: next.dependency})
    }
    firm.set(id, [...found.values()])
  }
  return new Map(graph.tasks.map(({id}) => [id, (optional.has(id) ? edges : firm).get(id) ?? []]))
}
