// Which tasks are parts of which: by what the documents say of each one's parent. Knows neither outputs nor schedules.

import type {TaskFacts} from './facts.ts'
import type {TaskId} from './task.ts'

/** Gives what a task is a part of, nearest first. */
export type WholesOf = (id: TaskId) => readonly TaskId[]

const MOST_LEVELS = 16 // nobody divides a task so often; a hostile plan would, a thousand deep

/** A parent that is no task of the plan is none, and in a circle of parents nothing is a part of anything. */
export const wholesIn = (facts: readonly TaskFacts[]): WholesOf => {
  const known = new Set(facts.map(({id}) => id))
  const parents = new Map(facts.flatMap(task => parentOf(task, known)))
  return id => {
    const wholes: TaskId[] = []
    let whole = parents.get(id)
    for (; whole !== undefined && wholes.length < MOST_LEVELS; whole = parents.get(whole)) wholes.push(whole)
    return whole !== undefined && wholes.includes(whole) ? [] : wholes
  }
}

const parentOf = ({id, definitions}: TaskFacts, known: ReadonlySet<TaskId>): readonly [TaskId, TaskId][] => {
  const parent = definitions.find(({parent}) => parent !== undefined)?.parent?.value
  return parent === undefined || parent === id || !known.has(parent) ? [] : [[id, parent]]
}

/** Those that others are parts of. */
export const dividedIn = (facts: readonly TaskFacts[], wholesOf: WholesOf): ReadonlySet<TaskId> =>
  new Set(facts.flatMap(({id}) => wholesOf(id).slice(0, 1)))

/** What is optional as a whole is so in its parts. */
export const optionalIn = (facts: readonly TaskFacts[], wholesOf: WholesOf): ReadonlySet<TaskId> => {
  const marked = new Set(
    facts.flatMap(({id, definitions}) =>
      definitions.some(({isOptional}) => isOptional === true) ? [id] : [],
    ),
  )
  return new Set(facts.flatMap(({id}) => ([id, ...wholesOf(id)].some(task => marked.has(task)) ? [id] : [])))
}

export interface Place {
  readonly partOf: readonly TaskId[]
  /** It has parts, and none of them waits for it: all of its work may be in them. */
  readonly isDivided: boolean
  readonly isOptional: boolean
}

export const placesIn = (
  facts: readonly TaskFacts[],
  dependenciesOf: (id: TaskId) => readonly TaskId[],
): ((id: TaskId) => Place) => {
  const wholesOf = wholesIn(facts)
  const divided = dividedIn(facts, wholesOf)
  const optional = optionalIn(facts, wholesOf)
  const leading = new Set(
    facts.flatMap(({id}) => wholesOf(id).filter(whole => dependenciesOf(id).includes(whole))),
  )
  return id => ({
    partOf: wholesOf(id),
    isDivided: divided.has(id) && !leading.has(id),
    isOptional: optional.has(id),
  })
}
