// How messages name several things. Knows nothing of plans.

/** Names in one message; the rest are counted. */
const SHOWN = 8

/** `T1, T2 and T3`; of a long list the first few and how many more. */
export const listed = (names: readonly string[]): string => {
  if (names.length === 0) return 'nothing'
  if (names.length > SHOWN) return `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ')
}

/** `1 task`, `2 tasks`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
