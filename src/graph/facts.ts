// Gathers all that a draft says of each task, in order of authority, and settles the order of the plan.
// Knows nothing of graphs yet: dependencies are still words.

import {suggester} from '../util/closest.ts'
import type {Location} from './diagnostic.ts'
import type {DependencyRef, Draft, DraftTask, Fact, Mention, TaskStatus} from './draft.ts'
import type {Note} from './finding.ts'
import type {Priority, TaskId} from './task.ts'
import {isTaskId} from './task-id.ts'

/** Everything said of one task. In each list the first counts, the others are compared with it. */
export interface TaskFacts {
  readonly id: TaskId
  /** One for each document that defines it. */
  readonly definitions: readonly [DraftTask, ...DraftTask[]]
  readonly titles: readonly Fact<string>[]
  readonly priorities: readonly Fact<Priority>[]
  readonly efforts: readonly Fact<number>[]
  readonly dependencies: readonly Fact<readonly DependencyRef[]>[]
  readonly blocks: readonly Fact<readonly DependencyRef[]>[]
  /** What the documents claim of its progress. */
  readonly statuses: readonly Fact<TaskStatus>[]
}

/** In plan order: that of the first place, definition or mention, that names the task. */
export const gatherFacts = (draft: Draft, note: Note): readonly TaskFacts[] => {
  const definitions = definitionsById(draft, note)
  const mentions = mentionsById(draft, definitions, note)
  const rank = fileRanks(draft)
  const facts = [...definitions].map(([id, defined]) =>
    combine(id, {defined, mentions: mentions.get(id) ?? []}, rank),
  )
  return inPlanOrder(facts, mentions, rank)
}

type Definitions = [DraftTask, ...DraftTask[]]

const definitionsById = (draft: Draft, note: Note): Map<TaskId, Definitions> => {
  const definitions = new Map<TaskId, Definitions>()
  for (const task of draft.tasks) {
    const id = task.id.value
    const earlier = definitions.get(id)
    const same = earlier?.find(({id}) => id.location.file === task.id.location.file)
    if (!isTaskId(id)) noteBadId(task.id, note)
    else if (same !== undefined) noteDuplicate(task, same, note)
    else if (earlier !== undefined) earlier.push(task)
    else definitions.set(id, [task])
  }
  return definitions
}

const noteBadId = (id: Fact<string>, note: Note): void =>
  note('bad-id', {
    message:
      `"${id.value}" cannot be a task id: expected 1 to 64 letters, digits, ".", "_" or "-", beginning with a letter ` +
      'or digit, without ".." and not ending with "." or ".lock"; the task is left out',
    location: id.location,
  })

const noteDuplicate = (task: DraftTask, first: DraftTask, note: Note): void =>
  note('duplicate-id', {
    message: `task ${task.id.value} is defined twice; give one of the two another id (only the first is used)`,
    location: task.id.location,
    related: [{message: `first defined here as "${titleOf(first)}"`, location: first.id.location}],
  })

const titleOf = (task: DraftTask): string => task.titles[0]?.value ?? ''

const mentionsById = (
  draft: Draft,
  definitions: ReadonlyMap<TaskId, unknown>,
  note: Note,
): Map<TaskId, Mention[]> => {
  const mentions = new Map<TaskId, Mention[]>()
  const suggest = suggester(definitions.keys())
  for (const mention of draft.mentions) {
    const id = mention.id.value
    const known = mentions.get(id)
    if (!definitions.has(id)) noteUndefined(mention, suggest, note)
    else if (known !== undefined) known.push(mention)
    else mentions.set(id, [mention])
  }
  return mentions
}

const noteUndefined = ({id}: Mention, suggest: (word: string) => string, note: Note): void =>
  note('undefined-task', {
    message:
      `${id.value} stands in the ${id.origin} but is nowhere defined, so it is not part of the plan` +
      `${suggest(id.value)}; give it a section of its own`,
    location: id.location,
  })

/** Position of a document among those given. */
type FileRank = (location: Location) => number

const fileRanks = ({sources}: Draft): FileRank => {
  const files = new Map(sources.map((file, index) => [file, index]))
  return ({file}) => files.get(file) ?? files.set(file, files.size).size - 1
}

/** The first document has authority over the others; within one, a definition over a mention. */
const combine = (
  id: TaskId,
  {defined, mentions}: {defined: Definitions; mentions: readonly Mention[]},
  rank: FileRank,
): TaskFacts => {
  const byDocument = <T>(facts: readonly Fact<T>[]): readonly Fact<T>[] =>
    facts.length < 2 ? facts : facts.toSorted((a, b) => rank(a.location) - rank(b.location))
  return {
    id,
    definitions: defined,
    titles: byDocument([
      ...defined.flatMap(({titles}) => titles),
      ...mentions.flatMap(({title}) => title ?? []),
    ]),
    priorities: byDocument(defined.flatMap(({priorities}) => priorities)),
    efforts: byDocument([
      ...defined.flatMap(({efforts}) => efforts),
      ...mentions.flatMap(({effort}) => effort ?? []),
    ]),
    dependencies: byDocument([
      ...defined.flatMap(({dependencies}) => dependencies),
      ...mentions.flatMap(({dependencies}) => dependencies ?? []),
    ]),
    blocks: byDocument(defined.flatMap(({blocks}) => blocks)),
    statuses: byDocument([
      ...defined.flatMap(({status, otherStatuses = []}) => [status ?? [], ...otherStatuses].flat()),
      ...mentions.flatMap(({status}) => status ?? []),
    ]),
  }
}

/** A document's tasks stand in the order of their first places; documents stand in the order they were given. */
const inPlanOrder = (
  facts: readonly TaskFacts[],
  mentions: ReadonlyMap<TaskId, readonly Mention[]>,
  rank: FileRank,
): readonly TaskFacts[] => {
  const compare = (a: Location, b: Location): number =>
    rank(a) - rank(b) || a.line - b.line || a.column - b.column
  const first = ({id, definitions}: TaskFacts): Location => {
    const places = [...definitions, ...(mentions.get(id) ?? [])].map(({id}) => id.location)
    return places.reduce((earliest, place) => (compare(place, earliest) < 0 ? place : earliest))
  }
  const placed = facts.map(task => ({task, place: first(task)}))
  return placed.sort((a, b) => compare(a.place, b.place)).map(({task}) => task)
}
