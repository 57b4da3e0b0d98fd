// Reads tasks that stand under a heading or a bold line of their own, `### Task 3: Title` or `**Story 1.2: Title**`, as the plans
// of agents have them. Which lines those are, the formats say.

import type {Draft, DraftTask, Fact, TaskStatus} from '../graph/draft.ts'
import {foldName, isBlank} from '../util/text.ts'
import {readClaims} from './claims.ts'
import {type Field, readFields} from './fields.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import type {ListContext} from './list-dependencies.ts'
import {readParts} from './list-groups.ts'
import {fieldDependencies, openRows, sectionsOf} from './list-task.ts'
import {locate, type Sheet} from './sheet.ts'
import {readTask} from './task-facts.ts'
import {knownIds} from './task-ids.ts'
import {type Box, readBoxes, statusOf} from './task-list.ts'

/** A task's own lines and its name. */
export interface HeadedTask {
  readonly row: number
  /** First row behind it. */
  readonly end: number
  readonly id: string
  readonly idColumn: number
  readonly title: string
  readonly titleColumn: number
}

/** The lines that match, without the white space at their end; the groups of the pattern are the id and the title. */
export const readHeadedTasks = (sheet: Sheet, pattern: RegExp): HeadedTask[] => {
  const headings = new Map(sheet.sections.map(section => [section.row, section]))
  const found: (HeadedTask & {end: number})[] = []
  let open: Section | undefined
  sheet.prose.forEach((line, row) => {
    const heading = headings.get(row)
    const last = found.at(-1)
    const match = isBlank(line) ? null : pattern.exec(line.trimEnd())
    const isEnd =
      match !== null || (heading !== undefined && (open === undefined || heading.level <= open.level))
    if (last && isEnd && last.end > row) last.end = row
    if (!match) return
    open = heading
    const [all, id = '', title = ''] = match
    const titleColumn = title === '' ? all.length : line.indexOf(title, line.indexOf(id) + id.length)
    found.push({row, end: sheet.lines.length, id, idColumn: line.indexOf(id), title, titleColumn})
  })
  return found
}

export interface HeadedPlan {
  readonly tasks: readonly HeadedTask[]
  readonly order: NonNullable<Draft['order']>
  /** Fields that hold for every task, such as the validation of the whole plan. */
  readonly shared?: readonly Field[]
}

/** A draft of these tasks; what else there is in the document is no part of it. */
export const readHeadedPlan = (sheet: Sheet, {tasks, order, shared = []}: HeadedPlan): Draft => {
  const ids = knownIds(tasks.map(({id}) => id))
  const parts = readParts(
    sheet,
    tasks.map(task => ({row: task.row, id: idOf(sheet, task)})),
  )
  const names = new Set(parts.flatMap(({group}) => [foldName(group.id.value), foldName(group.name)]))
  const sectionOf = sectionsOf(
    tasks.map(({id}) => id),
    ids,
  )
  const context: ListContext = {sheet, ids, hasSet: name => names.has(foldName(name)), sectionOf}
  const boxes = readBoxes(sheet)
  return {
    title: titleOf(sheet, tasks),
    sources: [sheet.file],
    tasks: tasks.map(task => readHeadedTask(task, {context, boxes, shared})),
    mentions: [],
    groups: parts.map(({group}) => group),
    layers: [],
    order,
    claims: readClaims(sheet, {ids, groups: parts.map(({group}) => group), isOpen: openRows(sheet, tasks)}),
    settings: {documents: {}},
    diagnostics: [],
  }
}

const titleOf = ({sections}: Sheet, tasks: readonly HeadedTask[]): string => {
  const rows = new Set(tasks.map(({row}) => row))
  const title = sections.find(({row}) => !rows.has(row))
  return title ? plainText(title.heading) : ''
}

const idOf = (sheet: Sheet, {id, row, idColumn}: HeadedTask): Fact<string> => ({
  value: id,
  location: locate(sheet, row, idColumn, id.length),
  origin: 'heading',
})

interface Surroundings {
  readonly context: ListContext
  readonly boxes: readonly Box[]
  readonly shared: readonly Field[]
}

const readHeadedTask = (task: HeadedTask, {context, boxes, shared}: Surroundings): DraftTask => {
  const {sheet} = context
  const {row, end, title, titleColumn} = task
  const inner = within(sheet.sections, row + 1, end)
  const own = readFields(sheet, row + 1, end, inner)
  const fields = own.some(({kind}) => kind === 'validation') ? own : [...own, ...shared]
  const section: Section = {level: 6, heading: '', row, column: 0, body: row + 1, next: end, end}
  const steps = within(boxes, row + 1, end).map(box => stepStatus(sheet, box))
  const status = statusOfSteps(steps)
  const name = plainText(title)
  return {
    ...readTask({section, id: idOf(sheet, task), fields, end}, context),
    titles:
      name === ''
        ? []
        : [{value: name, location: locate(sheet, row, titleColumn, title.length), origin: 'heading'}],
    dependencies: fieldDependencies(fields, context),
    ...(status ? {status, steps} : {}),
  }
}

/** Of a list in the order of rows, what stands in these. */
const within = <T extends {readonly row: number}>(
  list: readonly T[],
  from: number,
  to: number,
): readonly T[] => list.slice(firstFrom(list, from), firstFrom(list, to))

const firstFrom = (list: readonly {readonly row: number}[], row: number): number => {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle]?.row ?? 0) < row) low = middle + 1
    else high = middle
  }
  return low
}

const stepStatus = (sheet: Sheet, box: Box): Fact<TaskStatus> => ({
  value: statusOf(box),
  location: locate(sheet, box.row, box.markColumn, 1),
  origin: 'box',
})

/** Steps are done one by one, so the last one's mark is the task's. */
const statusOfSteps = (steps: readonly Fact<TaskStatus>[]): Fact<TaskStatus> | undefined => {
  const last = steps.at(-1)
  if (!last) return undefined
  const isStarted = steps.some(({value}) => value === 'done')
  return {...last, value: last.value === 'todo' && isStarted ? 'in-progress' : last.value}
}
