// Reads JSON that nobody vouches for, with the place of every value. JSON.parse does all the parsing: first on the text as it
// is, for its errors, then on a copy in which each token is a string that begins with its own offsets (`"id"` is `"4,6:id"`) and
// each bracket has its offset beside it. So a key is never `__proto__`, twice the same or sorted as a number, and numbers stay as
// written (`1.10`). For 10,000 tasks in 5.5 MB this takes 0.6 s; the AST of the `yaml` package, which has ranges too, takes
// 2.9 s on the same machine, and more the deeper it is. Knows nothing of plans.

import {err, ok, type Result} from '../util/result.ts'

/** Offsets are UTF-16 units, `end` exclusive. A string's are those of what stands between its quotes. */
interface Span {
  readonly at: number
  readonly end: number
}

export interface JsonScalar extends Span {
  readonly type: 'string' | 'number' | 'literal'
  /** Of a string its characters, of anything else the source: `1.10`, `true`, `null`. */
  readonly text: string
}

export interface JsonList extends Span {
  readonly type: 'list'
  readonly items: readonly Json[]
}

/** Of a key that stands twice the last counts, as everywhere; the keys are in the order of the text. */
export interface JsonObject extends Span {
  readonly type: 'object'
  readonly entries: ReadonlyMap<string, Json>
}

export type Json = JsonScalar | JsonList | JsonObject

export interface JsonError {
  readonly message: string
  /** Offset of the first character that cannot stand where it stands. */
  readonly at: number
}

/** Of brackets in brackets. Files that tools write have ten. */
const MAX_DEPTH = 64

/** Values and keys. A plan of 8 MiB has a third of them; so many take about a second. */
const MAX_TOKENS = 1_000_000

export const readJson = (text: string): Result<Json, JsonError> => {
  const marked = markOffsets(text)
  if (!marked.ok) return marked
  try {
    JSON.parse(text)
  } catch (error) {
    return err({message: error instanceof Error ? plainMessage(error.message) : '', at: faultIn(text)})
  }
  return ok(toJson(JSON.parse(marked.value)))
}

/** Strings, brackets, numbers and words, in a text without escapes. Everything else is copied. */
const TOKEN = /"[^"]*"|[[\]{}]|[\w.+-]+/g

/** The copy with offsets. Escapes are masked first, so that a quote can only end a string. */
const markOffsets = (text: string): Result<string, JsonError> => {
  const masked = text.includes('\\') ? text.replace(/\\[\s\S]/g, '__') : text
  const parts: string[] = []
  let depth = 0
  let last = 0
  for (const found of masked.matchAll(TOKEN)) {
    const at = found.index
    const end = at + found[0].length
    const first = text[at]
    if (first === '[' || first === '{') depth++
    else if (first === ']' || first === '}') depth--
    if (depth > MAX_DEPTH) return err({message: `brackets stand more than ${MAX_DEPTH} deep in brackets`, at})
    if (parts.push(text.slice(last, at), marked(text, at, end)) > 2 * MAX_TOKENS)
      return err({message: `there are more than ${MAX_TOKENS} values`, at})
    last = end
  }
  parts.push(text.slice(last))
  return ok(parts.join(''))
}

const marked = (text: string, at: number, end: number): string => {
  const first = text[at]
  switch (first) {
    case '{':
    case '[':
      return `["${at}",${first}`
    case '}':
    case ']':
      return `${first},"${end}"]`
    case '"':
      return `"${at + 1},${end - 1}:${text.slice(at + 1, end)}`
    default:
      return `"${at},${end},${text.slice(at, end)}"`
  }
}

const toJson = (value: unknown): Json => {
  if (typeof value === 'string') return toScalar(value)
  if (!Array.isArray(value)) throw new Error('bug: a marked bracket is no list')
  const [at, content, end] = value
  const span = {at: Number(at), end: Number(end)}
  if (Array.isArray(content)) return {type: 'list', ...span, items: content.map(toJson)}
  const entries = Object.entries(content).map(([key, item]) => [toScalar(key).text, toJson(item)] as const)
  return {type: 'object', ...span, entries: new Map(entries)}
}

const toScalar = (marked: string): JsonScalar => {
  const [, at = '', end = '', separator] = /^(\d+),(\d+)([:,])/.exec(marked) ?? []
  const text = marked.slice(at.length + end.length + 2)
  const type = separator === ':' ? 'string' : /^[-\d]/.test(text) ? 'number' : 'literal'
  return {type, at: Number(at), end: Number(end), text}
}

/** Without the place and the excerpt: these are shown better. */
const plainMessage = (message: string): string =>
  message
    .replace(/(?: in JSON)? at position .*$|, (?:\.\.\.)?".*$/s, '')
    .replace(/^./, first => first.toLowerCase())

/**
 * Where it goes wrong. JSON.parse names the place of some faults only, so this looks for the longest beginning of the text
 * of which it says nothing but that more is missing. At most 24 trials.
 */
const faultIn = (text: string): number => {
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if (isBeginning(text.slice(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}

const isBeginning = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const place = /at position (\d+)/.exec(message)?.[1]
    return (
      /end of JSON|Unterminated string/.test(message) || (place !== undefined && Number(place) >= text.length)
    )
  }
}
