// Gathers where documents say how far a task is, in all the places where they say it. Knows no text.

import type {Draft, DraftTask, Fact, TaskStatus} from '../graph/draft.ts'
import type {TaskId} from '../graph/task.ts'

export type StatusFact = Fact<TaskStatus>

/** By task, in the order of the draft: each place once. A task without any has an empty list. */
export const statusPlaces = ({tasks, mentions}: Draft): ReadonlyMap<TaskId, readonly StatusFact[]> => {
  const places = new Map<TaskId, StatusFact[]>()
  const add = (id: TaskId, facts: readonly StatusFact[]): void => {
    const known = places.get(id) ?? []
    places.set(id, known)
    for (const fact of facts) if (!known.some(other => isOnePlace(other, fact))) known.push(fact)
  }
  for (const task of firstOfEach(tasks)) add(task.id.value, ownPlaces(task))
  for (const {id, status} of mentions) if (status && places.has(id.value)) add(id.value, [status])
  return places
}

/** Words about the status, which are part of a sentence: rules compare them, but nobody keeps them up to date. */
const REMARKS = ['title', 'note']

/** The status is its steps', so it has no place of its own then. */
const ownPlaces = ({status, otherStatuses = [], steps}: DraftTask): readonly StatusFact[] => [
  ...(steps ?? (status ? [status] : [])),
  ...otherStatuses.filter(({origin}) => !REMARKS.includes(origin)),
]

const isOnePlace = ({location: a}: StatusFact, {location: b}: StatusFact): boolean =>
  a.file === b.file && a.line === b.line && a.column === b.column

/** Of two definitions in one document, the second is a mistake. */
const firstOfEach = (tasks: readonly DraftTask[]): readonly DraftTask[] => {
  const seen = new Set<string>()
  return tasks.filter(({id}) => {
    const key = `${id.location.file}\n${id.value}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
