// Reads what a document says of itself and arithmetic can check: its critical path, its total and its number of tasks.

import type {DraftGroup, Fact, PlanClaims} from '../graph/draft.ts'
import {parseHours} from '../util/duration.ts'
import {foldName} from '../util/text.ts'
import {readCountClaims} from './count-claims.ts'
import {readCriticalPath} from './critical-path.ts'
import {readFields} from './fields.ts'
import {readIndependence, readParallelSets} from './parallel-sets.ts'
import {readPlanStatus} from './plan-status.ts'
import {locate, type Sheet} from './sheet.ts'
import type {KnownIds} from './task-ids.ts'

export interface ClaimPlace {
  readonly ids: KnownIds
  readonly groups: readonly DraftGroup[]
  /** Whether a row lies outside of all tasks: what a task says of itself is no claim of the plan. */
  isOpen(row: number): boolean
}

export const readClaims = (sheet: Sheet, place: ClaimPlace): PlanClaims => {
  const {ids, isOpen} = place
  const path = sheet.sections
    .filter(section => isOpen(section.row))
    .map(section => readCriticalPath(sheet, section, ids))
  const totalHours = readTotal(sheet, isOpen)
  return {
    ...path.find(found => found.criticalPath !== undefined),
    ...(totalHours ? {totalHours} : {}),
    taskCounts: readCounts(sheet, isOpen),
    ...some('counts', readCountClaims(sheet, place)),
    ...some('statuses', readPlanStatus(sheet, isOpen)),
    ...some('parallel', readParallelSets(sheet, place)),
    ...some('asides', readIndependence(sheet, place)),
  }
}

const some = <K extends string, T>(key: K, found: readonly T[]): {readonly [key in K]?: readonly T[]} =>
  found.length === 0 ? {} : ({[key]: found} as {readonly [key in K]: readonly T[]})

const TOTALS = [
  'total estimated effort',
  'total effort',
  'total estimate',
  'estimated total effort',
  'total estimated time',
]

const readTotal = (sheet: Sheet, isOpen: (row: number) => boolean): Fact<number> | undefined => {
  for (const field of labelled(sheet, isOpen, /total/i)) {
    if (!TOTALS.includes(foldName(field.label))) continue
    const hours = parseHours(field.value)
    const location = locate(sheet, field.row, field.column, field.value.length)
    if (hours !== undefined) return {value: hours, location, origin: 'field'}
  }
  return undefined
}

/** `This plan has 12 atomic tasks`, `Total Tasks: 62`, `All 60 tasks` in a heading. The group is the number and its noun. */
const COUNTS: readonly RegExp[] = [
  /\b(\d{1,6}\s+atomic\s+tasks?)\b/di,
  /^[\s>|*+-]{0,12}(?:total\s(?:number\sof\s)?tasks|number\sof\stasks|task\scount|tareas\stotales|total\sde\star(?:eas|efas)|任务总数|总任务数|タスク総数)[*\s]{0,4}[:：|][*\s]{0,4}(\d{1,6})(?![\d.]|\s?\/)/di,
  /^[\s>|*+-]{0,12}(?:estimated\s)?total[*\s]{0,4}[:：][*\s]{0,4}(\d{1,6}\stasks?)\b/di,
  /^ {0,3}#{1,4}\s(?:\P{L}{0,6}\s)?(?:all|alle|todas\slas|todas\sas)\s(\d{1,6}\s(?:tasks|tareas|tarefas|aufgaben))\b/diu,
]

const readCounts = (sheet: Sheet, isOpen: (row: number) => boolean): Fact<number>[] =>
  sheet.prose.flatMap((line, row) => {
    if (!/\d/.test(line) || !isOpen(row)) return []
    const found = COUNTS.map(pattern => pattern.exec(line)).find(match => match !== null)
    const [from, to] = found?.indices?.[1] ?? [0, 0]
    if (!found || from === to) return []
    const value = Number.parseInt(line.slice(from, to), 10)
    return [{value, location: locate(sheet, row, from, to - from), origin: 'prose'}]
  })

/** Fields of the plan itself whose line has such a word. */
const labelled = (
  sheet: Sheet,
  isOpen: (row: number) => boolean,
  word: RegExp,
): ReturnType<typeof readFields> =>
  sheet.prose.flatMap((line, row) =>
    line.includes('**') && word.test(line) && isOpen(row) ? readFields(sheet, row, row + 1, []) : [],
  )
