// How task ids are written: `T1`, `T-001`, `TASK-F-001`, `SEC-002`, `1.2` after the word Task. Knows no document.

/** An id found in a text, and how sure its spelling makes us that it is one. */
export interface FoundId {
  readonly id: string
  /** Offsets in the text, without a leading word `Task`. */
  readonly start: number
  readonly end: number
  /** `T1`, `TASK-…` and whatever follows the word Task; `SEC-001` or a bare `1.2` may be something else. */
  readonly certain: boolean
}

const WORD = /(?:tasks?|story|stories)\s+#?/iy
const CERTAIN =
  /(?:T\d+(?:\.\d+)*[a-z]?|T-\d+[a-z]?|TASK[-_][A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*)(?![A-Za-z0-9_])/y
const PREFIXED = /[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+[a-z]?(?![A-Za-z0-9_])/y
const NUMBER = /\d+(?:\.\d+)*[a-z]?(?![A-Za-z0-9_%])/y

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** The id that begins exactly here. */
export const idAt = (text: string, at: number): FoundId | undefined => {
  const word = matchAt(WORD, text, at)?.length ?? 0
  const start = at + word
  const certain = matchAt(CERTAIN, text, start)
  const found = certain ?? matchAt(PREFIXED, text, start) ?? matchAt(NUMBER, text, start)
  if (found === undefined) return undefined
  return {id: found, start, end: start + found.length, certain: certain !== undefined || word > 0}
}

/** Which ids a document has, for deciding what an unsure spelling means. */
export interface KnownIds {
  /** The id as the document defines it, whatever the case it is written in here. */
  resolve(word: string): string | undefined
  /** Spelled like one of them: letters for letters, digits for digits. `API-07` is, where there is a `SEC-001`. */
  resembles(word: string): boolean
  /** The ids from one to the other by their last number, e.g. `T2`, `T3` between `T1` and `T4`. */
  between(from: string, to: string): readonly string[]
}

export const knownIds = (ids: Iterable<string>): KnownIds => {
  const byFold = new Map<string, string>()
  const byStem = new Map<string, {readonly id: string; readonly number: number}[]>()
  const shapes = new Set<string>()
  for (const id of ids) {
    if (byFold.has(id.toLowerCase())) continue
    byFold.set(id.toLowerCase(), id)
    shapes.add(shapeOf(id))
    const {stem, number} = splitId(id)
    const family = byStem.get(stem) ?? []
    if (family.length === 0) byStem.set(stem, family)
    family.push({id, number})
  }
  return {
    resolve: word => byFold.get(word.toLowerCase()),
    resembles: word => shapes.has(shapeOf(word)),
    between: (from, to) => {
      const [first, last] = [splitId(from), splitId(to)]
      if (first.stem !== last.stem) return []
      return (byStem.get(first.stem) ?? [])
        .filter(({number}) => number > first.number && number < last.number)
        .sort((a, b) => a.number - b.number)
        .map(({id}) => id)
    },
  }
}

const shapeOf = (word: string): string =>
  word
    .replace(/[A-Z]+/g, 'A')
    .replace(/[a-z]+/g, 'a')
    .replace(/\d+/g, '9')

/** `T12` is the 12th of `t`. */
const splitId = (id: string): {readonly stem: string; readonly number: number} => {
  const digits = /\d+[a-z]?$/.exec(id)?.[0] ?? ''
  return {stem: id.slice(0, id.length - digits.length).toLowerCase(), number: Number.parseInt(digits, 10)}
}
