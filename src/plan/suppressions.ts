// What the comments that silence rules stand at: one behind something counts for its line, one alone for the next line that says
// something, or for the fence that begins there; `agent-spawn-ignore-file` for the whole document. Knows no rules.

import type {Span} from '../graph/diagnostic.ts'
import type {Suppression} from '../graph/suppression.ts'
import {isBlank} from '../util/text.ts'
import type {CommentSyntax, PlanDocument} from './format.ts'
import {type IgnoreComment, type Name, type Page, readPage, WORD} from './ignore-comments.ts'

export interface Silenced {
  /** With spaces where the comments stood: every place is as before. */
  readonly document: PlanDocument
  readonly suppressions: readonly Suppression[]
}

export const readSuppressions = (document: PlanDocument, syntax: CommentSyntax): Silenced => {
  if (syntax === 'none' || !document.text.includes(WORD)) return {document, suppressions: []}
  const page = readPage(document, syntax)
  const covered = coverage(page)
  return {
    document: {...document, text: withoutComments(document.text, page)},
    suppressions: page.comments.flatMap(comment => suppressionsOf(page, comment, covered(comment))),
  }
}

const withoutComments = (text: string, {comments}: Page): string => {
  const byRow = Map.groupBy(comments, ({row}) => row)
  return text
    .split(/(\r\n|\n|\r)/)
    .map((part, index) => (index % 2 === 0 ? blanked(part, byRow.get(index / 2) ?? []) : part))
    .join('')
}

const blanked = (line: string, comments: readonly IgnoreComment[]): string => {
  const parts: string[] = []
  let at = 0
  for (const {from, to} of comments) {
    parts.push(line.slice(at, from), ' '.repeat(to - from))
    at = to
  }
  return [...parts, line.slice(at)].join('')
}

type Lines = NonNullable<Suppression['lines']>

/** Both ends included, from 1; undefined: all. */
const coverage = ({lines, fences, comments}: Page): ((comment: IgnoreComment) => Lines | undefined) => {
  const alone = new Set(comments.flatMap(({row, isAlone}) => (isAlone ? [row] : [])))
  const ends = new Map(fences.map(({row, to}) => [row, to]))
  const next = new Map<number, number>()
  let row = lines.length
  for (let above = lines.length - 1; above >= 0; above--) {
    if (alone.has(above)) next.set(above, row)
    else if (!isBlank(lines[above] ?? '')) row = above
  }
  return ({row, isForFile}) => {
    if (isForFile) return undefined
    const from = next.get(row) ?? row
    return {from: from + 1, to: (ends.get(from) ?? from) + 1}
  }
}

/** One that names no rule is told, too. */
const suppressionsOf = (page: Page, comment: IgnoreComment, lines: Lines | undefined): Suppression[] => {
  const {row, from, to, names} = comment
  const words = names.length === 0 ? [{text: '', column: from}] : names
  return words.map((name, index) => {
    const end = name.text === '' ? to : endOf(name)
    const span = names.length > 1 ? nameSpan(page, comment, index) : commentSpan(page, comment)
    return {
      rule: name.text,
      location: {file: page.file, line: row + 1, column: name.column + 1, endColumn: end + 1},
      ...(lines === undefined ? {} : {lines}),
      removal: {span, newText: ''},
    }
  })
}

const endOf = ({text, column}: Name): number => column + text.length

/** A name with the gap behind it; of the last one, the gap in front of it. */
const nameSpan = ({file}: Page, {row, names}: IgnoreComment, index: number): Span => {
  const [before, name, next] = [names[index - 1], names[index], names[index + 1]]
  if (name === undefined) throw new Error(`bug: a comment of ${names.length} names has none at ${index}`)
  const [from, to] = next ? [name.column, next.column] : [before ? endOf(before) : name.column, endOf(name)]
  return {file, line: row + 1, column: from + 1, endLine: row + 1, endColumn: to + 1}
}

/** The whole line of a comment that stands alone; otherwise with the white space in front of it. */
const commentSpan = ({file, lines}: Page, {row, from, to, isAlone}: IgnoreComment): Span => {
  const line = {file, line: row + 1}
  if (isAlone && row + 1 < lines.length) return {...line, column: 1, endLine: row + 2, endColumn: 1}
  const start = lines[row]?.slice(0, from).trimEnd().length ?? from
  return {...line, column: start + 1, endLine: row + 1, endColumn: to + 1}
}
