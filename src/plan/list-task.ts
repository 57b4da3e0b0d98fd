// Reads one task of a task list: its sentence, the notes in it, and the fields and points under it.

import type {DependencyRef, DraftTask, Fact, TaskStatus} from '../graph/draft.ts'
import {type Field, ofKind, readFields} from './fields.ts'
import type {Section} from './headings.ts'
import {
  type ListContext,
  readListDependencies,
  readNotedBlocks,
  readNotedDependencies,
} from './list-dependencies.ts'
import {type Passage, readPassage} from './passage.ts'
import {pathsInSentence} from './sentence-paths.ts'
import {locate, type Sheet} from './sheet.ts'
import {trailingStatus} from './status-marks.ts'
import {readTask} from './task-facts.ts'
import type {KnownIds} from './task-ids.ts'
import type {Box} from './task-list.ts'

/** How one kind of task list writes what stands between the box and the title. */
export interface ListEntry {
  /** As written. */
  readonly id: string
  /** Offsets in the text behind the box. */
  readonly idAt: number
  readonly titleAt: number
  /** Offset of `[P]` or `(P)`. */
  readonly parallelAt?: number
  readonly parallelLength?: number
  /** The sentence says that it is the one in work. */
  readonly isCurrent?: boolean
}

export interface ListTask {
  readonly box: Box
  readonly entry: ListEntry
  /** As the plan is to know it: qualified where the document numbers its parts anew. */
  readonly id: string
  readonly parent?: string
  /** First row that belongs to another task or to none. */
  readonly end: number
  readonly status: TaskStatus
}

export const readListTask = (task: ListTask, context: ListContext): DraftTask => {
  const {sheet} = context
  const {box, entry, end} = task
  const fact = <T>(value: T, column: number, length: number, origin: string): Fact<T> => ({
    value,
    location: locate(sheet, box.row, column, length),
    origin,
  })
  const fields = readFields(sheet, box.row + 1, end, [])
  const idColumn = box.column + entry.idAt
  const id = fact(task.id, idColumn, entry.id.length, 'task list')
  const sentence = readPassage(sheet, {
    row: box.row,
    column: box.column + entry.titleAt,
    to: sentenceEnd(end, fields),
  })
  const title = titleOf(sentence.text)
  const base = readTask({section: sectionOf(box, end), id, fields, end}, context)
  return {
    ...base,
    titles:
      title === '' ? [] : [fact(title, box.column + entry.titleAt, firstLine(sentence).length, 'task list')],
    dependencies: [...notes(sheet, sentence, {box, end}, context), ...fieldDependencies(fields, context)],
    blocks: [...base.blocks, ...maybe(readNotedBlocks(sentence, context))],
    status: fact(task.status, box.markColumn, 1, 'box'),
    ...statusesBeside(sheet, {box, entry}, base),
    ...(task.parent === undefined ? {} : {parent: fact(task.parent, idColumn, entry.id.length, 'number')}),
    ...(entry.parallelAt === undefined
      ? {}
      : {isParallel: readParallel(sheet, box, entry.parallelAt, entry.parallelLength)}),
    ...(box.isStarred ? {isOptional: true} : {}),
    outputs: base.outputs.length > 0 ? base.outputs : pathsInSentence(sheet, sentence),
  }
}

/** What a field, or words behind the title, say beside the box. */
const statusesBeside = (
  sheet: Sheet,
  {box, entry}: Pick<ListTask, 'box' | 'entry'>,
  {status}: DraftTask,
): Pick<DraftTask, 'otherStatuses'> => {
  const column = box.column + entry.titleAt
  const title = (sheet.prose[box.row] ?? '').slice(column)
  const behind = trailingStatus(title)
  const isWord = behind && /\p{L}{2}/u.test(title.slice(behind.at, behind.at + behind.length))
  const others: Fact<TaskStatus>[] = [
    ...maybe(status),
    ...(isWord
      ? [
          {
            value: behind.value,
            location: locate(sheet, box.row, column + behind.at, behind.length),
            origin: 'title',
          },
        ]
      : []),
  ]
  return others.length === 0 ? {} : {otherStatuses: others}
}

const readParallel = (sheet: Sheet, box: Box, at: number, length = 3): Fact<boolean> => {
  const column = box.column + at
  const origin = (sheet.lines[box.row] ?? '').slice(column, column + length)
  return {value: true, location: locate(sheet, box.row, column, length), origin}
}

const maybe = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value])

/** A field on a continuation line ends the sentence. */
const sentenceEnd = (end: number, [field]: readonly Field[]): number => Math.min(end, field?.row ?? end)

const firstLine = ({lines}: Passage): string => lines[0]?.text ?? ''

const sectionOf = ({row}: Box, end: number): Section => ({
  level: 6,
  heading: '',
  row,
  column: 0,
  body: row + 1,
  next: end,
  end,
})

const TITLE_MAX = 240 // characters: what a line of a table can show; the whole sentence is in the instruction

/** The sentence without its marks and without labels such as `[P]`, `[US1]` and `← CURRENT` around it. */
const titleOf = (text: string): string => {
  const plain = text
    .slice(0, TITLE_MAX * 4)
    .replace(/`([^`]*)`/g, '$1')
    .replace(/\*\*|__|~~/g, '')
    .replace(/\[([^\][]*)\]\([^()\s]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ ?(?:(?:←|<-) ?current|\(P\))$/i, '')
  const title = plain.replace(NOTE, '')
  if (title.length <= TITLE_MAX) return title
  return `${title.slice(0, TITLE_MAX).replace(/ [^ ]*$/, '')}…`
}

/** A note at the end that says what the task depends on. */
const NOTE =
  / ?[([](?:depends? on|blocked ?by)[^()[\]]{0,300}(?:[([][^()[\]]{0,100}[)\]][^()[\]]{0,300}){0,3}[)\]]\.?$/i

type Dependencies = Fact<readonly DependencyRef[]>

/** In the sentence, and in points under it that begin so: `- Depends on 1.1`. */
const notes = (
  sheet: Sheet,
  sentence: Passage,
  {box, end}: {box: Box; end: number},
  context: ListContext,
): Dependencies[] => {
  const points: Passage[] = []
  for (let row = box.row + 1; row < end; row++) {
    const found =
      /^\s*(?:[-*+]\s+)?(?:\*\*)?\(?(?=(?:depend(?:s|ent)?\s+(?:up)?on|blocked\s+by)\s[^:：]*$)/i.exec(
        sheet.prose[row] ?? '',
      )
    if (found && row >= box.row + sentence.lines.length)
      points.push(readPassage(sheet, {row, column: found[0].length, to: end}))
  }
  return [sentence, ...points].flatMap(passage => readNotedDependencies(passage, context) ?? [])
}

/** One statement for each field, of its line and the points under it. */
export const fieldDependencies = (fields: readonly Field[], context: ListContext): Dependencies[] =>
  ofKind(fields, 'dependencies').flatMap(field => {
    const {sheet} = context
    const rows = Array.from({length: field.bodyEnd - field.from}, (_, index) => field.from + index)
    const points = rows.flatMap(row => {
      const text = sheet.prose[row] ?? ''
      const column = /^\s*(?:[-*+]\s+)?/.exec(text)?.[0].length ?? 0
      return text.trim() === '' ? [] : [{text: text.slice(column), row, column}]
    })
    const phrases = field.value === '' ? points : [{text: field.value, row: field.row, column: field.column}]
    if (phrases.length === 0) return []
    const value = phrases.flatMap(phrase => readListDependencies(phrase, context))
    const at =
      field.value === ''
        ? {column: field.labelColumn, length: field.label.length}
        : {column: field.column, length: field.value.length}
    return [{value, location: locate(sheet, field.row, at.column, at.length), origin: 'field'}]
  })

/** What `readNumbers` takes a bare number for that is the head of others. */
export const sectionsOf = (ids: Iterable<string>, known: KnownIds): ListContext['sectionOf'] => {
  const byHead = new Map<string, string[]>()
  for (const id of ids) {
    const head = /^(.*?)\.\d+$/.exec(id)?.[1]
    if (head === undefined) continue
    const members = byHead.get(head)
    if (members) members.push(id)
    else byHead.set(head, [id])
  }
  return number => (known.resolve(number) === undefined ? (byHead.get(number) ?? []) : [])
}

/** Tells the rows that lie in none of these spans. */
export const openRows = (
  sheet: Sheet,
  spans: readonly {readonly row: number; readonly end: number}[],
): ((row: number) => boolean) => {
  const taken = new Uint8Array(sheet.lines.length)
  for (const {row, end} of spans) taken.fill(1, row, end)
  return row => taken[row] !== 1
}
