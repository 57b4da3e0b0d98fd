// Which tasks claim the same part of the tree, found once for all tasks of a run: whoever takes or gives back its claims then
// touches its rivals alone, and comparing every task with every other is nobody's business. Knows no phases.

import {folded, isGlob, overlaps} from '../graph/claims.ts'
import {firstFrom} from '../util/sorted.ts'
import {type Access, type Claim, isContended} from './claim.ts'

export interface Rivalry {
  /** By rank; empty for a task that nobody contends with. */
  readonly seats: ReadonlyMap<number, readonly Seat[]>
}

/** The part that one claim of a task plays at a site. */
interface Seat {
  readonly site: Site
  readonly access: Access
  readonly isOuter: boolean
}

/** One claimed path. */
interface Site {
  readonly path: string
  /** Who claims it. */
  readonly outer: Claimant[]
  /** Who claims another path that overlaps it, as far as that one's own site does not say so. */
  readonly inner: Claimant[]
}

interface Claimant {
  readonly rank: number
  readonly access: Access
}

/** Of tasks by rank: what each claims. */
export const findRivals = (claims: readonly (readonly Claim[])[]): Rivalry => {
  const sites = new Map<string, Site>()
  claims.forEach((own, rank) => {
    for (const {path, access} of own) addClaimant(siteAt(sites, folded(path)).outer, {rank, access})
  })
  const outerOf = enclosing(sites)
  for (const site of sites.values())
    if (!isGlob(site.path))
      for (const outer of outerOf(site.path)) if (outer !== site) outer.inner.push(...site.outer)
  joinGlobs(sites, outerOf)
  return {seats: seatsAt(sites.values())}
}

/** A task that claims a path twice is there once, with the stronger claim. Claimants come by rank. */
const addClaimant = (claimants: Claimant[], claimant: Claimant): void => {
  const last = claimants.at(-1)
  if (last?.rank !== claimant.rank) claimants.push(claimant)
  else if (claimant.access === 'exclusive') claimants[claimants.length - 1] = claimant
}

const siteAt = (sites: Map<string, Site>, claimed: string): Site => {
  // The top of the repository holds everything.
  const path = claimed === '' ? ANYTHING : claimed
  const found = sites.get(path)
  if (found !== undefined) return found
  const site = {path, outer: [], inner: []}
  sites.set(path, site)
  return site
}

const ANYTHING = '**'

/** The sites of a plain path, its own included, and of the directories above it, which are asked for again and again. */
const enclosing = (sites: ReadonlyMap<string, Site>): ((path: string) => readonly Site[]) => {
  const known = new Map<string, readonly Site[]>([['', []]])
  const at = (path: string): readonly Site[] =>
    [path, `${path}/`].flatMap(each => (isGlob(each) ? [] : (sites.get(each) ?? [])))
  const down = (directory: string): readonly Site[] => {
    const found = known.get(directory)
    if (found !== undefined) return found
    const all = [...down(parentOf(directory)), ...at(directory)]
    known.set(directory, all)
    return all
  }
  return path => {
    const plain = path.endsWith('/') ? path.slice(0, -1) : path
    return [...down(parentOf(plain)), ...at(plain)]
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/**
 * Comparisons of a glob with another path in all, a second's worth at most. Whoever claims so many globs waits where the directories before
 * the wildcards do not tell two of them apart.
 */
const COMPARED_MAX = 50_000

const joinGlobs = (sites: ReadonlyMap<string, Site>, outerOf: (path: string) => readonly Site[]): void => {
  const globs = [...sites.values()].filter(({path}) => isGlob(path))
  if (globs.length === 0) return
  const paths = [...sites.keys()].sort()
  let compared = 0
  for (const glob of globs) {
    const start = fixedDirectory(glob.path)
    const inside = paths.slice(firstFrom(paths, start), firstFrom(paths, `${start}\uffff`))
    const around = start === '' ? [] : outerOf(start.slice(0, -1))
    for (const site of [...inside.flatMap(path => sites.get(path) ?? []), ...around])
      if (isNew(glob, site) && (compared++ >= COMPARED_MAX || overlaps(glob.path, site.path)))
        glob.inner.push(...site.outer)
  }
}

/** Two globs that begin alike see each other; once is enough. */
const isNew = (glob: Site, site: Site): boolean =>
  !isGlob(site.path) || glob.path < site.path || fixedDirectory(glob.path) !== fixedDirectory(site.path)

/** With its slash; empty where the first name may be any. */
const fixedDirectory = (glob: string): string => {
  const fixed = glob.slice(0, glob.search(/[*?{]/))
  return fixed.slice(0, fixed.lastIndexOf('/') + 1)
}

const seatsAt = (sites: Iterable<Site>): Rivalry['seats'] => {
  const seats = new Map<number, Seat[]>()
  const add = (rank: number, seat: Seat): void => {
    const found = seats.get(rank)
    if (found === undefined) seats.set(rank, [seat])
    else found.push(seat)
  }
  for (const site of sites) {
    if (site.outer.length + site.inner.length < 2) continue
    for (const {rank, access} of site.outer) add(rank, {site, access, isOuter: true})
    for (const {rank, access} of site.inner) add(rank, {site, access, isOuter: false})
  }
  return seats
}

/** Ranks of the tasks that may not be at work while this one holds such claims of its own, or all of them; each once. */
export const rivalsOf = ({seats}: Rivalry, rank: number, held: Access | 'any'): readonly number[] => {
  const taken = (seats.get(rank) ?? []).filter(({access}) => held === 'any' || access === held)
  const [first, ...others] = taken
  if (first === undefined) return []
  // As a rule there is one, and nobody is met twice: thousands of tasks may share a file.
  if (others.length === 0 && (!first.isOuter || first.site.inner.length === 0)) return at(first, rank)
  return [...new Set(taken.flatMap(seat => at(seat, rank)))]
}

const at = ({site, access, isOuter}: Seat, rank: number): readonly number[] => {
  const found: number[] = []
  for (const claimants of isOuter ? [site.outer, site.inner] : [site.outer])
    for (const other of claimants)
      if (other.rank !== rank && isContended({access}, other)) found.push(other.rank)
  return found
}
