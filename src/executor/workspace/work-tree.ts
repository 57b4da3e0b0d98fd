// Files between the hub and a directory: out of a commit, and back into a tree. The directory's own `.git`, and every setting in
// it, is not looked at: git runs with the hub's git directory and an index of the host's own.

import {join} from 'node:path'
import type {ObjectId} from '../../run/event.ts'
import {removeFile} from '../../system/files.ts'
import {type GitError, type GitOptions, git, splitNul} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'

export interface WorkTree {
  /** The hub's. */
  readonly gitDir: string
  /** Absolute. */
  readonly directory: string
  /** The host's index: it remembers what the files were like, so that a capture reads only those that changed. */
  readonly index: string
  /** Paths in the directory that are never part of a capture, with all below them. */
  readonly excluded: readonly string[]
}

const optionsOf = ({gitDir, directory, index}: WorkTree): GitOptions => ({gitDir, workTree: directory, index})

/** Fills an empty directory with the files of a commit; the index must not exist yet. */
export const checkOut = (tree: WorkTree, commit: ObjectId): Promise<Result<string, GitError>> =>
  git(['read-tree', '-m', '-u', commit], optionsOf(tree))

/** Makes the tracked files those of another tree, whatever became of them since they were checked out; `HEAD` and the directory's own index stay. */
export const overlay = (tree: WorkTree, to: ObjectId): Promise<Result<string, GitError>> =>
  git(['read-tree', '--reset', '-u', to], optionsOf(tree))

/**
 * All files of the directory that are neither ignored nor excluded, as a tree in the hub. Repositories inside of it are taken as
 * the plain files they hold. Submodules stay what they are in the commit that was checked out: to see whether one has changed,
 * git would start itself in there, with the settings that lie there.
 */
export const captureTree = async (tree: WorkTree): Promise<Result<ObjectId, GitError>> => {
  const untracked = await untrackedPaths(tree)
  if (!untracked.ok) return untracked
  // First what is new: a file in place of a directory takes the directory's files out of the index.
  const added = await updateIndex(tree, ['--add', '--replace'], untracked.value)
  if (!added.ok) return added
  const changed = await changedPaths(tree)
  if (!changed.ok) return changed
  const updated = await updateIndex(tree, [], changed.value.modified)
  if (!updated.ok) return updated
  const removed = await updateIndex(tree, ['--force-remove'], changed.value.deleted)
  if (!removed.ok) return removed
  return git(['write-tree'], optionsOf(tree))
}

/** Whether it holds what a commit holds, as far as a capture would see it. Writes nothing, neither there nor in the hub. */
export const isLike = async (tree: WorkTree, commit: ObjectId): Promise<Result<boolean, GitError>> => {
  const untracked = await untrackedPaths(tree)
  if (!untracked.ok) return untracked
  if (untracked.value.length > 0) return ok(false)
  const args = ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--ignore-submodules=all', commit]
  const differing = await git([...args, ...pathspecOf(tree)], optionsOf(tree))
  return differing.ok ? ok(differing.value === '') : differing
}

/** Undoes what was written since the last capture, as far as a capture would see it. Ignored files stay. */
export const restoreTree = async (tree: WorkTree): Promise<Result<string, GitError>> => {
  const untracked = await untrackedPaths(tree)
  if (!untracked.ok) return untracked
  for (const path of untracked.value) await removeFile(join(tree.directory, fromBytes(path)))
  const changed = await changedPaths(tree)
  if (!changed.ok) return changed
  const paths = [...changed.value.modified, ...changed.value.deleted]
  return paths.length === 0
    ? ok('')
    : git(['checkout-index', '--force', '--index', '-z', '--stdin'], {
        ...optionsOf(tree),
        bytes: true,
        input: `${paths.join('\0')}\0`,
      })
}

/** Git's own spelling is bytes, one to a character here. */
const fromBytes = (path: string): string => Buffer.from(path, 'latin1').toString('utf8')

const pathspecOf = ({excluded}: WorkTree): readonly string[] => [
  '--',
  '.',
  ...excluded.map(path => `:(exclude,top,literal)${path}`),
]

const OTHERS = ['ls-files', '-z', '--others', '--exclude-standard'] as const

const untrackedPaths = async (tree: WorkTree): Promise<Result<readonly string[], GitError>> => {
  const listed = await git([...OTHERS, ...pathspecOf(tree)], {...optionsOf(tree), bytes: true})
  return listed.ok ? expandRepositories(tree, splitNul(listed.value)) : listed
}

/** Git names a repository inside of a working tree by its directory, with a slash at the end, and lists nothing in it. */
const expandRepositories = async (
  tree: WorkTree,
  paths: readonly string[],
): Promise<Result<readonly string[], GitError>> => {
  const expanded: string[] = []
  for (const path of paths) {
    const files = path.endsWith('/') ? await pathsInRepository(tree, path) : ok([path])
    if (!files.ok) return files
    for (const file of files.value) expanded.push(file)
  }
  return ok(expanded)
}

const pathsInRepository = async (
  tree: WorkTree,
  path: string,
): Promise<Result<readonly string[], GitError>> => {
  const directory = join(tree.directory, Buffer.from(path, 'latin1').toString('utf8'))
  const inner = {...tree, directory, index: `${tree.index}.none`, excluded: []}
  const files = await untrackedPaths(inner)
  return files.ok ? ok(files.value.map(file => path + file)) : files
}

interface Changes {
  readonly modified: readonly string[]
  readonly deleted: readonly string[]
}

const changedPaths = async (tree: WorkTree): Promise<Result<Changes, GitError>> => {
  const args = ['diff-files', '-z', '--name-status', '--no-renames', '--ignore-submodules=all']
  const listed = await git([...args, ...pathspecOf(tree)], {...optionsOf(tree), bytes: true})
  if (!listed.ok) return listed
  const fields = splitNul(listed.value)
  const pathsWhere = (isWanted: (status: string) => boolean): string[] =>
    fields.filter((_, index) => index % 2 === 1 && isWanted(fields[index - 1] ?? ''))
  return ok({
    modified: pathsWhere(status => status !== 'D'),
    deleted: pathsWhere(status => status === 'D'),
  })
}

const updateIndex = async (
  tree: WorkTree,
  flags: readonly string[],
  paths: readonly string[],
): Promise<Result<string, GitError>> =>
  paths.length === 0
    ? ok('')
    : git(['update-index', '-z', ...flags, '--stdin'], {
        ...optionsOf(tree),
        bytes: true,
        input: `${paths.join('\0')}\0`,
      })

export interface TreePair {
  readonly gitDir: string
  readonly from: ObjectId
  readonly to: ObjectId
}

/** The paths in which two commits or trees differ, sorted by their bytes. */
export const changedBetween = async ({
  gitDir,
  from,
  to,
}: TreePair): Promise<Result<readonly string[], string>> => {
  const listed = await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to], {gitDir})
  return listed.ok ? ok(splitNul(listed.value)) : err(listed.error.message)
}
