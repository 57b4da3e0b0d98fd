// Turns offsets in a document into places. Knows nothing of what stands there.

import type {Location} from '../graph/diagnostic.ts'
import type {PlanDocument} from './format.ts'

/** Marks what lies between two offsets; where that ends on a later line, to the end of the first. */
export type Places = (at: number, end: number) => Location

export const placesOf = ({file, text}: PlanDocument): Places => {
  const starts = [0]
  for (const {index, 0: lineEnd} of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + lineEnd.length)
  return (at, end) => {
    const row = rowOf(starts, at)
    const start = starts[row] ?? 0
    const isOneLine = end < (starts[row + 1] ?? Number.POSITIVE_INFINITY)
    return {
      file,
      line: row + 1,
      column: at - start + 1,
      ...(isOneLine ? {endColumn: end - start + 1} : {}),
    }
  }
}

/** The last row that starts at or before the offset. */
const rowOf = (starts: readonly number[], at: number): number => {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}
