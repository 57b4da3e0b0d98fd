// Reads lists and paragraphs in which nothing is Markdown but the list markers, code spans and words in bold: most of those in a plan, a
// hundred times as fast as remark, which reads the rest.

import {indentOf, isBlank} from '../util/text.ts'
import type {Sheet} from './sheet.ts'

/** One point of a list, or one paragraph beside it. */
export interface Item {
  /** Its source lines, without list marker and checkbox. */
  readonly lines: readonly ItemLine[]
  /** Without Markdown, on one line. */
  readonly text: string
  /** The code spans in it. */
  readonly codes: readonly string[]
  /** It is nothing but text in front of, or after, a code span that begins it. */
  readonly beginsWithCode: boolean
}

export interface ItemLine {
  readonly text: string
  readonly row: number
  readonly column: number
}

const MARKER = /^ {0,3}(?:([-*+])|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/
const CODE = /`([^`\s](?:[^`]*[^`\s])?)`/g
/** A code span, or words in bold that nothing can be mistaken for. */
const MARKED =
  /`([^`\s](?:[^`]*[^`\s])?)`|(?<!\S)\*\*([\p{L}\p{N}](?:[^*_`<>[\]\\&~|]*[\p{L}\p{N}.:!?)])?)\*\*(?=[\s.,;:]|$)/gu
/** What remark would read as something else than text. */
const MARKDOWN = /[`*_<>[\]\\&~|]|^(?:[-=][-=\s]*$|#{1,6}(?:\s|$)|[-+](?:\s|$)|\d{1,9}[.)](?:\s|$))/

/** Undefined if anything in these rows needs a Markdown parser. */
export const readPlainItems = (sheet: Sheet, from: number, to: number): Item[] | undefined => {
  const items: ItemLine[][] = []
  let isGap = true
  for (let row = from; row < to; row++) {
    const line = sheet.prose[row] ?? ''
    if (isBlank(line)) {
      isGap = true
      continue
    }
    const marker = MARKER.exec(line)
    const column = marker?.[0].length ?? indentOf(line)
    const text = line.slice(column).trimEnd()
    if (
      MARKDOWN.test(text.replace(MARKED, (_, _code, bold = '') => bold)) ||
      (isGap && indentOf(line) > 0) ||
      isDeep(line)
    )
      return undefined
    const isOrderedInText =
      marker !== null && marker[1] === undefined && !isGap && !wasOrdered(sheet, row - 1)
    if (isOrderedInText) return undefined
    if (marker || isGap) items.push([{text, row, column}])
    else items.at(-1)?.push({text, row, column})
    isGap = false
  }
  return items.map(itemOf)
}

/** So deep, a marker may be code or the middle of a paragraph. */
const isDeep = (line: string): boolean => {
  const indent = line.slice(0, indentOf(line))
  return (
    (indent.length > 3 || indent.includes('\t')) && /^(?:[-*+]|\d{1,9}[.)])\s/.test(line.slice(indent.length))
  )
}

/** A number within a paragraph begins no list. */
const wasOrdered = (sheet: Sheet, row: number): boolean => /^\s*\d/.test(sheet.prose[row] ?? '')

const itemOf = (lines: ItemLine[]): Item => {
  const source = lines.map(({text}) => text).join(' ')
  return {
    lines,
    text: source.replace(MARKED, (_, code, bold) => code ?? bold),
    codes: [...source.matchAll(CODE)].map(([, code = '']) => code),
    beginsWithCode: source.startsWith('`'),
  }
}

/** Each line as it stands, for what is too long to be parsed. */
export const readRawItems = (sheet: Sheet, from: number, to: number): Item[] =>
  sheet.prose.slice(from, to).flatMap((line, index) => {
    const column = MARKER.exec(line)?.[0].length ?? indentOf(line)
    const text = line.slice(column).trimEnd()
    return text === ''
      ? []
      : [{lines: [{text, row: from + index, column}], text, codes: [], beginsWithCode: false}]
  })
