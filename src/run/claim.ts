// What a task may write and what must not change under it, from the plan and from what people decided. Knows no phases and no files.

import {covers, folded, normalisePath, overlaps} from '../graph/claims.ts'
import type {Task} from '../graph/task.ts'
import type {OwnershipPolicy, Policy} from './policy.ts'

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
    ...claims('exclusive', writes.length > 0 ? writes : ownedBy(task, ownership.owners), ownership),
    ...claims('shared', [...(own.shared ?? []), ...inputs], ownership),
  ]
}

/** Where it alone may write while it has its claims. */
export const exclusivePaths = (task: Task, policy: ClaimPolicy): readonly string[] =>
  claimsOf(task, policy).flatMap(({path, access}) => (access === 'exclusive' ? [path] : []))

const claims = (access: Access, paths: readonly string[], ownership: OwnershipPolicy): readonly Claim[] =>
  paths.flatMap(path => spellings(path, ownership)).map(path => ({path, access}))

/** As it is written, and as git names it where a link lies on its way. Both, for who writes there may also replace the link. */
const spellings = (path: string, {links}: OwnershipPolicy): readonly string[] => {
  const plain = normalisePath(path)
  if (links === undefined) return [plain]
  for (let at = plain.length; at > 0; at = plain.lastIndexOf('/', at - 1)) {
    const target = links[plain.slice(0, at)]
    if (target !== undefined) return [plain, normalisePath(target + plain.slice(at))]
  }
  return [plain]
}

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

/**
 * Of changed paths those that the task had no right to. One that claims nothing to write may write where nobody else does: in what no
 * other type of agent owns.
 */
export const trespassesOf = (
  task: Task,
  policy: ClaimPolicy,
  changed: readonly string[],
): readonly string[] => {
  const writable = exclusivePaths(task, policy)
  if (writable.length > 0) return changed.filter(path => !covers(writable, path))
  const {owners} = policy.ownership
  const foreign = Object.keys(owners).filter(path => owners[path] !== task.agent?.type)
  const paths = foreign.flatMap(path => spellings(path, policy.ownership))
  return changed.filter(path => covers(paths, path))
}
