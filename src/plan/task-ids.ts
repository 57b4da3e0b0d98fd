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

/** A word that makes of any number behind it a task's. */
const WORD =
  /(?:(?:(?:sub)?tasks?|story|stories|tareas?|tarefas?|aufgaben?|t[âa]ches?|задач[аи]|work\s?items?)(?:[ \t]+#?|[ \t]?#)|(?:任务|任務|タスク|작업)[ \t]*#?)/iuy
/** A word that may number something else: steps within a task, issues of a tracker. */
const WEAK_WORD =
  /(?:(?:steps?|issues?|tickets?|schritte?|pasos?|passos?|etapas?|étapes?|шаг)(?:[ \t]+#?|[ \t]?#)|(?:步骤|步驟|ステップ)[ \t]*#?|#(?=\d))/iuy
const CERTAIN =
  /(?:T\d+(?:\.\d+)*[a-z]?|T-[A-Z]{0,3}\d+[a-z]?|TASK[-_][A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*)(?![A-Za-z0-9_])/y
/** `M1-T2`, `P1.T3`, `T06.G6.01`: of a milestone, a phase. `T1-T4` is a range. */
const COMPOUND =
  /([A-Z]{1,8})\d{1,4}(?:\.\d{1,4}){0,2}[-.](?!\1\d)[A-Z]{1,4}\d{1,4}(?:[-.][A-Z]{0,4}\d{1,4}){0,3}[a-z]?(?![A-Za-z0-9_])/y
/** `P1-B`, behind the word Task alone. */
const LETTER_LAST = /[A-Z][A-Z0-9]{0,7}(?:[-.][A-Z0-9]{1,6}){0,3}[-.][A-Z](?![\p{L}\d_-])/uy
const PREFIXED = /[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+(?:\.\d+)*[a-z]?(?![A-Za-z0-9_])/y
const LETTERED = /[A-Z]{1,4}\d+(?:\.\d+)*[a-z]?(?![A-Za-z0-9_-])/y
/** Behind the word Task alone. */
const LETTER = /[A-Z](?![\p{L}\d_-])/uy
const NUMBER = /\d+(?:\.\d+)*[A-Za-z]?(?![A-Za-z0-9_%])/y

/** Any id of the graph, in code marks behind the word Task: the canonical form of those that no plan spells so. */
const CODED = /`[A-Za-z0-9][A-Za-z0-9._/-]{0,63}`/y

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

/** The id that begins exactly here. */
export const idAt = (text: string, at: number): FoundId | undefined => {
  const word = matchAt(WORD, text, at)?.length ?? 0
  const coded = word > 0 ? matchAt(CODED, text, at + word) : undefined
  if (coded !== undefined)
    return {id: coded.slice(1, -1), start: at + word + 1, end: at + word + coded.length - 1, certain: true}
  const start = at + (word || (matchAt(WEAK_WORD, text, at)?.length ?? 0))
  const compound = matchAt(COMPOUND, text, start)
  const certain = compound?.startsWith('T') === true ? compound : matchAt(CERTAIN, text, start)
  const found =
    certain ??
    compound ??
    (word > 0 ? matchAt(LETTER_LAST, text, start) : undefined) ??
    matchAt(PREFIXED, text, start) ??
    matchAt(LETTERED, text, start) ??
    matchAt(NUMBER, text, start) ??
    (word > 0 ? matchAt(LETTER, text, start) : undefined)
  if (found === undefined) return undefined
  return {id: found, start, end: start + found.length, certain: certain !== undefined || word > 0}
}

/** Prefixes of what is numbered in plans and is no task: requirements, criteria, decisions, standards, priorities. */
const OTHER_NUMBERS =
  /^(?:(?:REQ|FR|NFR|RF|RNF|AC|SC|ADR|RISK|KPI|OKR|PRD|RFC|CVE|ISO|HTTP|UTF|SHA)(?=[-.\d])|(?:P[0-5]|Q[1-4]|H[1-6]|V\d+|S3|EC2)$)/i

/** Whether an id names a requirement or the like, so that it is no task's, however it stands. */
export const isOtherNumber = (id: string): boolean => OTHER_NUMBERS.test(id)

/**
 * An id of the graph for one that people write: `#247` is `247`, `owner/repo#1` is `owner-repo-1`; of other letters each stands
 * for itself by its code point. Ids of the graph's own spelling stay as they are.
 */
export const safeId = (written: string): string => {
  const plain = written
    .trim()
    .replace(/[^A-Za-z0-9._-]/gu, character =>
      character.charCodeAt(0) < 128 ? '-' : `u${character.codePointAt(0)?.toString(16) ?? ''}`,
    )
    .replace(/-{2,}/g, '-')
    .replace(/^[-._]+/, '')
    .slice(0, ID_MAX)
  return withoutEnd(plain)
}

const ID_MAX = 64 // characters, as `compile` takes them

const withoutEnd = (id: string): string => {
  let end = id.length
  while (end > 0 && '-._'.includes(id[end - 1] ?? '')) end--
  return id.slice(0, end)
}

/** Which ids a document has, for deciding what an unsure spelling means. */
export interface KnownIds {
  /** The id as the document defines it, whatever the case it is written in here. */
  resolve(word: string): string | undefined
  /** Spelled like one of them: letters for letters, digits for digits. `API-07` is, where there is a `SEC-001`. */
  resembles(word: string): boolean
  /** The ids from one to the other by their last number, e.g. `T2`, `T3` between `T1` and `T4`. */
  between(from: string, to: string): readonly string[]
  /** The ids whose numbers begin so: `2.1` and `2.2` under `2`. */
  under(head: string): readonly string[]
  /** How many stand before this one in the document; 0 for one that is not of it. */
  position(id: string): number
  idAt(position: number): string | undefined
  /** So many from the beginning of the document. */
  firstOnes(count: number): readonly string[]
  /** The last of the document. */
  last(): string | undefined
}

/** In the order of the document. `aliases` are other names of these ids: a slug, a second numbering. */
export const knownIds = (
  ids: Iterable<string>,
  aliases: Iterable<readonly [alias: string, id: string]> = [],
): KnownIds => {
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
  const inOrder = [...byFold.values()]
  let heads: ReadonlyMap<string, readonly string[]> | undefined
  const positions = new Map(inOrder.map((id, position) => [id, position]))
  for (const [alias, id] of aliases) if (!byFold.has(alias.toLowerCase())) byFold.set(alias.toLowerCase(), id)
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
    under: head => {
      heads ??= byHead(inOrder)
      return heads.get(head.toLowerCase()) ?? []
    },
    last: () => inOrder.at(-1),
    position: id => positions.get(id) ?? 0,
    idAt: position => inOrder[position],
    firstOnes: count => inOrder.slice(0, count),
  }
}

/** `2.1.3` stands under `2` and `2.1`. */
const byHead = (ids: readonly string[]): ReadonlyMap<string, readonly string[]> => {
  const heads = new Map<string, string[]>()
  for (const id of ids)
    for (let dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1)) {
      const head = id.slice(0, dot).toLowerCase()
      const members = heads.get(head)
      if (members) members.push(id)
      else heads.set(head, [id])
    }
  return heads
}

const shapeOf = (word: string): string =>
  word
    .replace(/[A-Z]+/g, 'A')
    .replace(/[a-z]+/g, 'a')
    .replace(/\d+/g, '9')
    .replace(/9a$/, '9')

/** `T12` is the 12th of `t`. */
const splitId = (id: string): {readonly stem: string; readonly number: number} => {
  const digits = /(?<!\d)\d+[a-z]?$/.exec(id)?.[0] ?? ''
  return {stem: id.slice(0, id.length - digits.length).toLowerCase(), number: Number.parseInt(digits, 10)}
}
