// Workspaces that attempts have left: what of each would be lost with it, how that is kept, and how the rest is removed. Touches only
// what the ledger knows; whether anybody still works there is for the caller to know.

import {dirname, join} from 'node:path'
import type {ObjectId} from '../../run/event.ts'
import {kindOf, listDirectory, readText} from '../../system/files.ts'
import {type GitError, git} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {type CommitMessage, commitTree} from './commit.ts'
import type {Hub} from './hub.ts'
import {clearRecord, indexPath, readRecord, type WorkspaceRecord} from './ledger.ts'
import {type OwnCommits, ownCommits, takeObjects} from './own-commits.ts'
import {KINDS} from './own-workspace.ts'
import {keptRefs, leftRef} from './refs.ts'
import {captureTree, isLike, type WorkTree} from './work-tree.ts'

export interface Leftover {
  readonly hub: Hub
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly record: WorkspaceRecord
}

/** All that are still there, sorted by name. */
export const findLeftovers = async (hub: Hub): Promise<readonly Leftover[]> => {
  const found: Leftover[] = []
  for (const name of await listDirectory(hub.workspaces)) {
    const path = join(hub.workspaces, name)
    const record = (await kindOf(path)) === 'directory' ? await readRecord(hub, name) : undefined
    if (record !== undefined) found.push({hub, name, path, record})
  }
  return found
}

/** What the run says of its work. */
export interface Settled {
  /** Commits whose work is safe elsewhere, the base aside: that of a merged attempt. */
  readonly commits: readonly ObjectId[]
  /** Paths that are never a part of the work. */
  readonly excluded: readonly string[]
}

export interface Unsaved {
  /** Whether its files are neither as it began nor as what was settled. */
  readonly isDirty: boolean
  /** What its agent committed and nothing else holds. */
  readonly commits: readonly ObjectId[]
}

/** Writes nothing. The error says why nobody can tell: then it has to stay. */
export const examineLeftover = async (left: Leftover, settled: Settled): Promise<Result<Unsaved, string>> => {
  // Nobody has worked in one that was never finished.
  if (!left.record.isComplete) return ok({isDirty: false, commits: []})
  const own = await ownOf(left)
  const commits = own === undefined ? ok([]) : await ownCommits(own)
  if (!commits.ok) return cannotTell(left, commits.error)
  for (const commit of [left.record.base, ...settled.commits]) {
    const same = await isLike(treeOf(left, settled), commit)
    if (!same.ok) return cannotTell(left, same.error)
    if (same.value) return ok({isDirty: false, commits: commits.value})
  }
  return ok({isDirty: true, commits: commits.value})
}

const cannotTell = ({path}: Leftover, {message}: GitError) =>
  err(`What ${path} holds cannot be told: ${message}`)

const treeOf = ({hub, name, path}: Leftover, {excluded}: Settled): WorkTree => ({
  gitDir: hub.path,
  directory: path,
  index: indexPath(hub, name),
  excluded,
})

/** A clone has objects of its own; those of a worktree are the user's. */
const ownOf = async (left: Leftover): Promise<OwnCommits | undefined> => {
  const {hub, record} = left
  const gitDir = await gitDirectory(left)
  if (gitDir === undefined) return undefined
  return record.mode === 'clone'
    ? {gitDir, keeper: {gitDir: hub.path}, objects: join(gitDir, 'objects')}
    : {gitDir, keeper: {cwd: hub.repository.root, trusted: true}}
}

/** Where its git keeps what is its alone; undefined if that is not where it was made, so that no link leads anywhere else. */
export const gitDirectory = async ({hub, path, record}: Leftover): Promise<string | undefined> => {
  const own = join(path, '.git')
  if (record.mode === 'clone') return (await kindOf(own)) === 'directory' ? own : undefined
  const link = (await kindOf(own)) === 'file' ? await readText(own) : undefined
  const target = link?.ok === true ? link.value.replace(/^gitdir: /, '').trimEnd() : ''
  return dirname(target) === join(hub.repository.gitDir, 'worktrees') ? target : undefined
}

/** Work under a ref, for good. */
export interface KeptWork {
  readonly ref: string
  readonly commit: ObjectId
  /** The repository that has it: an absolute path, the user's own or the hub. */
  readonly repository: string
}

/** Keeps what is unsaved under refs; work that has one already is not given another. */
export const keepWork = async (
  left: Leftover,
  {isDirty, commits}: Unsaved,
  settled: Settled & {readonly message: CommitMessage},
): Promise<Result<readonly KeptWork[], string>> => {
  const kept = [
    ...(isDirty ? [await keepFiles(left, settled)] : []),
    ...(commits.length > 0 ? [await keepCommits(left, commits)] : []),
  ]
  const failed = kept.find(result => !result.ok)
  if (failed?.ok === false) return err(`The work in ${left.path} cannot be kept: ${failed.error.message}`)
  return ok(kept.flatMap(result => (result.ok ? result.value : [])))
}

type Keeping = Promise<Result<readonly KeptWork[], GitError>>

const keepFiles = async (left: Leftover, settled: Settled & {readonly message: CommitMessage}): Keeping => {
  const {hub, record} = left
  const tree = await captureTree(treeOf(left, settled))
  if (!tree.ok) return tree
  const same = (await keptRefs(hub)).find(
    ({run, task, tree: held}) => run === record.run && task !== undefined && held === tree.value,
  )
  if (same !== undefined) return ok([{ref: same.ref, commit: same.commit, repository: hub.path}])
  const {message} = settled
  const commit = await commitTree({gitDir: hub.path, tree: tree.value, parent: record.base, message})
  return commit.ok ? keepAs({gitDir: hub.path}, record, commit.value) : commit
}

const keepCommits = async (left: Leftover, commits: readonly ObjectId[]): Keeping => {
  const own = await ownOf(left)
  if (own === undefined) return ok([])
  const taken = await takeObjects(own, commits, left.record.base)
  if (!taken.ok) return taken
  const kept: KeptWork[] = []
  for (const commit of commits) {
    const one = await keepAs(own.keeper, left.record, commit)
    if (!one.ok) return one
    kept.push(...one.value)
  }
  return ok(kept)
}

const keepAs = async (keeper: OwnCommits['keeper'], record: WorkspaceRecord, commit: ObjectId): Keeping => {
  const ref = leftRef(record, commit)
  const anchored = await git(['update-ref', ref, commit], keeper)
  const repository = keeper.gitDir ?? keeper.cwd ?? ''
  return anchored.ok ? ok([{ref, commit, repository}]) : anchored
}

/** Removes it, work and all. */
export const removeLeftover = async ({hub, name, path, record}: Leftover): Promise<Result<void, string>> => {
  const {run, branch, base, mode} = record
  try {
    const removed = await KINDS[mode].remove({hub, run, path, branch, base})
    await clearRecord(hub, name)
    return removed.ok ? ok(undefined) : err(removed.error.message)
  } catch (error) {
    return err(`${path} cannot be removed: ${error instanceof Error ? error.message : String(error)}.`)
  }
}
