// All that the hub keeps for runs: their integration branches, and the work of each of their attempts.

import type {TaskId} from '../../graph/task.ts'
import {nameOf} from '../../graph/task-id.ts'
import type {ObjectId} from '../../run/event.ts'
import {type GitError, git, isSafeRefPart} from '../../system/git.ts'
import type {Result} from '../../util/result.ts'
import type {Hub} from './hub.ts'

export interface KeptRef {
  readonly ref: string
  readonly commit: ObjectId
  /** Of the commit. */
  readonly tree: ObjectId
  readonly run: string
  /** As files are named for the task; absent: the integration branch. */
  readonly task?: string
}

/** Of a commit's id: enough to tell those of one task apart. */
const ID_LENGTH = 12

/** Whether it holds what was found in a workspace, rather than what an attempt delivered. */
export const isLeft = ({ref}: Pick<KeptRef, 'ref'>): boolean => /\/left-[0-9a-f]+$/.test(ref)

const NAME = /^refs\/(?:heads\/)?agent-spawn\/([^/]+)(?:\/([^/]+)\/[^/]+)?$/

/** For work that was found in a workspace that nobody works in any more: the same work, the same name. */
export const leftRef = (
  {run, task}: {readonly run: string; readonly task: TaskId},
  commit: ObjectId,
): string => {
  const name = nameOf(task)
  if (![run, name].every(isSafeRefPart)) throw new Error(`bug: ${run}/${name} cannot name a ref`)
  return `refs/agent-spawn/${run}/${name}/left-${commit.slice(0, ID_LENGTH)}`
}

/** Rejects if git cannot tell. */
export const keptRefs = async ({path}: Hub): Promise<readonly KeptRef[]> => {
  const patterns = ['refs/heads/agent-spawn/', 'refs/agent-spawn/']
  const listed = await git(['for-each-ref', '--format=%(refname) %(objectname) %(tree)', '--', ...patterns], {
    gitDir: path,
  })
  if (!listed.ok) throw new Error(listed.error.message)
  return listed.value.split('\n').flatMap(line => {
    const [ref = '', commit = '', tree = ''] = line.split(' ')
    const [, run, task] = NAME.exec(ref) ?? []
    return run === undefined ? [] : [{ref, commit, tree, run, ...(task === undefined ? {} : {task})}]
  })
}

/** The commit stays in the hub, which prunes nothing, but nothing names it any more. */
export const dropRef = ({path}: Hub, {ref, commit}: KeptRef): Promise<Result<string, GitError>> =>
  git(['update-ref', '-d', ref, commit], {gitDir: path})
