// Reads lines that put tasks into groups: `GROUP A (Day 1): T1, T2-T4 (4 tasks, depends on GROUP B)`.

import type {DraftGroup, Fact} from '../graph/draft.ts'
import {trailingBrackets} from '../util/text.ts'
import {locate, type Sheet} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'

const LINE =
  /^[\s>]*(?:[-*+]\s+)?(?:\*\*|__)?(?:parallel\s+)?((group|batch|wave)[ _-]([A-Za-z0-9]{1,20}))(?:\*\*|__)?\s{0,20}(?:\(([^()]{0,200})\))?(?:\*\*|__)?\s{0,20}[:：](?:\*\*|__)?\s*/i

/** Undefined for a line that names a group but lists no tasks. */
export const readGroupLine = (sheet: Sheet, row: number, ids: KnownIds): DraftGroup | undefined => {
  const line = sheet.lines[row] ?? ''
  const head = LINE.exec(line)
  if (!head) return undefined
  const [start, id = '', word = '', , notes = ''] = head
  const tail = trailingBrackets(line)
  const members = readMembers(sheet, row, start.length, (tail?.before ?? line).length, ids)
  if (!members) return undefined
  const all = {text: `${notes}, ${tail?.inside ?? ''}`, row}
  return {
    id: {value: id, location: locate(sheet, row, line.indexOf(id), id.length), origin: 'group line'},
    name: id,
    members,
    ...numberAfter('day', /\bday\s*(\d{1,6})\b/i, all.text),
    ...numberAfter('parallelism', /\b(?:max(?:imum)?|parallelism|up\s+to)\s*(?::\s*)?(\d{1,6})\b/i, all.text),
    dependsOn: readDependsOn(sheet, row, word),
    ...readCount(sheet, row),
  }
}

const numberAfter = <K extends string>(key: K, pattern: RegExp, text: string): {[key in K]?: number} => {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? {} : ({[key]: Number(found)} as {[key in K]?: number})
}

/** Ids and ranges with nothing but commas and "and" between; anything else is prose. */
const readMembers = (
  sheet: Sheet,
  row: number,
  from: number,
  to: number,
  ids: KnownIds,
): Fact<string>[] | undefined => {
  const line = (sheet.lines[row] ?? '').slice(0, to)
  const members: Fact<string>[] = []
  const add = (id: string, at: number, length: number): void => {
    members.push({
      value: ids.resolve(id) ?? id,
      location: locate(sheet, row, at, length),
      origin: 'group line',
    })
  }
  for (let at = from; at < line.length; ) {
    const first = idAt(line, at)
    if (!first) return undefined
    const last = rangeEnd(line, first.end)
    add(first.id, first.start, first.end - first.start)
    if (last) {
      for (const id of ids.between(first.id, last.id)) add(id, first.start, last.end - first.start)
      add(last.id, last.start, last.end - last.start)
    }
    at = skip(/\s*(?:,|;|&|\+|\band\b)?\s*(?:and\s+)?/iy, line, (last ?? first).end)
    if (at === (last ?? first).end && at < line.length) return undefined
  }
  return members.length > 0 ? members : undefined
}

const rangeEnd = (line: string, at: number): ReturnType<typeof idAt> => {
  const to = skip(/\s*(?:-|–|—|\.\.\.?|to\s|through\s)\s*/y, line, at)
  return to > at ? idAt(line, to) : undefined
}

const skip = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** `depends on GROUP A and GROUP B`, or `after A`. */
const readDependsOn = (sheet: Sheet, row: number, word: string): Fact<string>[] => {
  const line = sheet.lines[row] ?? ''
  const phrase = /\b(?:depends\s+on|after|requires|needs)\s+/i.exec(line)
  if (!phrase) return []
  const at = phrase.index + phrase[0].length
  const names = new RegExp(`\\b${word}[ _-][A-Za-z0-9]{1,20}\\b`, 'gi')
  return [...line.slice(at).matchAll(names)].map(found => ({
    value: found[0],
    location: locate(sheet, row, at + found.index, found[0].length),
    origin: 'group line',
  }))
}

const readCount = (sheet: Sheet, row: number): {readonly statedCount?: Fact<number>} => {
  const found = /\b(\d{1,6})\s+tasks?\b/i.exec(sheet.lines[row] ?? '')
  if (!found) return {}
  const location = locate(sheet, row, found.index, found[0].length)
  return {statedCount: {value: Number(found[1]), location, origin: 'group line'}}
}
