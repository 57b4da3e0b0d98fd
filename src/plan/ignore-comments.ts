// Finds the comments that silence rules, `<!-- agent-spawn-ignore rule [rule …] [: reason] -->` or, in YAML, the same behind a `#`.
// Knows neither rules nor what the comments stand at.

import {Lexer} from 'yaml'
import {placesOf} from '../graph/offsets.ts'
import {indentOf, isBlank, splitLines} from '../util/text.ts'
import type {CommentSyntax, PlanDocument} from './format.ts'
import {matterIn} from './front-matter.ts'
import {type Fence, readSheet} from './sheet.ts'

export interface IgnoreComment {
  readonly row: number
  /** Columns, its marks included; the end is excluded. */
  readonly from: number
  readonly to: number
  /** Nothing else is on its line. */
  readonly isAlone: boolean
  /** `agent-spawn-ignore-file`. */
  readonly isForFile: boolean
  readonly names: readonly Name[]
}

export interface Name {
  readonly text: string
  readonly column: number
}

export interface Page {
  readonly file: string
  readonly lines: readonly string[]
  readonly fences: readonly Fence[]
  readonly comments: readonly IgnoreComment[]
}

export const WORD = 'agent-spawn-ignore'

/** In one document: nobody writes so many, and the further ones have no effect. */
const MOST = 5_000

export const readPage = (document: PlanDocument, syntax: CommentSyntax): Page => {
  const {file, text} = document
  if (syntax === 'hash') {
    const lines = splitLines(text)
    return {file, lines, fences: [], comments: hashComments(document, lines, {source: text, at: 0})}
  }
  const {lines, fences} = readSheet(document)
  const matter = matterIn(text)
  const comments = [...(matter ? hashComments(document, lines, matter) : []), ...htmlComments(lines, fences)]
  return {file, lines, fences, comments: comments.slice(0, MOST)}
}

/** Behind the opening of a comment: whether for the whole document, and the rules up to the reason. */
const NAMES = /^\s{0,100}agent-spawn-ignore(-file)?(?![\w-])((?:(?!-->)[^:]){0,4000})/

interface Part {
  readonly row: number
  readonly from: number
  /** With its marks. */
  readonly text: string
  readonly isAlone: boolean
}

const readComment = ({row, from, text, isAlone}: Part, opening: string): IgnoreComment[] => {
  const found = NAMES.exec(text.slice(opening.length))
  if (!found) return []
  const [head, forFile, list = ''] = found
  const start = from + opening.length + head.length - list.length
  const names = [...list.matchAll(/[^\s,]+/g)].map(name => ({text: name[0], column: start + name.index}))
  return [{row, from, to: from + text.length, isAlone, isForFile: forFile !== undefined, names}]
}

const htmlComments = (lines: readonly string[], fences: readonly Fence[]): IgnoreComment[] => {
  const fenced = new Set(
    fences.flatMap(({row, to}) => Array.from({length: to - row}, (_, index) => row + index)),
  )
  return lines.flatMap((line, row) => (line.includes(WORD) && !fenced.has(row) ? commentsIn(line, row) : []))
}

/** None behind an odd number of backticks: a document may explain how to silence rules. */
const commentsIn = (line: string, row: number): IgnoreComment[] => {
  const comments: IgnoreComment[] = []
  const [first, last] = [indentOf(line), line.trimEnd().length]
  let ticks = 0
  for (let at = 0; comments.length < MOST; ) {
    const from = line.indexOf('<!--', at)
    const end = from < 0 ? -1 : line.indexOf('-->', from)
    if (end < 0) break
    ticks += line.slice(at, from).split('`').length - 1
    at = end + '-->'.length
    const part = {row, from, text: line.slice(from, at), isAlone: from === first && at === last}
    if (ticks % 2 === 0) comments.push(...readComment(part, '<!--'))
  }
  return comments
}

/** What the lexer puts between the parts of the text. Behind the last of them stands a plain or block scalar. */
const MARKS = ['\u0002', '\u0018', '\u001f']
const SCALAR = '\u001f'

/** The lexer tells a comment from a `#` in a text. */
const hashComments = (
  document: PlanDocument,
  lines: readonly string[],
  {source, at: offset}: {readonly source: string; readonly at: number},
): IgnoreComment[] => {
  const places = placesOf(document)
  const comments: IgnoreComment[] = []
  let at = offset
  let before = ''
  for (const token of new Lexer().lex(source)) {
    if (token.startsWith('#') && before !== SCALAR && token.includes(WORD)) {
      const {line, column} = places(at, at)
      const [row, from] = [line - 1, column - 1]
      const isAlone = isBlank(lines[row]?.slice(0, from) ?? '')
      comments.push(...readComment({row, from, text: token, isAlone}, '#'))
    }
    if (!MARKS.includes(token)) at += token.length
    before = token
  }
  return comments.slice(0, MOST)
}
