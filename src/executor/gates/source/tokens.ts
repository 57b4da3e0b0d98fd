// Cuts JavaScript and TypeScript, with or without JSX, into tokens: enough to see what a file defines without running it, and
// without a parser, of which the repository may have none. What stands in comments is no token. Text between JSX tags is cut as if
// it were code; an apostrophe there begins no string, for a string ends on its line.

export interface Token {
  readonly kind: 'word' | 'string' | 'sign'
  /** Of a string, what it says; `${…}` in a template stays as written. A regular expression is the sign `//`. */
  readonly text: string
  /** From 1. */
  readonly line: number
  /** Braces that are open around it. */
  readonly depth: number
}

export const tokenize = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  const text: Source = {source, open: new Map()}
  let [at, line, depth] = [0, 1, 0]
  while (at < source.length) {
    const piece = pieceAt(text, at, tokens.at(-1))
    if (piece.kind !== 'none') {
      const isSign = piece.kind === 'sign'
      if (isSign && piece.text === '}') depth = Math.max(0, depth - 1)
      tokens.push({kind: piece.kind, text: piece.text, line, depth})
      if (isSign && piece.text === '{') depth++
    }
    line += newlines(source, at, piece.end)
    at = piece.end
  }
  return tokens
}

interface Source {
  readonly source: string
  /** By the sign that begins it: how far a string was looked for in vain. Nothing is looked through twice. */
  readonly open: Map<string, number>
}

interface Piece {
  readonly kind: Token['kind'] | 'none'
  readonly text: string
  /** Where the next piece begins. */
  readonly end: number
}

const SPACE = /\s+/y
const WORD = /[\p{L}\p{Nl}$_#\d][\p{L}\p{Nl}\p{M}$_\d\u200c\u200d]*/uy

const pieceAt = (text: Source, at: number, previous: Token | undefined): Piece => {
  const {source} = text
  const space = endOf(SPACE, source, at)
  if (space !== undefined) return none(space)
  const word = endOf(WORD, source, at)
  if (word !== undefined) return {kind: 'word', text: source.slice(at, word), end: word}
  const sign = source.charAt(at)
  if (sign === '/') return slashAt(text, at, previous)
  const closed = isApostrophe(source, at, previous) ? undefined : closeOf(text, at)
  if (closed !== undefined) return {kind: 'string', text: source.slice(at + 1, closed), end: closed + 1}
  const whole = source.startsWith('=>', at) ? '=>' : sign
  return {kind: 'sign', text: whole, end: at + whole.length}
}

const none = (end: number): Piece => ({kind: 'none', text: '', end})

const endOf = (pattern: RegExp, source: string, at: number): number | undefined => {
  pattern.lastIndex = at
  return pattern.test(source) ? pattern.lastIndex : undefined
}

/** A comment, a regular expression, or a sign. */
const slashAt = (text: Source, at: number, previous: Token | undefined): Piece => {
  const {source} = text
  const next = source[at + 1]
  if (next === '/') return none(indexOrEnd(source, '\n', at))
  if (next === '*') return none(indexOrEnd(source, '*/', at + 2) + 2)
  const end = beginsValue(previous) ? closeOf(text, at) : undefined
  return end === undefined ? {kind: 'sign', text: '/', end: at + 1} : {kind: 'sign', text: '//', end: end + 1}
}

const indexOrEnd = (source: string, text: string, from: number): number => {
  const found = source.indexOf(text, from)
  return found === -1 ? source.length : found
}

const BEFORE_VALUE: readonly string[] = [
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'do',
  'else',
  'void',
  'delete',
  'yield',
  'await',
]

/** Behind such a token a slash divides nothing. `</` closes a tag. */
const beginsValue = (previous: Token | undefined): boolean => {
  if (previous === undefined) return true
  if (previous.kind === 'string') return false
  return previous.kind === 'word' ? BEFORE_VALUE.includes(previous.text) : !')]}<'.includes(previous.text)
}

/** As in `Don't`: between two letters, the first of which end no keyword. */
const isApostrophe = (source: string, at: number, previous: Token | undefined): boolean =>
  source[at] === "'" &&
  previous?.kind === 'word' &&
  /\p{L}/u.test(source.charAt(at - 1)) &&
  ![...BEFORE_VALUE, 'from', 'import', 'default', 'extends', 'as'].includes(previous.text)

/** Where a string, a template or a regular expression ends that begins at a place; undefined: none begins there. */
const closeOf = ({source, open}: Source, at: number): number | undefined => {
  const quote = source.charAt(at)
  if (!'"\'`/'.includes(quote) || at < (open.get(quote) ?? 0)) return undefined
  let inClass = false
  let index = at + 1
  for (; index < source.length; index++) {
    const sign = source[index]
    if (sign === '\\') index++
    else if (sign === '\n' && quote !== '`') break
    else if (quote === '/' && sign === '[') inClass = true
    else if (quote === '/' && sign === ']') inClass = false
    else if (quote === '`' && sign === '$' && source[index + 1] === '{') index = holeEnd(source, index + 2)
    else if (sign === quote && !inClass) return index
  }
  open.set(quote, index)
  return undefined
}

/** The brace that closes what stands in a template; strings in it may hold braces of their own. */
const holeEnd = (source: string, from: number): number => {
  let open = 1
  for (let index = from; index < source.length; index++) {
    const sign = source[index]
    if (sign === '{') open++
    else if (sign === '}' && --open === 0) return index
    else if (sign === '"' || sign === "'") index = simpleClose(source, index)
  }
  return source.length
}

const simpleClose = (source: string, at: number): number => {
  const end = source.indexOf(source.charAt(at), at + 1)
  return end === -1 ? at : end
}

const newlines = (source: string, from: number, to: number): number => {
  let count = 0
  for (let index = from; index < to; index++) if (source[index] === '\n') count++
  return count
}
