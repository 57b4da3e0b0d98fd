// Finds headings, with number signs or underlined, in lines whose fences are already blanked, and the section under each.

import {isBlank} from '../util/text.ts'

export interface Section {
  /** Of its heading: 1 to 6. */
  readonly level: number
  /** The heading's text, still Markdown. */
  readonly heading: string
  readonly row: number
  /** Where the heading's text begins. */
  readonly column: number
  /** First row of the body. */
  readonly body: number
  /** Row of the next heading of any level, or the end. */
  readonly next: number
  /** Row of the next heading of the same or a higher level, or the end. */
  readonly end: number
}

interface Heading {
  readonly level: number
  readonly text: string
  readonly row: number
  readonly column: number
  readonly body: number
}

/** The headings of these lines, and how far the section under each reaches. Linear. */
export const findSections = (prose: readonly string[]): Section[] => {
  const headings: Heading[] = []
  for (let row = 0; row < prose.length; row++) {
    const heading = headingAt(prose, row)
    if (heading) headings.push(heading)
  }
  const ends = endsOf(headings, prose.length)
  return headings.map(({text, ...heading}, index) => ({
    ...heading,
    heading: text,
    next: headings[index + 1]?.row ?? prose.length,
    end: ends[index] ?? prose.length,
  }))
}

/** From the last to the first, over a stack of those still open: linear. */
const endsOf = (headings: readonly Heading[], length: number): number[] => {
  const ends: number[] = new Array(headings.length)
  const later: Heading[] = []
  for (let index = headings.length - 1; index >= 0; index--) {
    const heading = headings[index]
    if (!heading) continue
    while ((later.at(-1)?.level ?? 0) > heading.level) later.pop()
    ends[index] = later.at(-1)?.row ?? length
    later.push(heading)
  }
  return ends
}

const headingAt = (prose: readonly string[], row: number): Heading | undefined => {
  const line = prose[row] ?? ''
  const marks = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line)
  if (!marks) return underlinedAt(prose, row)
  const start = marks[0].length
  const text = withoutClosing(line.slice(start).trim())
  const column = start + (line.length - start - line.slice(start).trimStart().length)
  return {level: marks[1]?.length ?? 1, text, row, column, body: row + 1}
}

/** `## Title ##` is "Title"; `# C#` stays. */
const withoutClosing = (text: string): string => {
  let end = text.length
  while (text[end - 1] === '#') end--
  const isClosing = end < text.length && (end === 0 || text[end - 1] === ' ' || text[end - 1] === '\t')
  return isClosing ? text.slice(0, end).trimEnd() : text
}

/** A paragraph of one plain line, underlined. A list, quote, table or field above a rule is none. */
const underlinedAt = (prose: readonly string[], row: number): Heading | undefined => {
  const line = prose[row] ?? ''
  const under = /^ {0,3}(?:(=)=*|-{3,})[ \t]*$/.exec(prose[row + 1] ?? '')
  if (!under || isBlank(line) || !isBlank(prose[row - 1] ?? '')) return undefined
  if (/^(?: {4}|\s*(?:[-*+>|<_=]|\d{1,9}[.)]\s))/.test(line)) return undefined
  const column = line.length - line.trimStart().length
  return {level: under[1] ? 1 : 2, text: line.trim(), row, column, body: row + 2}
}
