// Reads what a document says of itself and arithmetic can check: its critical path, its total and its number of tasks.

import type {Fact, PlanClaims} from '../graph/draft.ts'
import {parseHours} from '../util/duration.ts'
import {foldName} from '../util/text.ts'
import {readNotes} from './entry.ts'
import {readFields} from './fields.ts'
import type {Section} from './headings.ts'
import {isPlainLanguage} from './outputs.ts'
import {fencesIn, locate, type Sheet} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'

/** `isOpen` tells the rows outside the sections of tasks: what a task says of itself is no claim of the plan. */
export const readClaims = (sheet: Sheet, ids: KnownIds, isOpen: (row: number) => boolean): PlanClaims => {
  const path = sheet.sections
    .filter(section => isOpen(section.row))
    .map(section => readPath(sheet, section, ids))
  const totalHours = readTotal(sheet, isOpen)
  return {
    ...path.find(found => found.criticalPath !== undefined),
    ...(totalHours ? {totalHours} : {}),
    taskCounts: readCounts(sheet, isOpen),
  }
}

type PathClaim = Pick<PlanClaims, 'criticalPath' | 'criticalPathHours'>

/** One single chain under a heading of that very name; several are a schedule. */
const readPath = (sheet: Sheet, section: Section, ids: KnownIds): PathClaim => {
  const heading = foldName(
    readNotes(section.heading)
      .rest.replace(/^[\d.\s]{1,20}/, '')
      .replace(/[*:]/g, ''),
  )
  if (heading !== 'critical path' && heading !== 'the critical path') return {}
  const rows = plainRows(sheet, section)
  const chains = rows.flatMap(row => readChain(sheet, row, ids) ?? [])
  const [chain] = chains
  if (!chain || chains.length !== 1) return {}
  const hours = rows.map(row => readHours(sheet, row)).find(found => found !== undefined)
  return {criticalPath: chain, ...(hours ? {criticalPathHours: hours} : {})}
}

/** Prose, and what stands in fences without a language. */
const plainRows = (sheet: Sheet, section: Section): number[] => {
  const rows: number[] = []
  for (let row = section.body; row < section.next; row++) if (sheet.prose[row]?.trim()) rows.push(row)
  for (const fence of fencesIn(sheet, section.body, section.next)) {
    if (!isPlainLanguage(fence.language)) continue
    for (let row = fence.from; row < fence.to; row++) rows.push(row)
  }
  return rows.sort((a, b) => a - b)
}

const ARROW = /\s*(?:[→➔➜⟶]|[-=─]+>)\s*/y

const readChain = (sheet: Sheet, row: number, ids: KnownIds): Fact<readonly string[]> | undefined => {
  const line = sheet.lines[row] ?? ''
  const start = /^[\s>]*(?:[-*+]\s+)?(?:\*\*)?/.exec(line)?.[0].length ?? 0
  const chain: string[] = []
  let end = start
  for (let at = start; ; ) {
    const found = idAt(line, at)
    if (!found) break
    chain.push(ids.resolve(found.id) ?? found.id)
    end = found.end
    ARROW.lastIndex = end
    if (!ARROW.test(line)) break
    at = ARROW.lastIndex
  }
  if (chain.length < 2) return undefined
  return {value: chain, location: locate(sheet, row, start, end - start), origin: 'critical path'}
}

const readHours = (sheet: Sheet, row: number): Fact<number> | undefined => {
  const line = sheet.lines[row] ?? ''
  const found = /\b(?:estimated?|total|duration|length|effort|time)\b[^:]{0,40}:/i.exec(line)
  const hours = found ? parseHours(line.slice(found.index)) : undefined
  if (!found || hours === undefined) return undefined
  return {
    value: hours,
    location: locate(sheet, row, found.index, line.trimEnd().length - found.index),
    origin: 'critical path',
  }
}

const TOTALS = [
  'total estimated effort',
  'total effort',
  'total estimate',
  'estimated total effort',
  'total estimated time',
]
const COUNTS = ['total tasks', 'number of tasks', 'task count']

const readTotal = (sheet: Sheet, isOpen: (row: number) => boolean): Fact<number> | undefined => {
  for (const field of labelled(sheet, isOpen, /total/i)) {
    if (!TOTALS.includes(foldName(field.label))) continue
    const hours = parseHours(field.value)
    const location = locate(sheet, field.row, field.column, field.value.length)
    if (hours !== undefined) return {value: hours, location, origin: 'field'}
  }
  return undefined
}

const readCounts = (sheet: Sheet, isOpen: (row: number) => boolean): Fact<number>[] => {
  const counts: Fact<number>[] = []
  sheet.prose.forEach((line, row) => {
    const found = /\b(\d{1,6})\s+atomic\s+tasks?\b/i.exec(line)
    if (found && isOpen(row)) {
      const location = locate(sheet, row, found.index, found[0].length)
      counts.push({value: Number(found[1]), location, origin: 'prose'})
    }
  })
  for (const field of labelled(sheet, isOpen, /tasks?|count/i)) {
    const count = COUNTS.includes(foldName(field.label))
      ? /^\d{1,6}(?![\d.])/.exec(field.value)?.[0]
      : undefined
    const location = locate(sheet, field.row, field.column, field.value.length)
    if (count !== undefined) counts.push({value: Number(count), location, origin: 'field'})
  }
  return counts
}

/** Fields of the plan itself whose line has such a word. */
const labelled = (
  sheet: Sheet,
  isOpen: (row: number) => boolean,
  word: RegExp,
): ReturnType<typeof readFields> =>
  sheet.prose.flatMap((line, row) =>
    line.includes('**') && word.test(line) && isOpen(row) ? readFields(sheet, row, row + 1, []) : [],
  )
