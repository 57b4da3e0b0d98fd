// Puts what was done back into the documents: the marks of finished tasks, and no other character. Never takes a mark away.
// Knows neither runs nor files.

import type {Diagnostic, Location} from '../graph/diagnostic.ts'
import type {Draft} from '../graph/draft.ts'
import type {TaskId} from '../graph/task.ts'
import {err, ok, type Result} from '../util/result.ts'
import {doneMark} from './done-marks.ts'
import {repairText} from './encoding.ts'
import {finishedTasks, type Progress} from './finished-tasks.ts'
import type {PlanDocument} from './format.ts'
import {type MarkPlace, type MarkText, markText} from './mark-text.ts'
import {type ReadOptions, readPlan} from './read.ts'
import {saysTheSame} from './same-plan.ts'
import {type StatusFact, statusPlaces} from './status-places.ts'

/**
 * - `ticked`: at least one of its marks was not that of a finished task.
 * - `already`: all of them are.
 * - `no-mark`: the document has none for it, or none that could say it: `In Progress 60%`.
 * - `open-parts`: it is done, but tasks that are parts of it are not.
 * - `not-found`: no document has a task of this id.
 */
export type Ticking = 'ticked' | 'already' | 'no-mark' | 'open-parts' | 'not-found'

export interface TaskTicking {
  readonly id: TaskId
  readonly ticking: Ticking
  /** In the order of the documents. */
  readonly changes: readonly MarkChange[]
  /** Of `open-parts`. */
  readonly parts: readonly TaskId[]
}

export interface MarkChange {
  /** Of the old mark. */
  readonly location: Location
  readonly from: string
  readonly to: string
}

export interface WrittenBack {
  /** The documents, as given, with their new texts; the same where nothing changed. */
  readonly documents: readonly PlanDocument[]
  /** Of the tasks that are done, and of those that are by their parts; in the order of the plan, unknown ones last. */
  readonly tasks: readonly TaskTicking[]
}

export type WriteBackError =
  | {readonly type: 'unreadable'; readonly diagnostics: readonly Diagnostic[]}
  /** `file` was saved in a wrong encoding once, so that places in it as it was meant are not places in it as it is. */
  | {readonly type: 'damaged'; readonly file: string; readonly codePage: string}
  /** With the new marks the documents would not say the same plan. */
  | {readonly type: 'ambiguous'; readonly files: readonly string[]}

export const writeBack = (
  documents: readonly PlanDocument[],
  progress: Progress,
  options: ReadOptions = {},
): Result<WrittenBack, WriteBackError> => {
  for (const {file, text} of documents) {
    const {damage} = repairText(text)
    if (damage) return err({type: 'damaged', file, codePage: damage.codePage})
  }
  const draft = readPlan(documents, options)
  if (!draft.ok) return err({type: 'unreadable', diagnostics: draft.error})
  const tasks = tick(draft.value, progress, documents)
  const changes = tasks.flatMap(task => task.changes)
  if (changes.length === 0) return ok({documents, tasks})
  const written = documents.map(document => changed(document, changes))
  const after = readPlan(written, options)
  const ids = tasks.filter(({changes}) => changes.length > 0).map(({id}) => id)
  if (!after.ok || !saysTheSame(draft.value, after.value) || !areTicked(after.value, ids))
    return err({type: 'ambiguous', files: [...new Set(changes.map(({location}) => location.file))]})
  return ok({documents: written, tasks})
}

const changed = (document: PlanDocument, changes: readonly MarkChange[]): PlanDocument => {
  const own = changes.filter(({location}) => location.file === document.file)
  if (own.length === 0) return document
  const text = markText(document).replaced(own.map(({location, to}) => ({location, text: to})))
  return {...document, text}
}

const areTicked = (draft: Draft, ids: readonly TaskId[]): boolean => {
  const places = statusPlaces(draft)
  return ids.every(id => places.get(id)?.some(isDone))
}

const isDone = ({value}: StatusFact): boolean => value === 'done'

const tick = (draft: Draft, progress: Progress, documents: readonly PlanDocument[]): TaskTicking[] => {
  const places = statusPlaces(draft)
  const isTicked = (id: TaskId): boolean => {
    const own = places.get(id) ?? []
    return own.length > 0 && own.every(({value}) => value === 'done' || value === 'skipped')
  }
  const {ids, openParts} = finishedTasks(draft.tasks, progress, isTicked)
  const marker = markerOf(documents, [...places.values()].flat())
  const known = [...places].flatMap(([id, own]): TaskTicking[] => {
    const parts = openParts.get(id) ?? []
    if (parts.length > 0) return [{id, ticking: 'open-parts', changes: [], parts}]
    if (!ids.has(id)) return []
    const changes = own.filter(fact => !isDone(fact)).flatMap(fact => marker(fact) ?? [])
    const ticking = changes.length > 0 ? 'ticked' : own.some(isDone) ? 'already' : 'no-mark'
    return ticking === 'ticked' || progress.done.has(id) ? [{id, ticking, changes, parts: []}] : []
  })
  const unknown = [...progress.done].filter(id => !places.has(id))
  return [...known, ...unknown.map((id): TaskTicking => ({id, ticking: 'not-found', changes: [], parts: []}))]
}

/** A mark in its line, and the kind of mark it is: those of one kind share their words. */
interface Marked {
  readonly place: MarkPlace
  readonly fact: StatusFact
  readonly isBox: boolean
  readonly kind: string
}

/** What a mark is to be changed to; undefined where it cannot be. */
const markerOf = (
  documents: readonly PlanDocument[],
  facts: readonly StatusFact[],
): ((fact: StatusFact) => MarkChange | undefined) => {
  const texts = new Map(documents.map(document => [document.file, markText(document)]))
  const marks = new Map(
    facts.flatMap(fact => {
      const text = texts.get(fact.location.file)
      return text ? [[fact, markedAt(text, fact)] as const] : []
    }),
  )
  const byKind = Map.groupBy(marks.values(), ({kind}) => kind)
  return fact => {
    const mark = marks.get(fact)
    if (mark === undefined || !isWhole(mark)) return undefined
    const alike = byKind.get(mark.kind) ?? []
    const to = doneMark(
      {text: mark.place.text, isBox: mark.isBox, isSigned: SIGN_BEFORE.test(mark.place.before)},
      {all: alike.map(textOf), done: alike.filter(({fact}) => isDone(fact)).map(textOf)},
    )
    return {location: fact.location, from: mark.place.text, to}
  }
}

const textOf = ({place}: Marked): string => place.text

const SIGN_BEFORE = /\p{Extended_Pictographic}\uFE0F?\s*$/u

const markedAt = (text: MarkText, fact: StatusFact): Marked => {
  const place = text.placeOf(fact.location)
  const isBox = place.before.endsWith('[') && place.after.startsWith(']') && place.text.length === 1
  return {place, fact, isBox, kind: `${fact.location.file}\n${isBox ? 'box' : fact.origin}`}
}

/** A sentence that begins with the mark would be another one with another mark: `Blocked by T1`. */
const isWhole = ({place: {after}, isBox}: Marked): boolean =>
  isBox || !/^[\s*_`~]*(?:[\p{L}\p{N}@%+]|#\d)/u.test(after)
