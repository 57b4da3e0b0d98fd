// Finds the boxes of a list that are tasks by their numbers, `- [ ] 1.2 Title`; in a list without any, counts them.

import type {ListEntry} from './list-task.ts'
import type {Sheet} from './sheet.ts'
import {countTaskHeadings} from './task-headings.ts'
import {type Box, readBoxes} from './task-list.ts'

/** A box that is a task, before ids are settled. */
export interface Numbered {
  readonly box: Box
  readonly entry: ListEntry
}

/** In document order. Where no box has a number, the outermost boxes are numbered here. */
export const readNumbered = (sheet: Sheet): Numbered[] => {
  const boxes = readBoxes(sheet)
  const found = boxes.flatMap(box => {
    const entry = numberedEntry((sheet.prose[box.row] ?? '').slice(box.column))
    return entry ? [{box, entry}] : []
  })
  return found.length > 0 ? found : countedEntries(sheet, boxes)
}

/** Whether its numbered boxes are its tasks, and not steps or a summary of tasks that have headings of their own. */
export const holdsNumberedList = (sheet: Sheet): boolean => {
  const ids = readBoxes(sheet).flatMap(
    box => numberedEntry((sheet.prose[box.row] ?? '').slice(box.column))?.id ?? [],
  )
  return new Set(ids).size > countTaskHeadings(sheet)
}

const ID = String.raw`(?:[A-Z]{1,4}-?)?\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?`
const NUMBERED = new RegExp(
  String.raw`^(?:~~|\*\*|__)*((?:[Tt]asks?|TASK|[Tt]area|[Tt]arefa|Aufgabe|任务|タスク)\s*)?(?:\[(${ID})\]|(${ID})(?![\w-]))(?:\*\*|__)?([.):：]?)(?:\*\*|__)?(?:\s+|(?<=：))(?:[-–—:]\s+)?`,
  'u',
)
const PARALLEL = /^(?:\*\*)?(?:\(P\)|\[P\])(?:\*\*)?\s*/

/** `1.2 Title`, `[1.2] Title`, `1. Title`, `Task 1 Title`; a number that nothing sets off is a number: `3 retries`. */
const numberedEntry = (text: string): ListEntry | undefined => {
  const found = NUMBERED.exec(text)
  const [all = '', word, bracketed, plain, point] = found ?? []
  const id = bracketed ?? plain
  const isSure = word !== undefined || bracketed !== undefined || point !== '' || id?.includes('.') === true
  if (id === undefined || !isSure) return undefined
  const title = text.slice(all.length)
  const before = PARALLEL.exec(title)?.[0] ?? ''
  const mark = before === '' ? /\(P\)(?=\**\s*$)/.exec(title) : /[([]P[)\]]/.exec(before)
  return {
    id,
    idAt: all.indexOf(id, word?.length ?? 0),
    titleAt: all.length + before.length,
    ...(/←\s?CURRENT/.test(title) ? {isCurrent: true} : {}),
    ...(mark ? {parallelAt: all.length + mark.index, parallelLength: mark[0].length} : {}),
  }
}

const NOT_TASKS =
  /accept|criteri|definition\s+of\s+done|validation|verification|checklist|success|notes?\b|out\s+of\s+scope|risk|question|验收|检查清单|受け入れ/i

/** Of a list without numbers, the outermost boxes, numbered within their parts. */
const countedEntries = (sheet: Sheet, boxes: readonly Box[]): Numbered[] => {
  const sections = sheet.sections
  const counts = new Map<number, number>()
  const order = new Map<number, number>()
  let section = -1
  let end = -1
  return boxes.flatMap(box => {
    while ((sections[section + 1]?.row ?? Number.POSITIVE_INFINITY) < box.row) section++
    if (box.row < end || NOT_TASKS.test(sections[section]?.heading ?? '')) return []
    end = box.end
    const place = order.get(section) ?? order.set(section, order.size + 1).size
    const count = (counts.get(section) ?? 0) + 1
    counts.set(section, count)
    return [{box, entry: {id: `${place}.${count}`, idAt: 0, titleAt: 0}}]
  })
}
