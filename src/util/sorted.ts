// Looking things up in sorted lists.

/** The index of the first that is not before `text`; the length of the list where all are. By UTF-16 units, as `sort` has it. */
export const firstFrom = (sorted: readonly string[], text: string): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
