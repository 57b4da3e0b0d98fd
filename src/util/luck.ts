// Luck that a replay repeats: the same words give the same number.

/** From 0 up to, not including, 1 (FNV-1a over the characters). */
export const luckOf = (...words: readonly (string | number)[]): number => {
  let hash = 0x811c9dc5
  for (const character of words.join('/')) {
    hash ^= character.codePointAt(0) ?? 0
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0) / 2 ** 32
}
