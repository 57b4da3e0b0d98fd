// What a person should look at among changes that may each be well: circles of imports, files that everybody shares, many endpoints.

import {routesIn} from '../../executor/gates/source/routes.ts'
import {tokenize} from '../../executor/gates/source/tokens.ts'
import {covers} from '../../graph/claims.ts'
import {breakCycles} from '../../graph/cycles.ts'
import type {ChangedFile, ReviewConflict} from '../../report/review.ts'
import {importsOf, isSource} from './imports.ts'
import type {OwnersOf} from './owners.ts'
import type {ReviewedTree} from './tree.ts'

export interface ReviewLimits {
  /** Globs. */
  readonly sharedFiles: readonly string[]
  /** Routes that changed files may define together. */
  readonly endpoints: number
}

/** Barrels and schemas: whoever adds anything changes them. */
export const DEFAULT_LIMITS: ReviewLimits = {
  sharedFiles: [
    '**/index.{ts,tsx,js,jsx,mjs}',
    '**/__init__.py',
    '**/schema.{ts,js,py,sql,prisma,graphql}',
    '**/schema/**',
  ],
  endpoints: 5,
}

export interface ConflictSearch {
  readonly tree: ReviewedTree
  readonly files: readonly ChangedFile[]
  readonly unmerged: readonly string[]
  readonly owners: OwnersOf
  readonly limits: ReviewLimits
}

export const findConflicts = async (search: ConflictSearch): Promise<readonly ReviewConflict[]> => [
  ...(search.unmerged.length === 0 ? [] : [{type: 'unmerged' as const, files: search.unmerged}]),
  ...(await findCycles(search)),
  ...findShared(search),
  ...(await findEndpoints(search)),
]

const changedSources = ({files}: ConflictSearch): readonly string[] =>
  files.filter(({kind, path}) => kind !== 'deleted' && isSource(path)).map(({path}) => path)

/** Files that are looked through for circles; what is beyond is another program. */
const MAX_FILES = 5_000

/** Those that a changed file is part of. Files that have not changed are looked through as far as changed ones lead to them. */
const findCycles = async (search: ConflictSearch): Promise<readonly ReviewConflict[]> => {
  const {tree} = search
  const changed = new Set(changedSources(search))
  const imports = new Map<string, readonly string[]>()
  const reached = [...changed]
  for (const path of reached) {
    if (imports.has(path) || imports.size >= MAX_FILES) continue
    const text = await tree.read(path)
    const found = text === undefined ? [] : importsOf(path, text, tree.paths)
    imports.set(path, found)
    reached.push(...found.filter(name => isSource(name) && !imports.has(name)))
  }
  const {cycles} = breakCycles([...imports.keys()], {
    from: path => imports.get(path) ?? [],
    target: name => name,
  })
  return cycles
    .filter(({nodes}) => nodes.some(path => changed.has(path)))
    .map(({nodes}) => ({type: 'import-cycle' as const, files: nodes}))
}

const findShared = ({files, owners, limits}: ConflictSearch): readonly ReviewConflict[] =>
  files
    .filter(({path}) => covers(limits.sharedFiles, path))
    .map(({path}) => ({type: 'shared-file' as const, file: path, owners: owners(path).map(({task}) => task)}))

const findEndpoints = async (search: ConflictSearch): Promise<readonly ReviewConflict[]> => {
  const {tree, limits} = search
  const counts: {path: string; count: number}[] = []
  for (const path of changedSources(search)) {
    const text = await tree.read(path)
    const count = text === undefined ? 0 : endpointsIn(path, text)
    if (count > 0) counts.push({path, count})
  }
  const count = counts.reduce((sum, file) => sum + file.count, 0)
  return count <= limits.endpoints
    ? []
    : [{type: 'endpoints', count, limit: limits.endpoints, files: counts.map(file => file.path)}]
}

/** FastAPI's and Flask's stand in decorators. */
const PYTHON_ROUTE = /^@\w+\.(?:get|post|put|patch|delete|head|options|route|websocket)\(/gm

const endpointsIn = (path: string, text: string): number =>
  path.endsWith('.py')
    ? [...text.matchAll(PYTHON_ROUTE)].length
    : routesIn({path, tokens: tokenize(text)}).length
