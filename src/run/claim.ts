// What a task may write and what must not change under it, from the plan and from what people decided. Knows no phases and no files.

import {covers, normalisePath, overlaps} from '../graph/claims.ts'
import type {Task} from '../graph/task.ts'
import type {Policy} from './policy.ts'

/** `exclusive`: the task writes there, and nobody else at the same time. `shared`: it only reads, and nobody writes. */
export type Access = 'exclusive' | 'shared'

export interface Claim {
  /** A file, a directory or a glob, see `overlaps`. */
  readonly path: string
  readonly access: Access
}

/** What decides on claims beside the task itself. */
export type ClaimPolicy = Pick<Policy, 'ownership' | 'workspace'>

/**
 * Its outputs, and what the configuration adds. A task that so claims nothing to write has what its type of agent owns.
 * Where all work in one tree, others must leave its inputs alone, too.
 */
export const claimsOf = (task: Task, {ownership, workspace}: ClaimPolicy): readonly Claim[] => {
  const own = ownership.claims[task.id] ?? {}
  const writes = [...task.outputs.map(({path}) => path), ...(own.exclusive ?? [])]
  const inputs = workspace.mode === 'shared' ? task.inputs.flatMap(({path}) => path ?? []) : []
  return [
    ...claims('exclusive', writes.length > 0 ? writes : ownedBy(task, ownership.owners)),
    ...claims('shared', [...(own.shared ?? []), ...inputs]),
  ]
}

const claims = (access: Access, paths: readonly string[]): readonly Claim[] =>
  paths.map(path => ({path: normalisePath(path), access}))

const ownedBy = (task: Task, owners: Policy['ownership']['owners']): readonly string[] =>
  Object.keys(owners).filter(path => owners[path] === task.agent?.type)

/**
 * Whether the two may never be at work together. Letter case makes no difference, nor do two spellings of an accent: on some file systems
 * they name one file, and elsewhere waiting costs little.
 */
export const contend = (a: readonly Claim[], b: readonly Claim[]): boolean =>
  a.some(left => b.some(right => isContended(left, right) && overlaps(folded(left.path), folded(right.path))))

export const isContended = (a: {readonly access: Access}, b: {readonly access: Access}): boolean =>
  a.access === 'exclusive' || b.access === 'exclusive'

/** Equal for paths that are one file to a file system that ignores case, or composes accents. */
export const folded = (path: string): string => path.normalize('NFC').toLowerCase()

/**
 * Of changed paths those that the task had no right to. One that claims nothing to write may write where nobody else does: in what no
 * other type of agent owns.
 */
export const trespassesOf = (
  task: Task,
  policy: ClaimPolicy,
  changed: readonly string[],
): readonly string[] => {
  const writable = claimsOf(task, policy).flatMap(({path, access}) => (access === 'exclusive' ? [path] : []))
  if (writable.length > 0) return changed.filter(path => !covers(writable, path))
  const {owners} = policy.ownership
  const foreign = Object.keys(owners).filter(path => owners[path] !== task.agent?.type)
  return changed.filter(path => covers(foreign, path))
}
