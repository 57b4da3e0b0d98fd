// Finds the tasks that are points of lists: behind a check box, or with an id in bold or before a colon. Their fields are the
// points under them.

import type {Fact, TaskStatus} from '../graph/draft.ts'
import {indentOf, isBlank} from '../util/text.ts'
import {type Entry, readEntry, readNotes} from './entry.ts'
import {beginsWithLabel, ofKind, readFields, readInlineFields} from './fields.ts'
import {belowTasks} from './heading-tasks.ts'
import {locate, type Sheet} from './sheet.ts'
import {boxStatus} from './status-marks.ts'
import {isOtherNumber, safeId} from './task-ids.ts'
import {POINT_LEVEL, type TaskSection} from './task-section.ts'

export interface Point {
  readonly row: number
  readonly indent: number
  /** Where its text begins, behind marker and box. */
  readonly column: number
  readonly text: string
  /** Of a numbered list. */
  readonly number?: string
  /** The character in its box, and where. */
  readonly mark?: {readonly character: string; readonly column: number}
  /** First row that is not its own. */
  readonly end: number
}

/** Points with a box and an id. Of several with one id the first: checklists repeat them. */
export const boxTasks = (sheet: Sheet): TaskSection[] =>
  tasksOf(
    sheet,
    readPoints(sheet).filter(({mark}) => mark !== undefined),
    ({id, isSeparated, title}) => (isSeparated && title !== '') || id.certain,
  )

/** Points without a box whose id stands in bold or before a separator, and is spelled like nothing else. */
export const pointTasks = (sheet: Sheet): TaskSection[] =>
  tasksOf(
    sheet,
    readPoints(sheet).filter(({mark}) => mark === undefined),
    ({id, isSeparated, title}) => isSeparated && title !== '' && id.certain,
  )

/** Points of a numbered list whose numbers are the ids: below a heading that says "Tasks", and with fields under some of them. */
export const countedTasks = (sheet: Sheet): TaskSection[] => {
  const isBelow = belowTasks(sheet)
  const points = readPoints(sheet).filter(({row, number}) => number !== undefined && isBelow(row))
  const least = Math.min(...points.slice(0, POINTS_MAX).map(({indent}) => indent))
  const outer = points.filter(({indent}) => indent === least)
  const tasks = outer.flatMap(point => {
    const {number} = point
    return number === undefined ? [] : [countedTask(sheet, {...point, number})]
  })
  const ids = new Set(tasks.map(({id}) => id.value))
  const areTasks =
    ids.size === tasks.length && tasks.some(({fields}) => ofKind(fields, 'dependencies').length > 0)
  return areTasks ? tasks : []
}

const POINTS_MAX = 10_000 // more points are spread over no call

const countedTask = (sheet: Sheet, point: Point & {readonly number: string}): TaskSection => {
  const {row, indent, column, text, number, end} = point
  const at = indentOf(sheet.prose[row] ?? '') + (sheet.prose[row] ?? '').slice(indent).indexOf(number)
  const id = {id: number, start: at - column, end: at - column + number.length, certain: false}
  const entry = {
    id,
    isSeparated: true,
    title: text.replace(/^\*\*|\*\*$/g, ''),
    titleAt: 0,
    notes: readNotes(text).notes,
  }
  return taskOf(sheet, {point, entry, end})
}

const tasksOf = (
  sheet: Sheet,
  points: readonly Point[],
  isTask: (entry: Entry) => boolean,
): TaskSection[] => {
  const seen = new Set<string>()
  const found = points.flatMap(point => {
    const entry = readEntry(point.text)
    if (!entry || !isTask(entry) || isOtherNumber(entry.id.id) || seen.has(entry.id.id)) return []
    seen.add(entry.id.id)
    return [{point, entry}]
  })
  return found.map(({point, entry}, index) => {
    const next = found[index + 1]?.point.row ?? point.end
    return taskOf(sheet, {point, entry, end: Math.min(point.end, next)})
  })
}

const taskOf = (
  sheet: Sheet,
  {point, entry, end}: {point: Point; entry: Entry; end: number},
): TaskSection => {
  const {row, column, text} = point
  const mark = markOf(sheet, point)
  return {
    section: {level: POINT_LEVEL, heading: text, row, column, body: row + 1, next: end, end: point.end},
    id: {
      value: safeId(entry.id.id),
      location: locate(sheet, row, column + entry.id.start, entry.id.end - entry.id.start),
      origin: point.mark ? 'check box' : 'list',
    },
    entry,
    fields: [...readInlineFields(sheet, row, column), ...readFields(sheet, row + 1, end, [])],
    end,
    ...(mark ? {mark} : {}),
  }
}

const markOf = (sheet: Sheet, {row, mark}: Point): Fact<TaskStatus> | undefined => {
  const value = mark && boxStatus(mark.character)
  return (
    mark && value && {value, location: locate(sheet, row, mark.column, mark.character.length), origin: 'box'}
  )
}

const POINT = /^[\s>]*(?:(?:[-*+]|(\d{1,9})[.)])\s+(?:\[([ xX~/>!✓✔✅-])\]\s+)?|(?=\*\*))(?=\S)/u

/** A bold line that is no point of a list has those under it, although they are indented as far. */
const PARAGRAPH = 0.5

/** In document order. A point ends at the next that is not indented under it, at a heading, and at a paragraph of its own. */
export const readPoints = (sheet: Sheet): Point[] => {
  const points: (Point & {end: number})[] = []
  const open: (Point & {end: number})[] = []
  const headings = new Set(sheet.sections.map(({row}) => row))
  let isGap = false
  let last = -1
  const closeTo = (indent: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      top.end = last + 1
      open.pop()
    }
  }
  sheet.lines.forEach((line, row) => {
    if (isBlank(line)) {
      isGap = true
      return
    }
    const prose = sheet.prose[row] ?? ''
    const isLabel = beginsWithLabel(prose)
    const found = isBlank(prose) || isLabel ? undefined : POINT.exec(prose)
    const indent = found ? indentOf(prose) - (found[0].trim() === '' ? PARAGRAPH : 0) : indentOf(line)
    if (headings.has(row)) closeTo(-1)
    else if (found || isLabel) closeTo(indent)
    else if (isGap || /^\s*(?:-{3,}|\*{3,}|_{3,}|\|)/.test(line)) closeTo(indent - PARAGRAPH)
    isGap = false
    last = row
    if (!found || headings.has(row)) return
    const box = prose.indexOf('[')
    const point = {
      row,
      indent,
      column: found[0].length,
      text: prose.slice(found[0].length).trimEnd(),
      ...(found[1] === undefined ? {} : {number: found[1]}),
      ...(found[2] === undefined ? {} : {mark: {character: found[2], column: box + 1}}),
      end: row + 1,
    }
    points.push(point)
    open.push(point)
  })
  closeTo(-1)
  return points
}
