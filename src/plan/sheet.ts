// A document as lines, fences and sections, found by one pass over its lines. Markdown parsers are quadratic; this is
// linear, and decides what is opaque, so that later readers see only prose. Knows nothing of tasks.

import type {Location} from '../graph/diagnostic.ts'
import {splitLines} from '../util/text.ts'
import type {PlanDocument} from './format.ts'
import {findSections, type Section} from './headings.ts'

/** Rows count from 0; a `Location` counts from 1. */
export interface Sheet {
  readonly file: string
  readonly lines: readonly string[]
  /** The lines with what is opaque (fences, comments, front matter) blanked: same number, same columns. */
  readonly prose: readonly string[]
  /** In document order. */
  readonly fences: readonly Fence[]
  /** In document order; what stands before the first heading is in none. */
  readonly sections: readonly Section[]
}

export interface Fence {
  /** First word of the info string in lower case; empty without one. */
  readonly language: string
  /** Of the opening line. */
  readonly row: number
  /** Rows of the content: `from` inclusive, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** Where the opening marker stands: so many columns of white space are cut from each line of the content. */
  readonly column: number
  /** False if the document ends inside it. */
  readonly closed: boolean
}

/** Marks `length` characters of a row, as far as it reaches; without a length, to its end. */
export const locate = (sheet: Sheet, row: number, column = 0, length?: number): Location => ({
  file: sheet.file,
  line: row + 1,
  column: column + 1,
  ...(length === undefined ? {} : {endColumn: 1 + Math.min(column + length, sheet.lines[row]?.length ?? 0)}),
})

/** The fences that begin in these rows. */
export const fencesIn = (sheet: Sheet, from: number, to: number): Fence[] => {
  const found: Fence[] = []
  for (let index = firstFence(sheet.fences, from); index < sheet.fences.length; index++) {
    const fence = sheet.fences[index]
    if (!fence || fence.row >= to) break
    found.push(fence)
  }
  return found
}

const firstFence = (fences: readonly Fence[], row: number): number => {
  let low = 0
  let high = fences.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((fences[middle]?.row ?? 0) < row) low = middle + 1
    else high = middle
  }
  return low
}

/** The content of a fence, cut by the fence's own indentation. */
export const fenceLines = (sheet: Sheet, fence: Fence): string[] =>
  sheet.lines.slice(fence.from, fence.to).map(line => outdent(line, fence.column))

const outdent = (line: string, columns: number): string => {
  let at = 0
  while (at < columns && (line[at] === ' ' || line[at] === '\t' || line[at] === '>')) at++
  return line.slice(at)
}

export const readSheet = (document: PlanDocument): Sheet => {
  const lines = splitLines(document.text)
  const prose = [...lines]
  const fences: Fence[] = []
  for (let row = blankFrontMatter(prose); row < lines.length; ) {
    row = blankFence(lines, prose, fences, row) ?? blankComment(prose, row) ?? row + 1
  }
  return {file: document.file, lines, prose, fences, sections: findSections(prose)}
}

const blank = (prose: string[], from: number, to: number): number => {
  prose.fill('', from, to)
  return to
}

const FRONT_MATTER_MAX = 500 // rows; more is a document that merely begins with a rule

/** YAML between `---` lines at the very top. Returns the first row after it. */
const blankFrontMatter = (prose: string[]): number => {
  if (prose[0]?.trimEnd() !== '---' || !/^[\w-]+\s*:/.test(prose[1] ?? '')) return 0
  const end = prose
    .slice(0, FRONT_MATTER_MAX)
    .findIndex((line, row) => row > 0 && /^(?:---|\.\.\.)\s*$/.test(line))
  return end < 0 ? 0 : blank(prose, 0, end + 1)
}

const FENCE = /^([\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?)(`{3,}|~{3,})(.*)/s

/** Any indentation opens or closes a fence: people indent them in lists as they please. */
const blankFence = (
  lines: readonly string[],
  prose: string[],
  fences: Fence[],
  row: number,
): number | undefined => {
  const found = FENCE.exec(lines[row] ?? '')
  const [, before = '', marker = '', info = ''] = found ?? []
  if (!found || (marker[0] === '`' && info.includes('`'))) return undefined
  const quoted = before.includes('>')
  let to = row + 1
  while (to < lines.length && !endsFence(lines[to] ?? '', marker, quoted)) to++
  const closed = to < lines.length
  const leftQuote = closed && quoted && !/^\s*>/.test(lines[to] ?? '')
  fences.push({
    language:
      /^[^\s{,:]*/
        .exec(info.trim().replace(/^\{?\.?/, ''))?.[0]
        .replace(/\}$/, '')
        .toLowerCase() ?? '',
    row,
    from: row + 1,
    to,
    column: before.length,
    closed,
  })
  return blank(prose, row, closed && !leftQuote ? to + 1 : to)
}

const endsFence = (line: string, marker: string, quoted: boolean): boolean => {
  if (quoted && !/^\s*>/.test(line)) return true
  const text = (quoted ? line.replace(/^[\s>]*/, '') : line).trim()
  return text.startsWith(marker) && isAll(text, marker[0] ?? '')
}

const isAll = (text: string, character: string): boolean => {
  for (const found of text) if (found !== character) return false
  return true
}

/** An HTML comment that begins a line, up to the line where it ends. */
const blankComment = (prose: string[], row: number): number | undefined => {
  if (!prose[row]?.trimStart().startsWith('<!--')) return undefined
  let last = row
  while (last < prose.length - 1 && !prose[last]?.includes('-->')) last++
  return blank(prose, row, last + 1)
}
