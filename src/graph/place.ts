// Where a task stands in the plan, and which of its dependencies somebody stated. For rules; knows no rules.

import type {Location, Related} from './diagnostic.ts'
import type {TaskFacts} from './facts.ts'
import type {Edge, TaskId} from './task.ts'

/** Of the task's definition that has authority. */
export const placeOf = (facts: ReadonlyMap<TaskId, TaskFacts>, id: TaskId): Location => {
  const task = facts.get(id)
  if (task === undefined) throw new Error(`bug: no facts of task ${id}`)
  return task.definitions[0].id.location
}

/** In the words of the document, not implied by its order or hierarchy. */
export const isStated = ({kind}: Edge): boolean => kind === 'stated' || kind === 'range' || kind === 'group'

export const keyOfPlace = ({file, line, column}: Location): string => `${file}:${line}:${column}`

/** Without those on the line of the finding itself, which would say nothing more, and without repetitions. */
export const others = (location: Location, related: readonly Related[]): readonly Related[] => {
  const seen = new Set<string>()
  return related.filter(other => {
    const key = `${keyOfPlace(other.location)}:${other.message}`
    return other.location.line !== location.line || other.location.file !== location.file
      ? !seen.has(key) && seen.add(key)
      : false
  })
}
