// The words of one paragraph or point over all of its lines, with the way back from each to its place in the document.

import type {Location} from '../graph/diagnostic.ts'
import {indentOf, isBlank} from '../util/text.ts'
import type {Phrase} from './phrase.ts'
import {locate, type Sheet} from './sheet.ts'

export interface Passage {
  /** The lines joined by single spaces; still Markdown. */
  readonly text: string
  readonly lines: readonly PassageLine[]
}

interface PassageLine extends Phrase {
  /** Where it begins in the whole text. */
  readonly at: number
}

const ROWS_MAX = 200 // a longer paragraph is no statement about a task

/** From a column of a row to the end of its paragraph: a blank line, a point or `to` ends it. */
export const readPassage = (
  sheet: Sheet,
  {row, column, to}: {row: number; column: number; to: number},
): Passage => {
  const lines: PassageLine[] = []
  let at = 0
  for (let next = row; next < Math.min(Math.max(to, row + 1), row + ROWS_MAX); next++) {
    const line = sheet.prose[next] ?? ''
    if (next > row && (isBlank(line) || /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line))) break
    const from = next === row ? column : indentOf(line)
    const text = line.slice(from).trimEnd()
    lines.push({text, row: next, column: from, at})
    at += text.length + 1
  }
  return {text: lines.map(({text}) => text).join(' '), lines}
}

/** The words between two offsets, cut where lines end. */
export const phrasesOf = ({lines}: Passage, from: number, to: number): Phrase[] =>
  lines.flatMap(({text, row, column, at}) => {
    const start = Math.max(from - at, 0)
    const words = text.slice(start, Math.max(to - at, start))
    return words.trim() === '' ? [] : [{text: words, row, column: column + start}]
  })

/** Marks the words from an offset on, at most to the end of their line. */
export const locatePassage = (sheet: Sheet, passage: Passage, from: number, to: number): Location => {
  const [phrase] = phrasesOf(passage, from, to)
  return locate(sheet, phrase?.row ?? 0, phrase?.column, phrase?.text.trimEnd().length)
}
