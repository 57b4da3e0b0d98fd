// Prints plain values as YAML, byte for byte as the library does. What is simple, nearly all of a plan, is printed here, for the library
// takes five times as long; the rest is the library's. Knows nothing of plans.

import {Document, isNode, Scalar} from 'yaml'
import {MAX_INDENT} from './source.ts'

const LINE = Symbol('one line')

interface OneLine {
  readonly [LINE]: unknown
}

/** The value on one line, lists and mappings in brackets. */
export const oneLine = (value: unknown): OneLine => ({[LINE]: value})

/** Ends with a line end. */
export const emit = (value: object): string => `${block(value, 0).trimStart()}\n`

/** Behind a key or the dash of a list: on the same line, or on lines of this indentation. */
const block = (value: unknown, indent: number): string => {
  if (typeof value === 'string') return ` ${textOf(value, indent)}`
  if (typeof value !== 'object' || value === null) return ` ${scalarOf(value)}`
  if (LINE in value) return ` ${lineOf(value[LINE])}`
  const start = `\n${' '.repeat(indent)}`
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []'
    return value.map(item => `${start}-${besideDash(block(item, indent + 2), indent)}`).join('')
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return ' {}'
  if (!entries.every(([key]) => isKey(key))) return `${start}${indented(byLibrary(value), indent)}`
  return entries.map(([key, inner]) => `${start}${key}:${block(inner, indent + 2)}`).join('')
}

/** The first line of a list or mapping stands on the line of its dash. */
const besideDash = (text: string, indent: number): string =>
  text.startsWith('\n') ? ` ${text.slice(indent + 3)}` : text

/** Neither a number nor another word with a meaning, and without any sign that has one at its place. */
const WORDS = /^(?!(?:true|false|null)$)[A-Za-z_/](?:[\w ./@()'",=+*&?!<>[\]{}|%$^;-]|:(?=[^\s]))*$/i
/** `12:5-9` */
const PLACE = /^\d+:\d+(?:-\d+)?$/
const isPlain = (text: string): boolean =>
  (WORDS.test(text) && !text.endsWith(' ') && text.length < 1_000) || PLACE.test(text)

const isKey = (key: string): boolean => /^(?!(?:true|false|null)$)[A-Za-z_][\w-]{0,99}$/i.test(key)

const textOf = (text: string, indent: number): string => {
  if (isPlain(text)) return text
  const isLiteral = text.includes('\n') && /\S\n?$/.test(text) && !DELICATE.test(text)
  if (!isLiteral) return indented(byLibrary({key: text}).slice('key: '.length), indent - 2)
  const [chomp, lines] = text.endsWith('\n') ? ['', text.slice(0, -1)] : ['-', text]
  const start = ' '.repeat(indent)
  return `|${chomp}\n${start}${lines.replace(/\n+/g, ends => ends + start)}`
}

const scalarOf = (value: unknown): string => {
  const isPlainNumber = Number.isSafeInteger(value) && !Object.is(value, -0)
  return typeof value === 'boolean' || value === null || isPlainNumber ? String(value) : byLibrary(value)
}

const lineOf = (value: unknown): string => {
  if (typeof value === 'string' && isPlain(value) && !/[,[\]{}]/.test(value)) return value
  if (Array.isArray(value)) return `[${value.map(lineOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return byLibrary([value], true).slice(1, -1)
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${lineOf(inner)}`)
    .join(', ')}}`
}

/** Lines behind the first, so far to the right. */
const indented = (text: string, indent: number): string =>
  indent <= 0 ? text : text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(indent)}`)

const byLibrary = (value: unknown, flow = false): string => {
  const document = new Document(null, {aliasDuplicateObjects: false})
  document.contents = document.createNode(safe(value), {flow, aliasDuplicateObjects: false})
  return document
    .toString({lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: false})
    .replace(/\n$/, '')
}

/**
 * Text that plain or block style would not bring back: control characters, lone surrogates, very deep indentation, white
 * space in front (the library gives a block that begins with a blank line the wrong indentation).
 */
const DELICATE = new RegExp(
  String.raw`(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029\ufeff]|(?:^|\n)[ \t]{${MAX_INDENT / 2}}|^\s`,
  'u',
)

/** The value with every delicate text, keys too, in double quotes. */
const safe = (value: unknown): unknown => {
  if (typeof value === 'string') return DELICATE.test(value) ? quoted(value) : value
  if (Array.isArray(value)) return value.map(safe)
  if (typeof value !== 'object' || value === null || isNode(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [safe(key), safe(inner)] as const)
  return entries.some(([key]) => typeof key !== 'string') ? new Map(entries) : Object.fromEntries(entries)
}

const quoted = (text: string): Scalar => {
  const scalar = new Scalar(text)
  scalar.type = Scalar.QUOTE_DOUBLE
  return scalar
}
