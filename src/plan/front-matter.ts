// Reads the YAML between `---` lines at the top of a document as words with their places. Everything stays as it is written:
// `id: 0018` and `plan: 02B` are no numbers. Knows no keys.

import {isMap, isScalar, isSeq, parseDocument, type Scalar} from 'yaml'
import type {Diagnostic} from '../graph/diagnostic.ts'
import type {Fact} from '../graph/draft.ts'
import {type Places, placesOf} from '../graph/offsets.ts'
import {splitLines} from '../util/text.ts'
import type {PlanDocument} from './format.ts'

/** The values of a key: of a list each, otherwise one, or none if nothing is said. */
export interface MatterValue {
  readonly words: readonly Fact<string>[]
  /** The whole value, or the key where there is none. */
  readonly whole: Fact<string>
}

export interface FrontMatter {
  /** By key as written; the first of two that are the same. */
  readonly values: ReadonlyMap<string, MatterValue>
  /** First row behind it. */
  readonly endRow: number
  readonly diagnostics: readonly Diagnostic[]
}

/** Characters. More is a document that begins with a rule; the parser takes time, and gives up, at lines of twice that. */
const LENGTH_MAX = 20_000

/** The YAML and where it begins; undefined where a document does not open with it. */
export const matterIn = (text: string): {readonly source: string; readonly at: number} | undefined => {
  const opening = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/.exec(text)?.[0]
  if (opening === undefined) return undefined
  const rest = text.slice(opening.length, opening.length + LENGTH_MAX)
  const closing = /^(?:---|\.\.\.)[ \t]*$/m.exec(rest)
  return closing ? {source: rest.slice(0, closing.index), at: opening.length} : undefined
}

export const readFrontMatter = (document: PlanDocument): FrontMatter => {
  const found = matterIn(document.text)
  const values = new Map<string, MatterValue>()
  if (!found) return {values, endRow: 0, diagnostics: []}
  const places = placesOf(document)
  const {source, at: offset} = found
  const matter: Matter = {source, place: (at, end) => places(offset + at, offset + end)}
  const parsed = parse(masked(source))
  for (const {key, value} of parsed.pairs) {
    if (!isScalar(key) || values.has(String(key.value))) continue
    const whole = wordOf(matter, isNothing(value) ? key : value)
    values.set(String(key.value), {words: isNothing(value) ? [] : wordsOf(matter, value), whole})
  }
  const endRow = splitLines(document.text.slice(0, offset + source.length)).length
  return {values, endRow, diagnostics: parsed.faults.slice(0, 1).map(fault => syntax(matter, fault))}
}

interface Matter {
  readonly source: string
  readonly place: Places
}

interface Fault {
  readonly message: string
  readonly at: number
}

interface Pair {
  readonly key: unknown
  readonly value: unknown
}

/** The parser calls itself, so brackets in brackets exhaust the stack. */
const parse = (source: string): {readonly pairs: readonly Pair[]; readonly faults: readonly Fault[]} => {
  try {
    const {contents, errors} = parseDocument(source, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    })
    const faults = errors.map(({message, pos}) => ({message, at: pos[0]}))
    return {pairs: isMap(contents) ? contents.items : [], faults}
  } catch {
    return {pairs: [], faults: [{message: 'brackets are nested too deeply', at: 0}]}
  }
}

const PLAIN = /^([ \t]*(?:- )?[\w-]{1,64}[ \t]*:[ \t]+)(?!["'{|>&*!#])(.+)$/gm
const MASKS: readonly (readonly [mask: string, character: string])[] = [
  ['\uE000', ':'],
  ['\uE001', '['],
]

/** People forget the quotes in `title: Fix: the lamp` and `title: [UI] Lamp`. Offsets stay; `unmasked` undoes it. */
const masked = (source: string): string =>
  source.replace(PLAIN, (_, key: string, value: string) => {
    const isList = value.startsWith('[') && /^\[[^\]]*\][ \t\r]*(?:#.*)?$/.test(value)
    const isOpen = value.startsWith('[') && !value.includes(']')
    return isList || isOpen ? key + value : key + value.replace(/:(?=\s)/g, '\uE000').replace(/^\[/, '\uE001')
  })

const unmasked = (text: string): string =>
  MASKS.reduce((result, [mask, character]) => result.replaceAll(mask, character), text)

/** What can be read in spite of it is read. */
const syntax = ({place}: Matter, {message, at}: Fault): Diagnostic => ({
  severity: 'warning',
  rule: 'yaml-syntax',
  message: `the front matter is not well-formed YAML: ${message}; put values that hold ":" or "#" in quotes`,
  location: place(at, at + 1),
  related: [],
})

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (isScalar(value) && value.value === '' && !isQuoted(value))

const isQuoted = ({type}: Scalar): boolean => type === 'QUOTE_SINGLE' || type === 'QUOTE_DOUBLE'

const wordsOf = (matter: Matter, value: unknown): Fact<string>[] =>
  isSeq(value)
    ? value.items.filter(item => !isNothing(item)).map(item => wordOf(matter, item))
    : [wordOf(matter, value)]

/** Without its quotes; what is no single value as its source. */
const wordOf = ({source, place}: Matter, node: unknown): Fact<string> => {
  const [at = 0, end = at] = rangeOf(node)
  const quote = isScalar(node) && isQuoted(node) ? 1 : 0
  const value = isScalar(node) ? unmasked(String(node.value)) : source.slice(at, end)
  return {value: value.trim(), location: place(at + quote, end - quote), origin: 'front matter'}
}

const rangeOf = (node: unknown): readonly number[] =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range : []
