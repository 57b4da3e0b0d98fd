// Decides which tasks of a document are to be ticked: those that are done, and those whose parts all are. Knows no marks.

import type {DraftTask} from '../graph/draft.ts'
import type {TaskId} from '../graph/task.ts'

/** What became of tasks; of those in neither set nothing is known but what the document says. */
export interface Progress {
  readonly done: ReadonlySet<TaskId>
  /** Known not to be done. */
  readonly open: ReadonlySet<TaskId>
}

export interface Finished {
  readonly ids: ReadonlySet<TaskId>
  /** Of tasks that are done themselves: their parts that are not. */
  readonly openParts: ReadonlyMap<TaskId, readonly TaskId[]>
}

/** From the parts upwards; those that may be left out are not waited for. `isTicked`: what the document says already. */
export const finishedTasks = (
  tasks: readonly DraftTask[],
  {done, open}: Progress,
  isTicked: (id: TaskId) => boolean,
): Finished => {
  const parents = new Map(tasks.map(({id, parent}) => [id.value, parent?.value]))
  const optional = new Set(tasks.flatMap(({id, isOptional}) => (isOptional ? [id.value] : [])))
  const parts = Map.groupBy(
    parents.keys().filter(id => !optional.has(id)),
    id => parents.get(id),
  )
  const waiting = new Map(parents.keys().map(id => [id, parts.get(id)?.length ?? 0]))
  const ids = new Set<TaskId>()
  const settled = new Set<TaskId>()
  const queue = [...parents.keys().filter(id => waiting.get(id) === 0)]
  for (const id of queue) {
    const isWhole = parts.has(id) && !open.has(id)
    if (done.has(id) || isWhole) ids.add(id)
    else if (!isTicked(id)) continue
    settled.add(id)
    const parent = optional.has(id) ? undefined : parents.get(id)
    if (parent === undefined) continue
    const left = (waiting.get(parent) ?? 0) - 1
    waiting.set(parent, left)
    if (left === 0) queue.push(parent)
  }
  const unfinished = [...done].filter(id => parts.has(id) && !ids.has(id))
  const openPartsOf = (id: TaskId): readonly TaskId[] =>
    (parts.get(id) ?? []).filter(part => !settled.has(part))
  return {ids, openParts: new Map(unfinished.map(id => [id, openPartsOf(id)]))}
}
