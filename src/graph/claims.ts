// Which parts of the tree a path speaks for, and whether two of them can be the same file.
// A path is a file, a directory (`a/`), or a glob with `*`, `**`, `?` or `{a,b}`. Knows no file system.

import picomatch from 'picomatch'

/** Any number of directories, none included. */
const ANY_DEPTH = '**'

/** `[slug]` and `(group)` are no wildcards: web frameworks name directories so, and plans name those directories. */
const WILDCARD = /[*?]|\{(?=[^{}]*\})[^{}]*?(?:,|\.\.)/

/** Without `./`, doubled slashes and a leading slash; a trailing slash stays, it marks a directory. */
export const normalisePath = (path: string): string =>
  IRREGULAR.test(path)
    ? path
        .split('/')
        .filter((segment, index, all) => segment !== '.' && (segment !== '' || index === all.length - 1))
        .join('/')
    : path

/** A segment that is empty (but for the one behind a trailing slash) or a single dot. */
const IRREGULAR = /^\.?\/|\/\.?\/|\/\.$|^\.$/

/** Equal for paths that are one file to a file system that ignores case, or composes accents. */
export const folded = (path: string): string => path.normalize('NFC').toLowerCase()

export const isGlob = (path: string): boolean => WILDCARD.test(path)

/**
 * Whether some file could belong to both. Of two paths without wildcards, each also speaks for all below it, with or
 * without the trailing slash; beside a glob a path without one is a file. Two globs in doubt overlap.
 */
export const overlaps = (a: string, b: string): boolean => {
  if (isGlob(a) || isGlob(b)) return intersects(claimed(a), claimed(b))
  const [left, right] = [directory(a), directory(b)]
  return left.startsWith(right) || right.startsWith(left)
}

/** Whether any path of the one overlaps any of the other. */
export const conflicting = (a: readonly string[], b: readonly string[]): boolean =>
  a.some(left => b.some(right => overlaps(left, right)))

/** Whether the file at `path`, taken literally, lies within one of the claims. */
export const covers = (claims: readonly string[], path: string): boolean => {
  const file = segments(normalisePath(path))
  return claims.some(claim =>
    isGlob(claim)
      ? intersects(claimed(claim), file.map(literal))
      : `${file.join('/')}/`.startsWith(directory(claim)),
  )
}

/** One step of a path: a name, a pattern for a name, or any depth. */
type Segment = {readonly type: 'name' | 'pattern'; readonly text: string} | {readonly type: 'any'}

const ANY: Segment = {type: 'any'}

const literal = (text: string): Segment => ({type: 'name', text})

const directory = (path: string): string => {
  const normal = normalisePath(path)
  return normal === '' || normal.endsWith('/') ? normal : `${normal}/`
}

const segments = (path: string): string[] => path.split('/').filter(segment => segment !== '')

const claimed = (path: string): readonly Segment[] => {
  const found = globSegments(segments(normalisePath(path)))
  return path.endsWith('/') ? [...found, ANY] : found
}

/** Braces that span a slash cannot be taken apart: from there on anything may match. */
const globSegments = (parts: readonly string[]): Segment[] => {
  const broken = parts.findIndex(part => part.split('{').length !== part.split('}').length)
  const whole = broken === -1 ? parts : [...parts.slice(0, broken), ANY_DEPTH]
  return whole.map(text => {
    if (text === ANY_DEPTH) return ANY
    return {type: isGlob(text) ? 'pattern' : 'name', text}
  })
}

/** Whether one path matches both: a walk over the pairs of positions, each visited once. */
const intersects = (a: readonly Segment[], b: readonly Segment[]): boolean => {
  let row = closure(b, new Set([0]))
  for (const segment of a)
    row = closure(b, segment.type === 'any' ? fromFirst(row, b.length) : advance(segment, b, row))
  return row.has(b.length)
}

/** Positions of `b` reachable after one segment of `a`: a position stays where `b` stands on any depth. */
const advance = (segment: Segment, b: readonly Segment[], row: ReadonlySet<number>): Set<number> => {
  const reached = new Set<number>()
  for (const position of row) {
    const other = b[position]
    if (other === undefined) continue
    if (other.type === 'any') reached.add(position)
    else if (sameName(segment, other)) reached.add(position + 1)
  }
  return reached
}

/** Any depth on the left may swallow any number of the right's segments. */
const fromFirst = (row: ReadonlySet<number>, length: number): Set<number> => {
  const first = Math.min(...row)
  return new Set(Array.from({length: Math.max(0, length + 1 - first)}, (_, offset) => first + offset))
}

const closure = (b: readonly Segment[], row: Set<number>): Set<number> => {
  for (const position of row) if (b[position]?.type === 'any') row.add(position + 1)
  return row
}

const sameName = (a: Segment, b: Segment): boolean => {
  if (a.type === 'any' || b.type === 'any') return true
  if (a.type === 'name' && b.type === 'name') return a.text === b.text
  if (a.type === 'name') return matcher(b.text)(a.text)
  if (b.type === 'name') return matcher(a.text)(b.text)
  return mayShareName(a.text, b.text)
}

const matcher = (pattern: string): ((name: string) => boolean) =>
  picomatch(pattern.replace(/[[\]()!+@\\]/g, '\\$&'), {dot: true, nonegate: true, noextglob: true})

/** Exact but for the middle: two patterns exclude each other if their fixed beginnings or ends do. */
const mayShareName = (a: string, b: string): boolean => {
  const [startA, startB] = [a.split(/[*?{]/, 1)[0] ?? '', b.split(/[*?{]/, 1)[0] ?? '']
  const [endA, endB] = [a.split(/[*?}]/).at(-1) ?? '', b.split(/[*?}]/).at(-1) ?? '']
  const starts = startA.startsWith(startB) || startB.startsWith(startA)
  return starts && (endA.endsWith(endB) || endB.endsWith(endA))
}
