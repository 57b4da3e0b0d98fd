// Turns dependencies as a plan words them (ids, ranges, "all API tasks", "all tasks") into edges between its tasks.
// The edges may still form cycles. Knows no gates, outputs or schedules.

import {didYouMean, finder} from '../util/closest.ts'
import type {Fix, Location} from './diagnostic.ts'
import type {DependencyRef, Draft, Fact} from './draft.ts'
import type {TaskFacts} from './facts.ts'
import type {Note} from './finding.ts'
import {rewrite} from './marked.ts'
import {tasksNamed} from './members.ts'
import {type Range, rangesOver} from './range.ts'
import type {Edge, EdgeKind, TaskId} from './task.ts'

export interface Resolution {
  /** By task, each dependency once, in the order of the statements. */
  readonly edges: ReadonlyMap<TaskId, ReadonlyMap<TaskId, Edge>>
  /** What a task needs that is no task of the plan, in the plan's words. */
  readonly externals: ReadonlyMap<TaskId, readonly string[]>
  /** Of tasks with several complete statements of what they depend on: what each came to, in order of authority. */
  readonly statements: ReadonlyMap<TaskId, readonly Statement[]>
}

export interface Statement {
  readonly location: Location
  readonly origin: string
  readonly ids: ReadonlySet<TaskId>
}

interface Work {
  readonly draft: Draft
  readonly note: Note
  /** Every id of the plan, in plan order. */
  readonly ids: readonly TaskId[]
  readonly known: ReadonlySet<TaskId>
  /** Those that the document defines; all of them where it defines but one. */
  readonly definedIn: (file: string) => readonly TaskId[]
  readonly range: Range
  /** The task that a misspelt id was meant to be. */
  readonly meant: (id: string) => TaskId | undefined
  readonly edges: Map<TaskId, Map<TaskId, Edge>>
  /** Statements that say "all tasks": they wait until every other edge is known. */
  readonly open: (() => void)[]
}

interface Found {
  readonly id: TaskId
  readonly kind: EdgeKind
  readonly location: Location
}

export const resolve = (draft: Draft, tasks: readonly TaskFacts[], note: Note): Resolution => {
  const ids = tasks.map(({id}) => id)
  const edges = new Map(ids.map(id => [id, new Map<TaskId, Edge>()]))
  const work: Work = {
    draft,
    note,
    ids,
    known: new Set(ids),
    definedIn: definedIn(tasks),
    range: rangesOver(ids),
    meant: finder(ids),
    edges,
    open: [],
  }
  const statements = new Map<TaskId, readonly Statement[]>()
  for (const task of tasks) {
    const stated = resolveTask(work, task)
    if (stated.length > 1) statements.set(task.id, stated)
  }
  for (const finish of work.open.toReversed()) finish()
  return {edges, statements, externals: externalsOf(tasks)}
}

/** "All tasks" are those of the document that says so. A file of one task speaks of the plan that it is a part of. */
const definedIn = (tasks: readonly TaskFacts[]): Work['definedIn'] => {
  const places = tasks.flatMap(({id, definitions}) =>
    definitions.map(definition => ({id, file: definition.id.location.file})),
  )
  const files = Map.groupBy(places, ({file}) => file)
  return file => {
    const own = files.get(file) ?? []
    return own.length > 1 ? own.map(({id}) => id) : tasks.map(({id}) => id)
  }
}

const resolveTask = (work: Work, task: TaskFacts): readonly Statement[] => {
  for (const fact of task.blocks) {
    for (const {id, ...found} of resolveFact(work, task.id, fact)) addEdge(work, id, {...found, id: task.id})
    if (hasAll(fact)) work.open.push(() => blockAll(work, task.id, fact))
  }
  return task.dependencies.map(fact => {
    const stated = resolveFact(work, task.id, fact)
    for (const found of stated) addEdge(work, task.id, found)
    const ids = new Set(stated.map(({id}) => id))
    if (hasAll(fact)) work.open.push(() => dependOnAll(work, task.id, {...fact, ids}))
    return {location: fact.location, origin: fact.origin, ids}
  })
}

const hasAll = (fact: Fact<readonly DependencyRef[]>): boolean => fact.value.some(({type}) => type === 'all')

/** The first statement of an edge keeps it. */
const addEdge = (work: Work, task: TaskId, {id, kind, location}: Found): void => {
  const edges = work.edges.get(task)
  if (id !== task) {
    if (!edges?.has(id)) edges?.set(id, {task, dependency: id, kind, location})
  } else if (kind !== 'group') {
    work.note('cycle', {message: `${task} depends on itself; that dependency is left out`, location})
  }
}

const dependOnAll = (
  work: Work,
  task: TaskId,
  {location, ids}: {location: Location; ids: Set<TaskId>},
): void => {
  const excluded = reachable(task, dependentsOf(work))
  for (const id of work.definedIn(location.file)) {
    if (excluded.has(id)) continue
    ids.add(id)
    addEdge(work, task, {id, kind: 'group', location})
  }
}

const blockAll = (work: Work, task: TaskId, {location}: {location: Location}): void => {
  const excluded = reachable(task, id => [...(work.edges.get(id)?.keys() ?? [])])
  for (const id of work.definedIn(location.file))
    if (!excluded.has(id)) addEdge(work, id, {id: task, kind: 'group', location})
}

const dependentsOf = ({edges}: Work): ((id: TaskId) => readonly TaskId[]) => {
  const dependents = new Map<TaskId, TaskId[]>()
  for (const [task, needs] of edges) {
    for (const id of needs.keys()) {
      const known = dependents.get(id)
      if (known === undefined) dependents.set(id, [task])
      else known.push(task)
    }
  }
  return id => dependents.get(id) ?? []
}

/** The start and all that `next` leads to from it. */
const reachable = (start: TaskId, next: (id: TaskId) => readonly TaskId[]): ReadonlySet<TaskId> => {
  const found = new Set([start])
  for (const id of found) for (const further of next(id)) found.add(further)
  return found
}

const resolveFact = (work: Work, task: TaskId, fact: Fact<readonly DependencyRef[]>): readonly Found[] =>
  fact.value.flatMap(ref => resolveRef(work, task, {ref, location: locationOf(ref, fact.location)}))

const locationOf = (ref: DependencyRef, otherwise: Location): Location =>
  (ref.type === 'task' ? ref.location : undefined) ?? otherwise

/** "all tasks" and what lies outside of the plan come to nothing here. */
const resolveRef = (
  work: Work,
  task: TaskId,
  {ref, location}: {ref: DependencyRef; location: Location},
): Found[] => {
  switch (ref.type) {
    case 'task':
      return isKnown(work, {task, id: ref.id, location})
        ? [{id: ref.id, kind: ref.kind ?? 'stated', location}]
        : []
    case 'range':
      return resolveRange(work, task, {ref, location})
    case 'members':
      return resolveMembers(work, task, {label: ref.label, location})
    default:
      return []
  }
}

const isKnown = (
  work: Work,
  {task, id, location}: {task: TaskId; id: string; location: Location},
): boolean => {
  if (work.known.has(id)) return true
  const meant = work.meant(id)
  work.note('unknown-dependency', {
    message: `${task} depends on ${id}, which is not a task of this plan${didYouMean(meant)}`,
    location,
    ...(meant === undefined ? {} : guessed(location, id, meant)),
  })
  return false
}

/** Where the place marks the id alone. */
const guessed = (location: Location, id: string, meant: TaskId): {readonly fix?: Fix} =>
  location.endColumn === location.column + id.length
    ? {fix: {description: `write "${meant}"`, edits: [rewrite(location, id, meant)], isGuess: true}}
    : {}

const resolveRange = (
  work: Work,
  task: TaskId,
  {ref, location}: {ref: {from: string; to: string}; location: Location},
): Found[] => {
  const ends = [ref.from, ref.to].filter(id => isKnown(work, {task, id, location}))
  if (ends.length < 2) return []
  const ids = work.range(ref.from, ref.to)
  if (ids.length === 0) {
    const message = `${task} depends on ${ref.from}-${ref.to}, which runs backwards; write ${ref.to}-${ref.from}`
    work.note('unknown-dependency', {message, location})
  }
  return ids.map(id => ({id, kind: 'range', location}))
}

const resolveMembers = (
  work: Work,
  task: TaskId,
  {label, location}: {label: string; location: Location},
): Found[] => {
  const named = tasksNamed(work.draft, label)
  if (named === undefined) {
    const message = `${task} depends on all "${label}" tasks, but no group or layer has that name; name the tasks by their ids`
    work.note('unknown-dependency', {message, location})
  }
  return (named ?? []).filter(id => work.known.has(id)).map(id => ({id, kind: 'group', location}))
}

const externalsOf = (tasks: readonly TaskFacts[]): Resolution['externals'] => {
  const externals = new Map<TaskId, readonly string[]>()
  for (const {id, dependencies} of tasks) {
    const texts = dependencies.flatMap(({value}) =>
      value.flatMap(ref => (ref.type === 'external' ? [ref.text] : [])),
    )
    if (texts.length > 0) externals.set(id, texts)
  }
  return externals
}
