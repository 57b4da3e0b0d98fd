// Finds among many claims of paths those that take in others: a directory, or a glob. Knows neither tasks nor their order.

import {firstFrom} from '../util/sorted.ts'
import {isGlob, overlaps} from './claims.ts'

/** Something with a path; of equal paths all that have it. */
export interface Territory<T> {
  readonly path: string
  readonly owners: readonly T[]
  /** What has another path and lies in this one, or may. */
  readonly inner: readonly T[]
}

/** One for each path, and one more for a directory with others' paths in it. In the order of the claims. */
export const territories = <T>(
  claims: readonly T[],
  pathOf: (claim: T) => string,
): readonly Territory<T>[] => {
  const byPath = Map.groupBy(claims, claim => keyOf(pathOf(claim)))
  const overlapping = overlapsAmong(byPath, pathOf)
  const below = nested(byPath)
  return [...byPath].map(([path, owners]) => ({
    path,
    owners,
    inner: isGlob(path) ? overlapping(path) : (below.get(path) ?? []),
  }))
}

type ByPath<T> = ReadonlyMap<string, readonly T[]>

const keyOf = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path)

/** By directory that is itself a claim: the claims below it. */
const nested = <T>(byPath: ByPath<T>): ByPath<T> => {
  const inner = new Map<string, T[]>()
  for (const [path, claims] of byPath) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at)
      if (!byPath.has(directory)) continue
      const known = inner.get(directory)
      if (known === undefined) inner.set(directory, [...claims])
      else known.push(...claims)
    }
  }
  return inner
}

/**
 * Comparisons of two paths in all: a few thousand globs that begin alike would take minutes. Who writes so many of them has no use for a
 * list of all that may overlap.
 */
const COMPARED_MAX = 100_000
/** Of those, so many letter by letter; the others differ in how they end. */
const MATCHED_MAX = 20_000

/** By a glob: what overlaps it. Only those paths are looked at that begin as it does, or as which it begins. */
const overlapsAmong = <T>(
  byPath: ByPath<T>,
  pathOf: (claim: T) => string,
): ((glob: string) => readonly T[]) => {
  const asWritten = [...byPath].map(
    ([path, claims]) => [writtenPath(claims, pathOf) ?? path, claims] as const,
  )
  const claimsOf = new Map(asWritten)
  const byStart = Map.groupBy(claimsOf.keys(), fixedStart)
  const starts = [...byStart.keys()].sort()
  let [compared, matched] = [0, 0]
  const isOverlap = (glob: string, path: string): boolean =>
    path !== glob && mayEndAlike(glob, path) && matched++ < MATCHED_MAX && overlaps(glob, path)
  const overlapsOf = (glob: string, start: string): readonly string[] => {
    const paths = byStart.get(start) ?? []
    compared += paths.length
    return compared > COMPARED_MAX ? [] : paths.filter(path => isOverlap(glob, path))
  }
  return glob => {
    const own = fixedStart(glob)
    const found = Array.from({length: own.length}, (_, length) => overlapsOf(glob, own.slice(0, length)))
    for (let at = firstFrom(starts, own); starts[at]?.startsWith(own); at++)
      found.push(overlapsOf(glob, starts[at] ?? ''))
    return found.flat().flatMap(path => claimsOf.get(path) ?? [])
  }
}

/** With its slash, if any of them is written so: beside a glob, a path without one is a file. */
const writtenPath = <T>(claims: readonly T[], pathOf: (claim: T) => string): string | undefined => {
  const paths = claims.map(pathOf)
  return paths.find(path => path.endsWith('/')) ?? paths[0]
}

/** What stands before the first wildcard: a cheap way to tell most paths apart. */
const fixedStart = (path: string): string => path.split(/[*?{]/, 1)[0] ?? ''

/** What stands behind the last wildcard tells others apart; a name without a dot may be a directory with anything in it. */
const mayEndAlike = (glob: string, path: string): boolean => {
  const [own, other] = [fixedEnd(glob), fixedEnd(path)]
  return own.endsWith(other) || other.endsWith(own) || !path.slice(path.lastIndexOf('/')).includes('.')
}

const fixedEnd = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('*'), path.lastIndexOf('?'), path.lastIndexOf('}')) + 1)
