// What Markdown says inside a short piece: the plain text of a heading, the items of a list. The only user of remark, which is
// quadratic: it is given pieces of bounded size, and only those that hold Markdown at all.

import type {Nodes, Paragraph} from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import {unified} from 'unified'
import {indentOf, isBlank} from '../util/text.ts'
import {type Item, type ItemLine, readPlainItems, readRawItems} from './plain-items.ts'
import type {Sheet} from './sheet.ts'

const markdown = unified().use(remarkParse).use(remarkGfm).freeze()

const PIECE_MAX = 4_000 // characters: remark takes some milliseconds for it; more in one paragraph is no list of facts

/** A short text without its emphasis, code marks and links. */
export const plainText = (text: string): string => {
  if (!/[*_`[<\\&~]/.test(text) || text.length > PIECE_MAX) return text.trim()
  return textOf(markdown.parse(text)).trim() || text.trim()
}

const textOf = (node: Nodes): string => {
  if ('value' in node) return node.value
  if (node.type === 'break') return ' '
  return 'children' in node ? node.children.map(textOf).join('') : ''
}

/** The points of the lists in these rows, and the paragraphs between. */
export const readItems = (sheet: Sheet, from: number, to: number): Item[] =>
  readPlainItems(sheet, from, to) ??
  pieces(sheet.prose, from, to).flatMap(([start, end]) => itemsOf(sheet, start, end))

/** Rows cut where a top-level point begins, so that each piece means the same alone. */
const pieces = (prose: readonly string[], from: number, to: number): [number, number][] => {
  const found: [number, number][] = []
  let start = from
  let size = 0
  for (let row = from; row < to; row++) {
    const line = prose[row] ?? ''
    if (size > PIECE_MAX / 4 && /^ {0,1}(?:[-*+]|\d{1,9}[.)])\s/.test(line)) {
      found.push([start, row])
      start = row
      size = 0
    }
    size += line.length + 1
  }
  if (!prose.slice(start, to).every(isBlank)) found.push([start, to])
  return found
}

/** What is indented as a whole is read as if it stood at the edge: alone it would be code. */
const itemsOf = (sheet: Sheet, from: number, to: number): Item[] => {
  const rows = sheet.prose.slice(from, to)
  const cut = commonIndent(rows)
  const text = rows.map(line => line.slice(cut)).join('\n')
  if (text.length > PIECE_MAX * 4) return readRawItems(sheet, from, to)
  return paragraphs(markdown.parse(text)).map(paragraph => itemOf(sheet, paragraph, {from, cut}))
}

const commonIndent = (rows: readonly string[]): number =>
  rows.reduce((least, line) => (isBlank(line) ? least : Math.min(least, indentOf(line))), MAX_INDENT)

const MAX_INDENT = 64 // columns; deeper is a drawing

const paragraphs = (node: Nodes): Paragraph[] => {
  if (node.type === 'paragraph') return [node]
  return 'children' in node ? node.children.flatMap(paragraphs) : []
}

const itemOf = (
  sheet: Sheet,
  paragraph: Paragraph,
  {from, cut}: {readonly from: number; readonly cut: number},
): Item => {
  const {start, end} = paragraph.position ?? {start: {line: 1, column: 1}, end: {line: 1, column: 1}}
  const lines: ItemLine[] = []
  for (let line = start.line; line <= end.line; line++) {
    const source = sheet.prose[from + line - 1] ?? ''
    const column =
      line === start.line
        ? cut + start.column - 1 + checkboxAt(source, cut + start.column - 1)
        : indentOf(source)
    lines.push({text: source.slice(column).trimEnd(), row: from + line - 1, column})
  }
  return {
    lines,
    text: textOf(paragraph)
      .split('\n')
      .map(line => line.trim())
      .join(' ')
      .trim(),
    codes: codesOf(paragraph),
    beginsWithCode: paragraph.children[0]?.type === 'inlineCode',
  }
}

/** Remark counts the box of a task list as part of its paragraph. */
const checkboxAt = (source: string, at: number): number =>
  /^\[[ xX]\]\s/.exec(source.slice(at, at + 4))?.[0].length ?? 0

const codesOf = (node: Nodes): string[] => {
  if (node.type === 'inlineCode') return [node.value]
  return 'children' in node ? node.children.flatMap(codesOf) : []
}
