// Shows one line of a document with a part of it underlined. Knows nothing of what is wrong with it.

import type {Location} from '../graph/diagnostic.ts'
import {display} from '../util/display.ts'
import type {Paint, Style} from './style.ts'

/** Characters of a long line that are shown; the marked part stands within them. */
const WIDTH = 100

/** Shown before the marked part of a line that is cut. */
const LEAD = 30

/** Spaces for a tab: the underline must stand below what it marks on every terminal. */
const TAB = '  '

export interface Frame {
  readonly location: Location
  /** Of the document, without line ends. */
  readonly line: string
  /** Stands behind the underline. */
  readonly note?: string
  /** Columns for line numbers. */
  readonly gutter: number
}

/** Two lines: the document's, and the underline. Empty where the line has nothing to mark. */
export const printFrame = (
  {location, line, note = '', gutter}: Frame,
  paint: Paint,
  style: Style,
): readonly string[] => {
  const start = startOf(location, line)
  const end = Math.max(start, Math.min((location.endColumn ?? line.length + 1) - 1, line.length))
  const from = start > WIDTH - LEAD ? start - LEAD : 0
  const to = Math.min(line.length, from + WIDTH)
  const [before, marked, after] = [
    line.slice(from, start),
    line.slice(start, Math.min(end, to)),
    line.slice(Math.min(end, to), to),
  ].map(shown)
  const head = `${from > 0 ? '…' : ''}${before}`
  const tail = `${after}${to < line.length ? '…' : ''}`
  const bar = style.dim('|')
  const underline = paint('^'.repeat(Math.max(1, widthOf(marked ?? ''))))
  return [
    `${style.dim(String(location.line).padStart(gutter))} ${bar} ${head}${marked}${tail}`,
    `${' '.repeat(gutter)} ${bar} ${' '.repeat(widthOf(head))}${underline}${note === '' ? '' : ` ${paint(note)}`}`,
  ]
}

/** A place without an end marks the rest of its line, but not white space in front of it. */
const startOf = ({column, endColumn}: Location, line: string): number => {
  const start = Math.min(column - 1, line.length)
  const rest = line.slice(start)
  return endColumn === undefined ? start + (rest.length - rest.trimStart().length) : start
}

const shown = (text: string): string => display(text).replaceAll('\t', TAB).replaceAll('\n', ' ')

/** East Asian wide characters and emoji take two columns of a terminal, marks that combine take none. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const EMPTY = /[\p{Mn}\p{Me}\p{Cf}]/u

const widthOf = (text: string): number => {
  let width = 0
  for (const character of text) if (!EMPTY.test(character)) width += WIDE.test(character) ? 2 : 1
  return width
}
