// Reads tables with a task in each row: which column says what, and the facts of a row.

import type {DependencyRef, DraftTask, Fact, Mention, TaskStatus} from '../graph/draft.ts'
import {parseHours} from '../util/duration.ts'
import {blankBrackets} from '../util/text.ts'
import {readDependencies} from './dependency-phrase.ts'
import {readEntry} from './entry.ts'
import {plainText} from './inline.ts'
import {listedPaths} from './outputs.ts'
import type {PhraseContext} from './phrase.ts'
import {parsePriority} from './priorities.ts'
import {locate, type Sheet} from './sheet.ts'
import {readStatus} from './status-marks.ts'
import type {Cell, Table} from './tables.ts'
import {columnsOf, isOfGroups, isOfOthers, type Meaning} from './task-columns.ts'
import {idAt, isOtherNumber, safeId} from './task-ids.ts'

/** A row that names a task. */
export interface TaskRow {
  readonly id: Fact<string>
  /** The id as written, where the graph cannot have it so. */
  readonly alias?: string
  readonly cells: {readonly [meaning in Meaning]?: Cell}
  /** The header of the column of efforts: it may name the unit. */
  readonly unit: string
  readonly title: string
  readonly titleCell: Cell
}

export interface TaskTable {
  readonly rows: readonly TaskRow[]
  /** It has a column of dependencies, so its rows are tasks whatever else the document has. */
  readonly isSure: boolean
  /** Its rows are phases or the like. */
  readonly isOfGroups: boolean
}

/** Undefined for a table of anything but tasks. */
export const readTaskTable = (sheet: Sheet, table: Table): TaskTable | undefined => {
  const columns = columnsOf(table)
  const idColumn = columns.get('id') ?? columns.get('title')
  if (idColumn === undefined || columns.size < 2) return undefined
  if (isOfOthers(table)) return undefined
  const hasIdColumn = columns.has('id')
  const isSure = columns.has('dependencies') || columns.has('blocks')
  const rows = table.rows.flatMap(row => readRow(sheet, {row, columns, idColumn, table}) ?? [])
  const isNamed = hasIdColumn && columns.has('title')
  const isWork = columns.has('status') || columns.has('effort')
  const isTasks =
    isSure || (isNamed && isWork) || (isWork && rows.every(({id}) => idAt(id.value, 0)?.certain))
  const isCounted = !columns.has('title') && rows.every(({id}) => /^\d+$/.test(id.value))
  return isTasks && !isCounted && rows.length > 0
    ? {rows, isSure: isSure && (hasIdColumn || rows.length > 1), isOfGroups: isOfGroups(table)}
    : undefined
}

interface RowPlace {
  readonly row: readonly Cell[]
  readonly columns: ReadonlyMap<Meaning, number>
  readonly idColumn: number
  readonly table: Table
}

const readRow = (sheet: Sheet, {row, columns, idColumn, table}: RowPlace): TaskRow | undefined => {
  const cell = row[idColumn]
  const found = cell && idIn(cell, columns.has('id'))
  if (!cell || !found || isOtherNumber(found.written)) return undefined
  const cells: {[meaning in Meaning]?: Cell} = {}
  for (const [meaning, index] of columns) {
    const value = row[index]
    if (value) cells[meaning] = value
  }
  const titleCell = found.title === undefined ? (cells.title ?? row[idColumn + 1] ?? cell) : cell
  return {
    id: {
      value: safeId(found.written),
      location: locate(sheet, cell.row, cell.column + found.at, found.written.length),
      origin: 'table',
    },
    ...(safeId(found.written) === found.written ? {} : {alias: found.written}),
    cells,
    unit: table.header[columns.get('effort') ?? -1]?.text ?? '',
    title: plainText((found.title ?? (titleCell === cell ? '' : titleCell.text)).replaceAll('~~', '')),
    titleCell,
  }
}

interface CellId {
  readonly written: string
  readonly at: number
  /** What stands behind the id in the same cell, if that is the column of titles. */
  readonly title?: string
}

const SLUG = /^[\p{L}\d][\p{L}\d_./#-]{0,63}$/u

/** In a column of ids any single word is one; among titles only what is spelled like one. */
const idIn = (cell: Cell, isIdColumn: boolean): CellId | undefined => {
  const entry = readEntry(cell.text)
  const isAlone = entry && !/[\p{L}\d]/u.test(blankBrackets(entry.title))
  if (
    entry &&
    (isIdColumn ? isAlone || entry.isSeparated || entry.id.certain : entry.id.certain || entry.isSeparated)
  )
    return {
      written: entry.id.id,
      at: entry.id.start,
      ...(isAlone ? {} : {title: entry.title}),
    }
  const word = plainText(cell.text).replace(/^~~|~~$/g, '')
  const at = cell.text.indexOf(word)
  return isIdColumn && at >= 0 && SLUG.test(word) ? {written: word, at} : undefined
}

/** The row as a task of its own. */
export const readTaskRow = (row: TaskRow, context: PhraseContext): DraftTask => {
  const {sheet} = context
  const {cells, titleCell} = row
  const line = row.id.location.line
  const statement = dependenciesOf(row, context)
  const blocks = cells.blocks && readDependencies(phraseOf(cells.blocks), context)
  const status = statusOf(sheet, row, statement)
  return {
    id: row.id,
    titles: row.title === '' ? [] : [cellFact(sheet, titleCell, row.title)],
    priorities: factsOf(sheet, cells.priority, parsePriority),
    efforts: factsOf(sheet, cells.effort, text => hoursOf(text, row.unit)),
    dependencies: statement ? [statement] : [],
    blocks: cells.blocks && blocks && blocks.length > 0 ? [cellFact(sheet, cells.blocks, blocks)] : [],
    ...(status ? {status} : {}),
    inputs: [],
    outputs: cells.files ? listedPaths(sheet, cells.files, 'create') : [],
    gates: [],
    relatedDocs: [],
    instruction: sheet.lines[line - 1] ?? '',
    source: {file: sheet.file, line, endLine: line},
  }
}

/** What the row's cell of status says. */
export const rowStatus = (sheet: Sheet, {cells}: TaskRow): Fact<TaskStatus> | undefined =>
  cells.status && statusIn(sheet, cells.status, 0)

/** The row as another place that speaks of a task defined elsewhere. */
export const readRowMention = (row: TaskRow, context: PhraseContext): Mention => {
  const {sheet} = context
  const id = {...row.id, value: context.ids.resolve(row.id.value) ?? row.id.value}
  const effort = factsOf(sheet, row.cells.effort, text => hoursOf(text, row.unit))[0]
  const dependencies = dependenciesOf(row, context)
  const status = rowStatus(sheet, row)
  return {
    id,
    ...(effort ? {effort} : {}),
    ...(dependencies ? {dependencies} : {}),
    ...(status ? {status} : {}),
  }
}

const cellFact = <T>(sheet: Sheet, {text, row, column}: Cell, value: T): Fact<T> => ({
  value,
  location: locate(sheet, row, column, text.length),
  origin: 'table',
})

/** What a cell says, with its place; nothing for an empty cell or one that cannot be read. */
export const factsOf = <T>(
  sheet: Sheet,
  cell: Cell | undefined,
  read: (text: string) => T | undefined,
): Fact<T>[] => {
  const value = cell && read(cell.text)
  return cell && value !== undefined ? [cellFact(sheet, cell, value)] : []
}

/** A bare number is of the unit that the header names. */
const hoursOf = (text: string, header: string): number | undefined => {
  const unit = /\b(hours?|hrs?|h|days?|d|weeks?|minutes?|min)\b/i.exec(header)?.[1]
  return parseHours(text) ?? (unit === undefined ? undefined : parseHours(`${text} ${unit}`))
}

const phraseOf = ({text, row, column}: Cell): {text: string; row: number; column: number} => ({
  text,
  row,
  column,
})

/** In the notes of a table without a column of dependencies. */
const IN_NOTES = /\b(?:depends?\s+on|blocked\s+by|requires|needs|after|依赖)\b[:：]?\s*/iu

/** An empty cell among dependencies says that there are none; a cell that tells a status says nothing of them. */
const dependenciesOf = (
  {cells}: TaskRow,
  context: PhraseContext,
): Fact<readonly DependencyRef[]> | undefined => {
  const {sheet} = context
  const cell = cells.dependencies
  if (cell) {
    const value = readDependencies(phraseOf(cell), context)
    const isStatus = value.every(({type}) => type === 'external') && readStatus(cell.text) !== undefined
    return isStatus && cell.text !== '-' ? undefined : cellFact(sheet, cell, value)
  }
  return noteIn(cells.notes, IN_NOTES, context) ?? noteIn(cells.id, IN_BRACKETS, context)
}

const noteIn = (
  cell: Cell | undefined,
  pattern: RegExp,
  context: PhraseContext,
): Fact<readonly DependencyRef[]> | undefined => {
  const found = cell && pattern.exec(cell.text)
  if (!cell || !found) return undefined
  const at = found.index + found[0].length
  const text = cell.text.slice(at).split(/[).]\s|[).]$/)[0] ?? ''
  const value = readDependencies({text, row: cell.row, column: cell.column + at}, context)
  const tasks = value.filter(({type}) => type !== 'external')
  return tasks.length > 0 ? cellFact(context.sheet, cell, tasks) : undefined
}

/** `[#12](…) (blocked by #11)`. */
const IN_BRACKETS = /\((?:depends?\s+on|blocked\s+by|requires|needs|after)\s*:?\s*/i

/** Of its own cell, else behind the id, else in a cell that has it in place of dependencies. */
const statusOf = (
  sheet: Sheet,
  {cells, titleCell}: TaskRow,
  statement: Fact<readonly DependencyRef[]> | undefined,
): Fact<TaskStatus> | undefined => {
  const own = cells.status ?? (statement ? undefined : cells.dependencies)
  const inCell = own && statusIn(sheet, own, 0)
  if (inCell) return inCell
  const decorated = [cells.id, titleCell].flatMap(cell => {
    const at = cell?.text.search(/[✅☑✔🔄⏸🚧]/u) ?? -1
    return cell && at >= 0 ? (statusIn(sheet, cell, at) ?? []) : []
  })
  return decorated[0]
}

const statusIn = (sheet: Sheet, cell: Cell, from: number): Fact<TaskStatus> | undefined => {
  const mark = readStatus(cell.text.slice(from))
  return (
    mark && {
      value: mark.value,
      location: locate(sheet, cell.row, cell.column + from + mark.at, mark.length),
      origin: 'table',
    }
  )
}
