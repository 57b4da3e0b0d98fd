// What a new version of the plan means for a run: which finished work stays, and which has to be done again. Knows no documents.

import type {Graph, Task, TaskId} from '../graph/task.ts'
import type {RunState} from './state.ts'

/** Each list in the order of the new plan. A task is in one of the first five; those without any work yet are in none of them. */
export interface PlanChange {
  /** Begun, and defined as before. */
  readonly kept: readonly TaskId[]
  /** Begun, and defined otherwise now. */
  readonly changed: readonly ChangedTask[]
  /** Begun, defined as before, and built on such. */
  readonly behind: readonly TaskId[]
  readonly added: readonly TaskId[]
  readonly removed: readonly TaskId[]
}

export interface ChangedTask {
  readonly task: TaskId
  /** `instruction`, `gates`, … */
  readonly parts: readonly string[]
}

export const planChange = (state: RunState, graph: Graph): PlanChange => {
  const changed = graph.tasks.flatMap(task => changesOf(state, task))
  const again = new Set(changed.map(({task}) => task))
  const isBegun = ({id}: Task): boolean => (state.tasks.get(id)?.attempts.length ?? 0) > 0
  const behind = new Set(builtOn(graph, again))
  const begun = graph.tasks.filter(isBegun).map(({id}) => id)
  return {
    kept: begun.filter(id => !again.has(id) && !behind.has(id)),
    changed: changed.filter(({task}) => begun.includes(task)),
    behind: begun.filter(id => !again.has(id) && behind.has(id)),
    added: graph.tasks.filter(({id}) => !state.tasks.has(id)).map(({id}) => id),
    removed: removedBy(state, graph),
  }
}

const removedBy = (state: RunState, graph: Graph): readonly TaskId[] => {
  const left = new Set(graph.tasks.map(({id}) => id))
  return [...state.tasks.keys()].filter(id => !left.has(id))
}

const changesOf = (state: RunState, task: Task): readonly ChangedTask[] => {
  const before = state.tasks.get(task.id)?.task
  if (before === undefined) return []
  const [old, now] = [definitionOf(before), definitionOf(task)]
  const parts = Object.keys(now).filter(part => canonical(old[part]) !== canonical(now[part]))
  return parts.length === 0 ? [] : [{task: task.id, parts}]
}

/** All that an agent is told and that its work is judged by, and nothing else: not where it stands, nor when it is to be done. */
const definitionOf = (task: Task): {readonly [part: string]: unknown} => ({
  title: task.title,
  instruction: task.instruction,
  dependencies: task.dependencies.toSorted(),
  inputs: task.inputs,
  outputs: task.outputs.map(({location, ...output}) => output),
  gates: gatesOf(task),
  agent: task.agent?.type,
})

const gatesOf = ({gates}: Pick<Task, 'gates'>): readonly object[] =>
  gates.map(({location, steps, ...gate}) => ({...gate, steps: steps.map(withoutPlace)}))

/** Equal for gates that judge in the same way, wherever they stand. */
export const gatesDefinition = (task: Pick<Task, 'gates'>): string => canonical(gatesOf(task))

const withoutPlace = ({location, because, ...step}: Task['gates'][number]['steps'][number]): object => step

/** The order of keys is no part of a definition: another version of the program may make them in another order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? ''

/** All that depend on one of these, directly or not. */
const builtOn = (graph: Graph, tasks: ReadonlySet<TaskId>): ReadonlySet<TaskId> => {
  const dependents = new Map<TaskId, TaskId[]>()
  for (const {id, dependencies} of graph.tasks)
    for (const dependency of dependencies) {
      const found = dependents.get(dependency)
      if (found === undefined) dependents.set(dependency, [id])
      else found.push(id)
    }
  const found = new Set(tasks)
  for (const each of found) for (const dependent of dependents.get(each) ?? []) found.add(dependent)
  return found
}
