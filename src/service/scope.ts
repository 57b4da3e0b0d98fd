// Which tasks take part, and whether they can: what they depend on must take part too, or be done.

import {resolveSelection} from '../graph/selection.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import {listed} from '../graph/wording.ts'
import {ok, type Result} from '../util/result.ts'
import {blocked, invalid} from './failure.ts'
import type {OperationError} from './operation.ts'

export interface Scope {
  readonly words: readonly string[]
  /** Take what the selected tasks depend on as well. */
  readonly withDependencies: boolean
  /** Take optional tasks as well, where a word or none selects many. */
  readonly withOptional: boolean
  /** Tasks that other tasks need not wait for. */
  readonly isDone: (task: TaskId) => boolean
}

/** In plan order. `plan` is what the words speak of, and `graph` what is carried out, see `workGraph`. */
export const selectTasks = (
  {plan, graph}: {readonly plan: Graph; readonly graph: Graph},
  scope: Scope,
): Result<readonly TaskId[], OperationError> => {
  const found = resolveSelection(plan, scope.words, scope.withOptional)
  if (!found.ok) return invalid('selection', found.error.map(sentence).join('\n'))
  const selected = scope.withDependencies ? closure(graph, found.value, scope.isDone) : found.value
  const open = openDependencies(graph, selected, scope.isDone)
  return open.length === 0 ? ok(selected) : blocked('open-dependencies', openMessage(open))
}

const sentence = (message: string): string => `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`

const closure = (graph: Graph, selection: readonly TaskId[], isDone: Scope['isDone']): readonly TaskId[] => {
  const tasks = new Map(graph.tasks.map(task => [task.id, task]))
  const taken = new Set<TaskId>()
  const open = [...selection]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (taken.has(id)) continue
    taken.add(id)
    open.push(...(tasks.get(id)?.dependencies ?? []).filter(dependency => !isDone(dependency)))
  }
  return graph.tasks.flatMap(({id}) => (taken.has(id) ? [id] : []))
}

interface OpenDependency {
  readonly task: TaskId
  readonly dependencies: readonly TaskId[]
}

const openDependencies = (
  graph: Graph,
  selection: readonly TaskId[],
  isDone: Scope['isDone'],
): readonly OpenDependency[] => {
  const selected = new Set(selection)
  return graph.tasks.flatMap(({id, dependencies}) => {
    const open = dependencies.filter(dependency => !selected.has(dependency) && !isDone(dependency))
    return selected.has(id) && open.length > 0 ? [{task: id, dependencies: open}] : []
  })
}

const openMessage = (open: readonly OpenDependency[]): string => {
  const needs = open.map(({task, dependencies}) => `${task} needs ${listed(dependencies)}`)
  const shown = needs.slice(0, 5).join('; ')
  const more = needs.length > 5 ? ` and ${needs.length - 5} more` : ''
  return (
    `${shown}${more}: neither selected nor done in this run, so nothing was started. ` +
    'Add them to the selection, use --with-dependencies, or add to the run that finished them with `run --continue`.'
  )
}

/** The one task that a word means. */
export const selectOne = (graph: Graph, word: string): Result<TaskId, OperationError> => {
  const found = resolveSelection(graph, [word])
  if (!found.ok) return invalid('selection', found.error.map(sentence).join('\n'))
  const [id] = found.value
  return id !== undefined && found.value.length === 1
    ? ok(id)
    : invalid('selection', `"${word}" selects ${found.value.length} tasks; expected a single one.`)
}

/** A sentence on the selected tasks that are not of the group, if there are any. No group: none are. */
export const strangersTo = (
  graph: Graph,
  selection: readonly TaskId[],
  group: string | undefined,
): Result<readonly string[], OperationError> => {
  if (group === undefined) return ok([])
  const members = resolveSelection(graph, [group], true)
  if (!members.ok) return invalid('selection', members.error.map(sentence).join('\n'))
  const strangers = selection.filter(id => !members.value.includes(id))
  if (strangers.length === 0) return ok([])
  return ok([`Selected, but not of the group ${group}: ${listed(strangers)}.`])
}
