// Applies fixes to the text of a document. Knows neither rules nor files.

import type {Edit, Fix} from './diagnostic.ts'

export interface Mended {
  readonly text: string
  /** Fixes that were applied; the others touch what these have changed. */
  readonly count: number
}

/**
 * All fixes that do not get in each other's way, the one that begins first, then the longer one, before the others.
 * Everything between the edits stays, byte for byte, a byte order mark included: places do not count it.
 */
export const applyFixes = (text: string, fixes: readonly Fix[]): Mended => {
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  const offsetOf = offsets(text, mark)
  const placed = fixes.map(({edits}) => edits.map(edit => placeEdit(edit, offsetOf)).sort(byPlace))
  const taken: Placed[] = []
  let count = 0
  for (const edits of placed.sort((a, b) => compare(a[0], b[0]))) {
    if (edits.some(edit => taken.some(other => overlaps(edit, other)))) continue
    taken.push(...edits)
    count += 1
  }
  return {text: splice(text, taken.sort(byPlace)), count}
}

interface Placed {
  readonly from: number
  readonly to: number
  readonly newText: string
}

const placeEdit = ({span, newText}: Edit, offsetOf: (line: number, column: number) => number): Placed => ({
  from: offsetOf(span.line, span.column),
  to: offsetOf(span.endLine, span.endColumn),
  newText,
})

const byPlace = (a: Placed, b: Placed): number => a.from - b.from || b.to - a.to

const compare = (a: Placed | undefined, b: Placed | undefined): number =>
  a === undefined || b === undefined ? 0 : byPlace(a, b)

const overlaps = (a: Placed, b: Placed): boolean => a.from < b.to && b.from < a.to

const offsets = (text: string, mark: number): ((line: number, column: number) => number) => {
  const starts = [mark]
  for (const {index, 0: end} of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length)
  return (line, column) => Math.min((starts[line - 1] ?? text.length) + column - 1, text.length)
}

const splice = (text: string, edits: readonly Placed[]): string => {
  let result = ''
  let at = 0
  for (const {from, to, newText} of edits) {
    result += text.slice(at, from) + newText
    at = to
  }
  return result + text.slice(at)
}
