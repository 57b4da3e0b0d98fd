// Turns offsets in a document into places. Knows nothing of what stands there.

import type {Location} from './diagnostic.ts'

/** Marks what lies between two offsets; where that ends on a later line, to the end of the first. */
export type Places = (at: number, end: number) => Location

const [LF, CR] = [10, 13]

export const placesOf = ({file, text}: {readonly file: string; readonly text: string}): Places => {
  const starts = [0]
  const ends: number[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character !== LF && character !== CR) continue
    ends.push(at)
    if (character === CR && text.charCodeAt(at + 1) === LF) at++
    starts.push(at + 1)
  }
  ends.push(text.length)
  return (at, end) => {
    const row = rowOf(starts, at)
    const start = starts[row] ?? 0
    const lineEnd = ends[row] ?? start
    return {
      file,
      line: row + 1,
      column: Math.min(at, lineEnd) - start + 1,
      ...(end <= lineEnd ? {endColumn: end - start + 1} : {}),
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
