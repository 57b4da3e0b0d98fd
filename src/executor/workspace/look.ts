// What workspaces hold at this moment, and whether their work would merge. Nothing of it stays: what git has to write goes into a
// repository that reads the hub's objects, with copies of the host's indexes, so that the dispatcher at work is not disturbed.

import {join} from 'node:path'
import type {TaskId} from '../../graph/task.ts'
import type {ObjectId} from '../../run/event.ts'
import {copyTree, exists, kindOf, makeTemporaryDirectory, removeTree} from '../../system/files.ts'
import {type GitError, git} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {shareObjects} from './clone.ts'
import {commitTree} from './commit.ts'
import type {Hub} from './hub.ts'
import {indexPath, readRecord} from './ledger.ts'
import {captureTree, changedBetween, type WorkTree} from './work-tree.ts'

/** Owns a directory until `close`. */
export interface Look {
  /** The files of a workspace as a commit on its base, and the paths in which the two differ. */
  snapshot(place: LookedAt): Promise<Result<Snapshot, string>>
  /** For each pair of commits the paths in which they conflict, all pairs in one process; commits may be snapshots. */
  clashes(pairs: readonly Pair[]): Promise<Result<readonly (readonly string[])[], string>>
  close(): Promise<void>
}

export interface LookedAt {
  /** Absolute. */
  readonly directory: string
  readonly base: ObjectId
  /** Of the workspace: its last part, by which the host keeps its index. */
  readonly name: string
  /** Whose it should be: another run may have made one in its place. */
  readonly run: string
  readonly task: TaskId
  /** See `excludedPaths`. */
  readonly excluded: readonly string[]
}

export interface Snapshot {
  readonly commit: ObjectId
  readonly changed: readonly string[]
}

export type Pair = readonly [ObjectId, ObjectId]

/** `commit`: any of the hub's, which tells how its ids are made. */
export const openLook = async (hub: Hub, commit: ObjectId): Promise<Result<Look, string>> => {
  const directory = await makeTemporaryDirectory('agent-spawn-look-')
  const gitDir = join(directory, 'git')
  const close = (): Promise<void> => removeTree(directory)
  const format = `--object-format=${commit.length === 64 ? 'sha256' : 'sha1'}`
  const made = await git(['init', '--quiet', '--bare', '--template=', format, '--', gitDir], {cwd: directory})
  if (!made.ok) {
    await close()
    return err(made.error.message)
  }
  await shareObjects(hub.path, gitDir)
  let looks = 0
  const snapshot = async (place: LookedAt): Promise<Result<Snapshot, string>> => {
    looks += 1
    const tree = {gitDir, directory: place.directory, excluded: place.excluded}
    return snapshotOf(hub, {...tree, index: join(directory, `index-${looks}`)}, place)
  }
  return ok({snapshot, clashes: pairs => clashesOf(gitDir, pairs), close})
}

const snapshotOf = async (
  hub: Hub,
  tree: WorkTree,
  {base, name, run, task, directory: place}: LookedAt,
): Promise<Result<Snapshot, string>> => {
  const {gitDir, index} = tree
  const record = await readRecord(hub, name)
  if (record?.run !== run || record.task !== task) return err('another run has taken its place.')
  if ((await kindOf(place)) !== 'directory') return err('it is gone.')
  const kept = indexPath(hub, name)
  // It remembers what the files were like; without it, git reads them all.
  const known: Result<unknown, GitError> = (await exists(kept))
    ? ok(await copyTree(kept, index))
    : await git(['read-tree', base], {gitDir, index})
  if (!known.ok) return err(known.error.message)
  // A file that goes while it is looked at is an error of git's; seldom do two in a row.
  const first = await captureTree(tree)
  const taken = first.ok ? first : await captureTree(tree)
  if (!taken.ok) return err(taken.error.message)
  const changed = await changedBetween({gitDir, from: base, to: taken.value})
  if (!changed.ok) return changed
  const message = {subject: 'snapshot', trailers: [], at: 0}
  const commit = await commitTree({gitDir, tree: taken.value, parent: base, message})
  return commit.ok ? ok({commit: commit.value, changed: changed.value}) : err(commit.error.message)
}

const clashesOf = async (
  gitDir: string,
  pairs: readonly Pair[],
): Promise<Result<readonly (readonly string[])[], string>> => {
  if (pairs.length === 0) return ok([])
  const input = pairs.map(([ours, theirs]) => `${ours} ${theirs}\n`).join('')
  const merged = await git(['merge-tree', '--stdin', '--name-only', '--no-messages'], {gitDir, input})
  return merged.ok ? ok(conflictsIn(merged.value)) : err(merged.error.message)
}

/** For each merge its status, the tree, the paths that conflict, and an empty word, each with a NUL behind it. Source: git-merge-tree(1). */
const conflictsIn = (output: string): readonly (readonly string[])[] => {
  const found: string[][] = []
  let merge: string[] = []
  for (const word of output.split('\0').slice(0, -1)) {
    if (word !== '') {
      merge.push(word)
      continue
    }
    found.push(merge.slice(2))
    merge = []
  }
  return found
}
