// Reads one task from its section of a document: the fields of the full dialect, or the heading of the short one.

import type {Diagnostic} from '../graph/diagnostic.ts'
import type {Fact} from '../graph/draft.ts'
import {type Entry, readEntry} from './entry.ts'
import {type Field, readFields} from './fields.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import type {FieldKind} from './labels.ts'
import {locate, type Sheet} from './sheet.ts'

/** A section that defines a task. */
export interface TaskSection {
  readonly section: Section
  readonly id: Fact<string>
  /** Of the heading; absent where a field alone gives the id. */
  readonly entry?: Entry
  readonly fields: readonly Field[]
  /** Where its own facts end: the first section inside it that is a task too, or the section's end. */
  readonly end: number
}

/** Undefined if the section defines no task. `inner` are the sections inside it, up to the first that is a task. */
export const findTask = (
  sheet: Sheet,
  section: Section,
  inner: readonly Section[],
  end: number,
): TaskSection | undefined => {
  const entry = readEntry(section.heading)
  const isSure = entry?.isSeparated && entry.id.certain
  if (!entry && !/\btask\s?id\b/i.test(sheet.prose.slice(section.body, section.next).join('\n')))
    return undefined
  const fields = readFields(sheet, section.body, end, inner)
  const field = fields.find(({kind, value}) => kind === 'id' && value !== '')
  const isTask = isSure || field !== undefined || (entry !== undefined && isBackedUp(entry, fields))
  if (!isTask) return undefined
  const id = idOf(sheet, section, entry, field)
  return id && {section, id, fields, end, ...(entry ? {entry} : {})}
}

/** `SEC-001: …` and `T5 Name` are tasks if something else in the section says so. */
const isBackedUp = (entry: Entry, fields: readonly Field[]): boolean => {
  const isBareNumber = /^\d/.test(entry.id.id) && !entry.id.certain
  const facts: readonly (FieldKind | undefined)[] = [
    'priority',
    'effort',
    'dependencies',
    'files',
    'validation',
  ]
  return !isBareNumber && (entry.notes.effort !== undefined || fields.some(({kind}) => facts.includes(kind)))
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
  return explicit && explicit.value !== heading?.value ? explicit : heading
}

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
