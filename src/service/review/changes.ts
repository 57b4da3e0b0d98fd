// What has changed, by git's own word: in the user's working tree against its last commit, or between two commits of the hub.

import {join, resolve} from 'node:path'
import type {ChangedFile} from '../../report/review.ts'
import type {ObjectId} from '../../run/event.ts'
import {copyTree, exists, makeTemporaryDirectory, removeTree} from '../../system/files.ts'
import {type GitError, type GitOptions, git, splitNul} from '../../system/git.ts'
import {ok, type Result} from '../../util/result.ts'

export interface TreeChanges {
  readonly files: readonly ChangedFile[]
  /** Paths that a merge has left for a person to join. */
  readonly unmerged: readonly string[]
  /** Staged paths whose files have changed since: to commit either version would lose sight of the other. */
  readonly halfStaged: readonly string[]
}

const DIFF = ['diff', '-z', '--raw', '--numstat', '-M', '--no-ext-diff', '--ignore-submodules=dirty'] as const

/** Of the working tree at `root`, new files included. Its index stays as it is. */
export const workingTreeChanges = async (root: string): Promise<Result<TreeChanges, GitError>> => {
  const here = {cwd: root, trusted: true}
  const staged = await names(here, ['diff', '--cached', '--name-only', '--no-renames', 'HEAD'])
  if (!staged.ok) return staged
  const unstaged = await names(here, ['diff', '--name-only', '--no-renames', '--ignore-submodules=dirty'])
  if (!unstaged.ok) return unstaged
  const unmerged = await names(here, ['diff', '--name-only', '--diff-filter=U'])
  if (!unmerged.ok) return unmerged
  const files = await diffWithNew(root, new Set(staged.value))
  if (!files.ok) return files
  const halfStaged = staged.value.filter(path => unstaged.value.includes(path))
  return ok({files: files.value, unmerged: unmerged.value, halfStaged})
}

const names = async (
  options: GitOptions,
  args: readonly string[],
): Promise<Result<readonly string[], GitError>> => {
  const [command = '', ...rest] = args
  const listed = await git([command, '-z', ...rest], options)
  return listed.ok ? ok(splitNul(listed.value)) : listed
}

/** New files are announced to a copy of the index, so that git compares them as it would once they are added. */
const diffWithNew = async (
  root: string,
  staged: ReadonlySet<string>,
): Promise<Result<readonly ChangedFile[], GitError>> => {
  const here = {cwd: root, trusted: true}
  const found = await names(here, ['ls-files', '--others', '--exclude-standard'])
  if (!found.ok) return found
  const path = await git(['rev-parse', '--git-path', 'index'], here)
  if (!path.ok) return path
  const directory = await makeTemporaryDirectory('agent-spawn-review-')
  try {
    const index = join(directory, 'index')
    if (await exists(resolve(root, path.value))) await copyTree(resolve(root, path.value), index)
    const copy = {...here, index}
    if (found.value.length > 0) {
      const args = ['add', '--intent-to-add', '--pathspec-from-file=-', '--pathspec-file-nul']
      const announced = await git(['--literal-pathspecs', ...args], {...copy, input: found.value.join('\0')})
      if (!announced.ok) return announced
    }
    const listed = await git([...DIFF, 'HEAD'], copy)
    return listed.ok ? ok(parseDiff(listed.value, staged)) : listed
  } finally {
    await removeTree(directory)
  }
}

/** From where the commits of a run are its own: the user's branch as it was last merged into them, or as the run began. */
export const ownBase = async (
  gitDir: string,
  from: ObjectId,
  to: ObjectId,
): Promise<Result<ObjectId, GitError>> => {
  const args = ['log', '-1', '--first-parent', '--merges', '--format=%P', `${from}..${to}`]
  const parents = await git(args, {gitDir})
  return parents.ok ? ok(parents.value.trim().split(' ')[1] ?? from) : parents
}

/** Of a run's work. */
export const committedChanges = async (
  gitDir: string,
  from: ObjectId,
  to: ObjectId,
): Promise<Result<readonly ChangedFile[], GitError>> => {
  const listed = await git([...DIFF, from, to], {gitDir})
  return listed.ok ? ok(parseDiff(listed.value, new Set())) : listed
}

const KINDS: {readonly [letter: string]: ChangedFile['kind']} = {A: 'new', D: 'deleted', R: 'renamed'}

/** First all raw records, `:… A`, path, and for a rename a second path; then the counts, in which a rename has three fields. */
const parseDiff = (text: string, staged: ReadonlySet<string>): readonly ChangedFile[] => {
  const fields = splitNul(text)
  const kinds = new Map<string, ChangedFile['kind']>()
  let at = 0
  for (; fields[at]?.startsWith(':'); ) {
    const letter = fields[at]?.split(' ')[4]?.charAt(0) ?? ''
    const width = letter === 'R' ? 2 : 1
    kinds.set(fields[at + width] ?? '', KINDS[letter] ?? 'modified')
    at += 1 + width
  }
  const files: ChangedFile[] = []
  while (at < fields.length) {
    const [added = '', removed = '', own = ''] = splitCounts(fields[at] ?? '')
    const isRenamed = own === ''
    const path = isRenamed ? (fields[at + 2] ?? '') : own
    const from = isRenamed ? fields[at + 1] : undefined
    files.push({
      path,
      ...(from === undefined ? {} : {from}),
      kind: kinds.get(path) ?? 'modified',
      isStaged: staged.has(path) || (from !== undefined && staged.has(from)),
      added: lines(added),
      removed: lines(removed),
    })
    at += isRenamed ? 3 : 1
  }
  return files
}

/** Two numbers and a path, which may hold tabs of its own. */
const splitCounts = (record: string): readonly string[] => {
  const [, ...fields] = /^([^\t]*)\t([^\t]*)\t([\s\S]*)$/.exec(record) ?? []
  return fields
}

const lines = (count: string): number | null => (count === '-' ? null : Number(count))
