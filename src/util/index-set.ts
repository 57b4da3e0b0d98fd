// A set of small integers that yields its members in order: a tree of bitmaps, 32 children to a word.
// Insert, delete and "first member from here" take log32(size) steps, so a queue of 100,000 costs four.

const WORD_BITS = 5
const WORD_MASK = 31

export interface IndexSet {
  /** `levels[0]` has a bit per member; each higher level has a bit per non-zero word of the one below. */
  readonly levels: readonly Uint32Array[]
}

/** An empty set for members 0 … `size` - 1. */
export const indexSet = (size: number): IndexSet => {
  const levels: Uint32Array[] = []
  let words = size
  do {
    words = (words + WORD_MASK) >>> WORD_BITS
    levels.push(new Uint32Array(Math.max(1, words)))
  } while (words > 1)
  return {levels}
}

export const addIndex = ({levels}: IndexSet, member: number): void => {
  let bit = member
  for (const words of levels) {
    words[bit >>> WORD_BITS] = (words[bit >>> WORD_BITS] ?? 0) | (1 << (bit & WORD_MASK))
    bit >>>= WORD_BITS
  }
}

export const deleteIndex = ({levels}: IndexSet, member: number): void => {
  let bit = member
  for (const words of levels) {
    const word = (words[bit >>> WORD_BITS] ?? 0) & ~(1 << (bit & WORD_MASK))
    words[bit >>> WORD_BITS] = word
    if (word !== 0) return
    bit >>>= WORD_BITS
  }
}

/** The smallest member that is at least `from`, or -1. */
export const nextIndex = ({levels}: IndexSet, from: number): number => {
  let bit = from
  for (let level = 0; level < levels.length; level++) {
    const word = levels[level]?.[bit >>> WORD_BITS] ?? 0
    const rest = (word >>> (bit & WORD_MASK)) << (bit & WORD_MASK)
    if (rest !== 0) return descend(levels, level, (bit & ~WORD_MASK) | lowestBit(rest))
    bit = (bit >>> WORD_BITS) + 1
  }
  return -1
}

const descend = (levels: readonly Uint32Array[], from: number, start: number): number => {
  let bit = start
  for (let level = from - 1; level >= 0; level--) {
    bit = (bit << WORD_BITS) | lowestBit(levels[level]?.[bit] ?? 0)
  }
  return bit
}

const lowestBit = (word: number): number => WORD_MASK - Math.clz32(word & -word)
