// A workspace that is a worktree of the user's repository: fast, and for trusted agents alone, which can change its settings.

import {join} from 'node:path'
import PQueue from 'p-queue'
import {copyTree, exists, kindOf, moveAside, readText, removeTree} from '../../system/files.ts'
import {type GitError, git, NO_HOOKS} from '../../system/git.ts'
import {ok, type Result} from '../../util/result.ts'
import {excludePaths} from './exclude.ts'
import {share} from './hub.ts'
import type {WorkspaceKind, WorkspacePlace} from './kind.ts'
import {checkOut, type WorkTree} from './work-tree.ts'

/** Git's own bookkeeping of worktrees is not made for several at once. */
const one = new PQueue({concurrency: 1})

const gitInRepository = (place: WorkspacePlace, ...args: readonly string[]) =>
  git([...NO_HOOKS, ...args], {cwd: place.hub.repository.root, trusted: true})

const createWorktree = async (place: WorkspacePlace, tree: WorkTree): Promise<Result<unknown, GitError>> => {
  const added = await one.add(() => addWorktree(place))
  if (!added.ok) return added
  const checkedOut = await checkOut(tree, place.base)
  if (!checkedOut.ok) return checkedOut
  await excludePaths(place.hub.repository.gitDir, tree.excluded)
  await copyTree(tree.index, join(await adminDirectory(place.path), 'index'))
  return ok('')
}

const addWorktree = async (place: WorkspacePlace): Promise<Result<unknown, GitError>> => {
  const shared = await share(place.hub, place.run)
  if (!shared.ok) return shared
  // It may have been removed by hand; fails where git knows of none, which is just as well.
  await gitInRepository(place, 'worktree', 'remove', '--', place.path)
  const renamed = await moveBranchAside(place)
  if (!renamed.ok) return renamed
  const options = ['--quiet', '--no-track', '--no-checkout', '-b', place.branch]
  return gitInRepository(place, 'worktree', 'add', ...options, '--', place.path, place.base)
}

/** An earlier attempt's branch may hold commits: it becomes `<branch>.1`, `.2` … */
const moveBranchAside = async (place: WorkspacePlace): Promise<Result<unknown, GitError>> => {
  if (!(await hasBranch(place, place.branch))) return ok('')
  let number = 1
  while (await hasBranch(place, `${place.branch}.${number}`)) number += 1
  return gitInRepository(place, 'branch', '-m', '--', place.branch, `${place.branch}.${number}`)
}

const hasBranch = async (place: WorkspacePlace, branch: string): Promise<boolean> =>
  (await gitInRepository(place, 'show-ref', '--verify', '--quiet', '--', `refs/heads/${branch}`)).ok

/** Where git keeps what belongs to this worktree alone: the text of its `.git` file. */
const adminDirectory = async (path: string): Promise<string> => {
  const link = await readText(join(path, '.git'))
  if (!link.ok) throw new Error(link.error.message)
  return link.value.replace(/^gitdir: /, '').trimEnd()
}

const moveWorktreeAside = (place: WorkspacePlace): Promise<Result<unknown, GitError>> =>
  one.add(async () => {
    // Only a worktree's `.git` is a file; anything else of that name is not git's to move.
    if ((await kindOf(join(place.path, '.git'))) !== 'file') return ok(await moveAside(place.path))
    let number = 1
    while (await exists(`${place.path}.${number}`)) number += 1
    return gitInRepository(place, 'worktree', 'move', '--', place.path, `${place.path}.${number}`)
  })

const removeWorktree = async (place: WorkspacePlace): Promise<Result<unknown, GitError>> => {
  await removeTree(place.path)
  return one.add(async () => {
    const removed = await gitInRepository(place, 'worktree', 'remove', '--', place.path)
    // The host commits nothing here: if the branch has moved, the agent did it, and the branch stays.
    await gitInRepository(place, 'update-ref', '-d', `refs/heads/${place.branch}`, place.base)
    return removed
  })
}

export const WORKTREE: WorkspaceKind = {
  create: createWorktree,
  moveAside: moveWorktreeAside,
  remove: removeWorktree,
}
