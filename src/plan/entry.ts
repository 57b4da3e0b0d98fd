// Reads the line that names a task, in a heading or a dependency tree: `T5: Circuit Breaker (6 hours, depends on T1)`.

import {parseHours} from '../util/duration.ts'
import {trailingBrackets} from '../util/text.ts'
import {readStatus, type StatusMark, trailingStatus} from './status-marks.ts'
import {type FoundId, idAt} from './task-ids.ts'

export interface Entry {
  readonly id: FoundId
  /** A separator stands between id and title, or there is no title: `T5 and T6 follow` is prose. */
  readonly isSeparated: boolean
  /** Without the notes behind it; still Markdown. */
  readonly title: string
  readonly titleAt: number
  readonly notes: EntryNotes
  /** A mark in front of the id or behind the title: `✅ T1: …`, `T1: … [DONE]`. */
  readonly status?: StatusMark
}

/** Each with its words and where they begin. */
export interface EntryNotes {
  readonly effort?: {readonly hours: number; readonly text: string; readonly at: number}
  /** The words after "depends on", or "no dependencies" itself. */
  readonly dependencies?: {readonly text: string; readonly at: number}
}

/** Emphasis, emoji, checkboxes and brackets in front of an id. */
const DECORATION =
  /(?:\\?\[[ xX~-]\\?\]|\\(?=[[*_])|[-+](?=\s+\[[ xX~-]\])|[\s*_`~>[]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|[\u200D\uFE0F])*/uy
const CLOSING = /(?:[\]*_`~]|\\(?=\]))*/y
const SEPARATOR = /\s*(?:[:：](?:\*\*|__)?\s*|\s[-–—|]+\s+|\.(?:\*\*|__)?\s+)|\s*$/y

const skip = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

export const readEntry = (text: string): Entry | undefined => {
  const id = idAt(text, skip(DECORATION, text, 0))
  if (!id) return undefined
  const closed = skip(CLOSING, text, id.end)
  const separated = skip(SEPARATOR, text, closed)
  const isEnclosed = /[\]*`]/.test(text.slice(id.end, closed))
  const isSeparated = separated > closed || closed === text.length || isEnclosed
  if (!isSeparated && !/\s/.test(text[closed] ?? '')) return undefined
  const titleAt = skip(/\s*/y, text, separated)
  const words = unstar(text.slice(titleAt))
  const outer = trailingStatus(words)
  const {rest, notes} = readNotes(outer?.before ?? words, titleAt)
  const inner = outer ?? trailingStatus(rest)
  const title = outer ? rest : (inner?.before ?? rest)
  const status = inner ? {...inner, at: inner.at + titleAt} : markBefore(text, id.start)
  return {
    id,
    isSeparated,
    title: unstar(title)
      .replace(/(?:\s[-–—|:])?(?:~~)?$/, '')
      .trimEnd(),
    titleAt,
    notes,
    ...(status ? {status: {value: status.value, at: status.at, length: status.length}} : {}),
  }
}

/** `Title (T5)`: an id that can be nothing else, behind the title. */
export const readEntryBehind = (text: string): Entry | undefined => {
  const bracket = trailingBrackets(text)
  const id = bracket && idAt(bracket.inside, 0)
  if (!bracket || !id?.certain || id.start > 0 || id.end < bracket.inside.length) return undefined
  const shifted = {...id, start: id.start + bracket.at, end: id.end + bracket.at}
  return {id: shifted, isSeparated: true, title: unstar(bracket.before), titleAt: 0, notes: {}}
}

const markBefore = (text: string, end: number): StatusMark | undefined =>
  readStatus(text.slice(0, end).replace(/^\s*[-+]\s|[#>](?!\])/g, ' '))

/** `**T1: Title**` leaves stars behind the title alone. */
const unstar = (text: string): string => {
  const title = text.trimEnd()
  return title.endsWith('**') && title.split('**').length % 2 === 0 ? title.slice(0, -2).trimEnd() : title
}

/** Cuts the brackets at the end that say effort or dependencies; a bracket that says anything else belongs to the title. */
export const readNotes = (text: string, offset = 0): {readonly rest: string; readonly notes: EntryNotes} => {
  let rest = text.trimEnd()
  let notes: EntryNotes = {}
  for (let bracket = trailingBrackets(rest); bracket; bracket = trailingBrackets(rest)) {
    const read = readNote(bracket.inside, offset + bracket.at)
    if (!read) break
    notes = {...read, ...notes}
    rest = bracket.before
  }
  return {rest, notes}
}

const DEPENDS =
  /^(?:depends?(?:\s+up)?\s+on|depends?(?=\s*:)|dependent\s+on|dependencies|deps?|requires?|needs?|after|blocked[\s_-]?by|prerequisites?|abhängig\s+von|hängt\s+ab\s+von|abhängigkeit(?:en)?|benötigt|nach|dependen?\s+de|dependencias?|requiere|dependências?|requer|dépend\s+de|dépendances?|зависит\s+от|依赖于?|依赖项|前置(?:任务)?|依存|前提)\s*[:：]?\s*(?!$)(?<=[\s:：赖于项置务存提])/iu
const NO_DEPENDENCIES = /^(?:no\s+(?:dependenc(?:y|ies)|deps|prerequisites)|independent)(?![\w-])/i
const EFFORT =
  /^(?:~|≈|est\.?\s|estimated\s|effort:?\s|about\s)?\s*\d[\d.,]*\s*(?:[-–—]\s*\d[\d.,]*\s*|to\s+\d[\d.,]*\s*)?[a-z]+$/i

/** One bracket: parts at semicolons, or an effort and a comma in front of the dependencies. */
const readNote = (inside: string, at: number): EntryNotes | undefined => {
  let notes: EntryNotes = {}
  let offset = at
  for (const part of noteParts(inside)) {
    const read = readNotePart(part, offset)
    if (!read) return undefined
    notes = {...notes, ...read}
    offset += part.length + 1
  }
  return notes
}

const noteParts = (inside: string): string[] =>
  inside.split(';').flatMap(part => {
    const comma = part.indexOf(',')
    const isEffortFirst = comma >= 0 && EFFORT.test(part.slice(0, comma).trim())
    return isEffortFirst ? [part.slice(0, comma), part.slice(comma + 1)] : [part]
  })

const readNotePart = (part: string, offset: number): EntryNotes | undefined => {
  const text = part.trim()
  const at = offset + part.length - part.trimStart().length
  if (NO_DEPENDENCIES.test(text)) return {dependencies: {text, at}}
  const depends = DEPENDS.exec(text)
  if (depends) return {dependencies: {text: text.slice(depends[0].length), at: at + depends[0].length}}
  const hours = EFFORT.test(text) ? parseHours(text) : undefined
  return hours === undefined ? undefined : {effort: {hours, text, at}}
}
