// Which row of a table a short name means: `Registry` for `AgentRegistry`, `DB` for `DatabaseArchitect`. The closest way of being
// short that any row meets decides; where several rows meet it, none is chosen.

export interface Named {
  readonly name: string
  readonly id: string
}

export type Choice =
  | {readonly type: 'one'; readonly id: string}
  | {readonly type: 'several'; readonly ids: readonly string[]}
  | {readonly type: 'none'}

/** Short words that are no beginning of what they stand for. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['db', 'database'],
  ['ctx', 'context'],
  ['mgr', 'manager'],
  ['msg', 'message'],
  ['svc', 'service'],
  ['auth', 'authentication'],
  ['k8s', 'kubernetes'],
  ['fe', 'frontend'],
  ['be', 'backend'],
  ['ui', 'interface'],
  ['qa', 'quality'],
])

/** From the closest to the loosest: the same words, some of its words, their beginnings, the first letters of its words. */
const WAYS: readonly ((short: readonly string[], words: readonly string[]) => boolean)[] = [
  (short, words) => short.join('') === words.join(''),
  (short, words) => short.every(word => words.includes(word) || words.includes(SHORT.get(word) ?? '')),
  (short, words) => short.every(word => word.length > 2 && words.some(long => long.startsWith(word))),
  (short, words) =>
    short.length === 1 &&
    (short[0]?.length ?? 0) > 1 &&
    words
      .map(word => word[0])
      .join('')
      .startsWith(short[0] ?? ''),
]

/** `self` is never meant: nothing waits for itself. */
export const nameChooser = (rows: readonly Named[]): ((short: string, self: string) => Choice) => {
  const candidates = rows.map(({name, id}) => ({id, words: wordsOf(name)}))
  return (short, self) => {
    const words = wordsOf(short)
    for (const isMeant of words.length === 0 ? [] : WAYS) {
      const ids = candidates.filter(row => row.id !== self && isMeant(words, row.words)).map(({id}) => id)
      const [id] = ids
      if (id !== undefined) return ids.length === 1 ? {type: 'one', id} : {type: 'several', ids}
    }
    return {type: 'none'}
  }
}

/** `MCPServerManager` has the words mcp, server and manager. */
const wordsOf = (name: string): string[] =>
  (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\d+/gu) ?? []).map(word => word.toLowerCase())
