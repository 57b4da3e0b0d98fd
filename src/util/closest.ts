// Finds what a misspelt word was meant to be. Knows no domain words.

/** Longer words are not compared: nobody mistypes them, and the comparison costs the product of both lengths. */
const LONGEST = 64

/** The candidate that takes the fewest edits (at most a third of the word), the first among equals. */
export const closest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > LONGEST) return undefined
  let best: string | undefined
  let limit = Math.max(1, Math.floor(word.length / 3)) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= limit) continue
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    if (edits < limit) [best, limit] = [candidate, edits]
  }
  return best
}

/** ` (did you mean "x"?)`, or nothing. */
export const suggestion = (word: string, candidates: Iterable<string>): string =>
  didYouMean(closest(word, candidates))

export const didYouMean = (found: string | undefined): string =>
  found === undefined ? '' : ` (did you mean "${found}"?)`

/** Suggestions one list of candidates is asked for: each compares with all of them, and a thousandth helps nobody. */
const ENOUGH = 100

/** `closest` for many words against the same candidates. */
export const finder = (candidates: Iterable<string>): ((word: string) => string | undefined) => {
  const all = [...candidates]
  let given = 0
  return word => (given++ < ENOUGH ? closest(word, all) : undefined)
}

/** `suggestion` for many words against the same candidates. */
export const suggester = (candidates: Iterable<string>): ((word: string) => string) => {
  const find = finder(candidates)
  return word => didYouMean(find(word))
}

/** Insertions, deletions, substitutions, and swaps of two neighbours: the optimal string alignment distance. */
const distance = (a: string, b: string): number => {
  let before: number[] = []
  let previous = Array.from({length: b.length + 1}, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + cost,
          swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
