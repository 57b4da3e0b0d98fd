// Reads one task from its section of a document: the fields of the full dialect, or the heading of the short one.

import type {Diagnostic} from '../graph/diagnostic.ts'
import type {Fact, TaskStatus} from '../graph/draft.ts'
import {indentOf, trailingBrackets} from '../util/text.ts'
import {type Entry, readEntry, readEntryBehind} from './entry.ts'
import {type Field, readFields} from './fields.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import type {FieldKind} from './labels.ts'
import {locate, type Sheet} from './sheet.ts'
import {isOtherNumber} from './task-ids.ts'

/** Of the sections that points of lists stand for: below every heading. */
export const POINT_LEVEL = 7

/** A section that defines a task. */
export interface TaskSection {
  readonly section: Section
  readonly id: Fact<string>
  /** Of the heading; absent where a field alone gives the id. */
  readonly entry?: Entry
  readonly fields: readonly Field[]
  /** Other names of the task: a slug behind its title or in its table of fields. */
  readonly aliases?: readonly string[]
  /** Of a check box in front of it. */
  readonly mark?: Fact<TaskStatus>
  /** Where its own facts end: the first section inside it that is a task too, or the section's end. */
  readonly end: number
}

export interface SectionPlace {
  readonly section: Section
  /** The sections inside it, up to the first that is a task. */
  readonly inner: readonly Section[]
  readonly end: number
  /** Whether a bare number, `2. Title`, may be an id: where the document writes no others. */
  takesNumbers(section: Section): boolean
}

/** Undefined if the section defines no task. */
export const findTask = (sheet: Sheet, place: SectionPlace): TaskSection | undefined => {
  const {section, inner, end} = place
  const entry = readEntry(section.heading) ?? readEntryBehind(section.heading)
  const isSure = entry?.isSeparated && entry.id.certain
  if (!entry && !/\btask\s?id\b/i.test(sheet.prose.slice(section.body, section.next).join('\n')))
    return undefined
  const fields = readFields(sheet, section.body, end, inner)
  const field = fields.find(found => found.kind === 'id' && found.value !== '' && isOwn(sheet, found))
  const isTask = isSure || field !== undefined || (entry !== undefined && isBackedUp(entry, fields, place))
  if (!isTask) return undefined
  const id = idOf(sheet, section, entry, field)
  if (!id || isOtherNumber(id.value)) return undefined
  const aliases = aliasesOf(id, entry, field)
  return {section, id, fields, end, ...(entry ? {entry} : {}), ...(aliases.length > 0 ? {aliases} : {})}
}

/** Not of a point within the section. */
const isOwn = (sheet: Sheet, {row}: Field): boolean => indentOf(sheet.prose[row] ?? '') < 2

const FACTS: readonly (FieldKind | undefined)[] = [
  'priority',
  'effort',
  'dependencies',
  'files',
  'validation',
  'status',
]

/** `SEC-001: …` and `T5 Name` are tasks if something else in the section says so. */
const isBackedUp = (
  entry: Entry,
  fields: readonly Field[],
  {section, takesNumbers}: SectionPlace,
): boolean => {
  const isBareNumber = /^\d/.test(entry.id.id) && !entry.id.certain
  if (isBareNumber && takesNumbers(section)) return true
  return !isBareNumber && (entry.notes.effort !== undefined || fields.some(({kind}) => FACTS.includes(kind)))
}

/** Whether a section says facts of a task under its heading. */
export const hasTaskFacts = (sheet: Sheet, section: Section): boolean =>
  readFields(sheet, section.body, section.next, []).some(
    ({kind}) => FACTS.includes(kind) || kind === 'criteria',
  )

const SLUG = /^[a-z][a-z0-9]*(?:[-_]{1,2}[a-z0-9]+)+$/

/** `Task 1: Store (task-store)`, or a table of fields with another id than the heading's number. */
const aliasesOf = (id: Fact<string>, entry: Entry | undefined, field: Field | undefined): string[] => {
  const behind = plainText(trailingBrackets(entry?.title ?? '')?.inside ?? '')
  const names = [entry?.id.id, field && plainText(field.value), SLUG.test(behind) ? behind : undefined]
  return names.flatMap(name => (name === undefined || name === '' || name === id.value ? [] : [name]))
}

/** The field wins where they differ; where they agree, the heading is where people look. */
const idOf = (
  sheet: Sheet,
  section: Section,
  entry: Entry | undefined,
  field: Field | undefined,
): Fact<string> | undefined => {
  const heading = headingId(sheet, section, entry)
  const explicit = field && fieldId(sheet, field)
  if (heading && explicit && isSecondName(heading.value, explicit.value)) return heading
  return explicit && explicit.value !== heading?.value ? explicit : heading
}

/** A heading that counts, `Task 2`, and a word beside it are two names of one task, not a mistake. */
const isSecondName = (heading: string, field: string): boolean => /^\d+$/.test(heading) && SLUG.test(field)

/** Whatever stands behind **Task ID:** is a fact; compile says whether it will do. */
const fieldId = (sheet: Sheet, {value, row, column}: Field): Fact<string> => {
  const text = plainText(value)
  const location = locate(sheet, row, column, value.length)
  return {value: text.replace(/^tasks?\s+(?=\S)/i, ''), location, origin: 'field'}
}

const headingId = (
  sheet: Sheet,
  {row, column}: Section,
  entry: Entry | undefined,
): Fact<string> | undefined =>
  entry && {
    value: entry.id.id,
    location: locate(sheet, row, column + entry.id.start, entry.id.end - entry.id.start),
    origin: 'heading',
  }

/** A heading and a field that name different tasks: one of them was copied. */
export const idDrift = (sheet: Sheet, {entry, id, section}: TaskSection): Diagnostic[] => {
  const heading = headingId(sheet, section, entry)
  if (!heading || heading.value.toLowerCase() === id.value.toLowerCase()) return []
  return [
    {
      severity: 'warning',
      rule: 'id-drift',
      message: `the heading calls this task "${heading.value}", its Task ID field "${id.value}"; the field is taken: make them equal`,
      location: id.location,
      related: [{message: `the heading says "${heading.value}"`, location: heading.location}],
    },
  ]
}
