// Finds the points with a box, `- [ ] …`, and how far each reaches: its wrapped lines and what is indented under it.
// Knows neither which of them are tasks nor what they say.

import type {TaskStatus} from '../graph/draft.ts'
import {indentOf, isBlank} from '../util/text.ts'
import type {Sheet} from './sheet.ts'
import {boxStatus} from './status-marks.ts'

export interface Box {
  /** The one character between the brackets. */
  readonly mark: string
  readonly markColumn: number
  /** `- [ ]* …`: Kiro's optional tasks. */
  readonly isStarred: boolean
  /** Of its list marker. */
  readonly indent: number
  readonly row: number
  /** Where its text begins. */
  readonly column: number
  /** First row that is not its own, nor of what is nested in it. */
  readonly end: number
}

const BOX = /^([\s>]*)(?:[-*+]|\d{1,9}[.)])\s{1,8}\[([^\]\s\w]|[ xX])\](\\?\*)?\s+(?=\S)/

/** In document order. Linear: each row closes what ends there, and each box is closed once. */
export const readBoxes = (sheet: Sheet): Box[] => {
  const boxes: (Box & {end: number})[] = []
  const open: (Box & {end: number})[] = []
  const headings = new Set(sheet.sections.map(({row}) => row))
  let last = -1
  for (let row = 0; row < sheet.prose.length; row++) {
    const line = sheet.prose[row] ?? ''
    if (isBlank(line)) {
      if (!isBlank(sheet.lines[row] ?? '')) last = row
      continue
    }
    const indent = headings.has(row) ? -1 : indentOf(line)
    const isParted = indent < 0 || isPartedFrom(line, last < row - 1)
    while (isParted && (open.at(-1)?.indent ?? -1) >= Math.max(indent, 0)) close(open, last)
    last = row
    const box = boxAt(line, row)
    if (box) open.push(box)
    if (box) boxes.push(box)
  }
  while (open.length > 0) close(open, last)
  return boxes
}

const close = (open: (Box & {end: number})[], last: number): void => {
  const box = open.pop()
  if (box) box.end = last + 1
}

/** A line that begins a block of its own; any other carries on the paragraph above it, however little it is indented. */
const isPartedFrom = (line: string, isGap: boolean): boolean =>
  isGap || /^\s*(?:[-*+]\s|\d{1,9}[.)]\s|[|>]|\*\*|-{3})/.test(line)

const boxAt = (line: string, row: number): (Box & {end: number}) | undefined => {
  const found = BOX.exec(line)
  if (!found) return undefined
  const [all, before = '', mark = '', star] = found
  const markColumn = line.indexOf('[', before.length) + 1
  return {
    mark,
    markColumn,
    isStarred: star !== undefined,
    indent: indentOf(line),
    row,
    column: all.length,
    end: row + 1,
  }
}

/** A mark of no common meaning says at least that somebody was there. */
export const statusOf = ({mark}: Box): TaskStatus => boxStatus(mark) ?? 'in-progress'
