// Finds the issues of a tracker in lists: `- #247 (blocked by #246): Title`, `- [ ] owner/repo#12 Title`. Pull requests and other
// mentions of a number stand elsewhere in their lines, so they are none.

import type {DependencyRef, Fact, TaskStatus} from '../graph/draft.ts'
import type {FoundTask} from './breakdown.ts'
import {readDependencies} from './dependency-phrase.ts'
import {type Field, ofKind, readFields} from './fields.ts'
import {plainText} from './inline.ts'
import type {PhraseContext} from './phrase.ts'
import {type Point, readPoints} from './point-tasks.ts'
import {locate, type Sheet} from './sheet.ts'
import {boxStatus, readStatus} from './status-marks.ts'
import {readTask} from './task-facts.ts'
import {safeId} from './task-ids.ts'
import {POINT_LEVEL} from './task-section.ts'

interface Issue {
  readonly point: Point
  readonly written: string
  /** Offset of the number in the point's text. */
  readonly at: number
  readonly notes: readonly Note[]
  readonly title: string
  readonly fields: readonly Field[]
}

/** What stands in brackets, and where in the point's text. */
interface Note {
  readonly text: string
  readonly at: number
}

/** Nothing where no issue is said to wait for another: then it is a list of links. */
export const issueTasks = (sheet: Sheet): FoundTask[] => {
  const seen = new Set<string>()
  const issues = readPoints(sheet).flatMap(point => {
    const issue = issueOf(sheet, point)
    if (!issue || seen.has(issue.written)) return []
    seen.add(issue.written)
    return [issue]
  })
  const isPlan = issues.some(
    ({notes, fields}) =>
      notes.some(({text}) => WAITS.test(text)) || ofKind(fields, 'dependencies').length > 0,
  )
  return isPlan && issues.length > 1 ? issues.map(issue => taskOf(sheet, issue)) : []
}

const HEAD =
  /^(?:\*\*|~~|`)?\[?((?:[\w.-]{1,80}\/[\w.-]{1,80})?#\d{1,9})(?:\]\([^)\s]{0,300}\))?(?:\*\*|~~|`)?(?!\w)/
const WAITS = /^(?:blocked\s+by|depends\s+on|needs|requires|after|waits?\s+for)\s*:?\s*/i

const issueOf = (sheet: Sheet, point: Point): Issue | undefined => {
  const {text, row, end} = point
  const head = HEAD.exec(text)
  if (!head) return undefined
  const written = head[1] ?? ''
  const {notes, title} = notesOf(text, head[0].length)
  return {
    point,
    written,
    at: text.indexOf(written),
    notes,
    title,
    fields: readFields(sheet, row + 1, end, []),
  }
}

/** Brackets in front of the title, and one behind it. */
const notesOf = (text: string, from: number): {readonly notes: Note[]; readonly title: string} => {
  const notes: Note[] = []
  let at = from
  for (let found = noteAt(text, at); found; found = noteAt(text, at)) {
    notes.push(found.note)
    at = found.end
  }
  const rest = text.slice(at).replace(/^\s*(?:\*\*|~~)?\s*[-–—:：]?\s*/, '')
  const last = /[([]([^()[\]]{1,200})[)\]]\s*$/.exec(rest)
  if (!last || !(WAITS.test(last[1] ?? '') || readStatus(last[1] ?? '')))
    return {notes, title: plainText(rest)}
  const start = text.length - rest.length + last.index + 1
  return {
    notes: [...notes, {text: last[1] ?? '', at: start}],
    title: plainText(rest.slice(0, last.index)),
  }
}

const noteAt = (text: string, from: number): {readonly note: Note; readonly end: number} | undefined => {
  const found = /^\s*[([]([^()[\]]{1,200})[)\]](?!\()/.exec(text.slice(from, from + NOTE_MAX))
  if (!found) return undefined
  const inside = found[1] ?? ''
  const end = from + found[0].length
  return {note: {text: inside, at: end - 1 - inside.length}, end}
}

const NOTE_MAX = 220 // characters of a bracket with blanks around

const taskOf = (sheet: Sheet, issue: Issue): FoundTask => {
  const {point, written} = issue
  const value = safeId(written)
  return {
    id: {value, location: locate(sheet, point.row, point.column + issue.at, written.length), origin: 'list'},
    aliases: written === `#${value}` ? [] : [written],
    from: point.row,
    to: point.end,
    read: context => readIssue(issue, context),
  }
}

const readIssue = (issue: Issue, context: PhraseContext): ReturnType<FoundTask['read']> => {
  const {sheet} = context
  const {point, written, at, title, fields} = issue
  const {row, column, end} = point
  const place = locate(sheet, row, column + at, written.length)
  const section = {level: POINT_LEVEL, heading: '', row, column, body: row + 1, next: end, end}
  const base = readTask(
    {section, id: {value: safeId(written), location: place, origin: 'list'}, fields, end},
    context,
  )
  const status = statusOf(sheet, issue) ?? base.status
  const titleAt = Math.max(point.text.indexOf(title), 0)
  return {
    ...base,
    titles:
      title === ''
        ? []
        : [{value: title, location: locate(sheet, row, column + titleAt, title.length), origin: 'list'}],
    dependencies: [...noted(issue, context), ...base.dependencies],
    ...(status ? {status} : {}),
  }
}

const noted = ({point, notes}: Issue, context: PhraseContext): Fact<readonly DependencyRef[]>[] =>
  notes.flatMap(({text, at}) => {
    const waits = WAITS.exec(text)
    if (!waits) return []
    const column = point.column + at + waits[0].length
    const phrase = {text: text.slice(waits[0].length), row: point.row, column}
    const location = locate(context.sheet, point.row, column, phrase.text.length)
    return [{value: readDependencies(phrase, context), location, origin: 'list'}]
  })

/** Of the box, else the first part of a bracket that is a status: `(PR opened, in-progress)`. */
const statusOf = (sheet: Sheet, {point, notes}: Issue): Fact<TaskStatus> | undefined => {
  const {mark, row, column} = point
  const boxed = mark && boxStatus(mark.character)
  if (mark && boxed) return {value: boxed, location: locate(sheet, row, mark.column, 1), origin: 'box'}
  for (const {text, at} of notes) {
    let offset = at
    for (const part of text.split(',')) {
      const found = WAITS.test(part.trim()) ? undefined : readStatus(part)
      if (found) {
        const location = locate(sheet, row, column + offset + found.at, found.length)
        return {value: found.value, location, origin: 'list'}
      }
      offset += part.length + 1
    }
  }
  return undefined
}
