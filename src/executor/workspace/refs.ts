// All that the hub keeps for runs: their integration branches, and the work of each of their attempts.

import type {ObjectId} from '../../run/event.ts'
import {type GitError, git} from '../../system/git.ts'
import type {Result} from '../../util/result.ts'
import type {Hub} from './hub.ts'

export interface KeptRef {
  readonly ref: string
  readonly commit: ObjectId
  readonly run: string
  /** As files are named for the task; absent: the integration branch. */
  readonly task?: string
}

const NAME = /^refs\/(?:heads\/)?agent-spawn\/([^/]+)(?:\/([^/]+)\/[^/]+)?$/

/** Rejects if git cannot tell. */
export const keptRefs = async ({path}: Hub): Promise<readonly KeptRef[]> => {
  const patterns = ['refs/heads/agent-spawn/', 'refs/agent-spawn/']
  const listed = await git(['for-each-ref', '--format=%(refname) %(objectname)', '--', ...patterns], {
    gitDir: path,
  })
  if (!listed.ok) throw new Error(listed.error.message)
  return listed.value.split('\n').flatMap(line => {
    const [ref = '', commit = ''] = line.split(' ')
    const [, run, task] = NAME.exec(ref) ?? []
    return run === undefined ? [] : [{ref, commit, run, ...(task === undefined ? {} : {task})}]
  })
}

/** The commit stays in the hub, which prunes nothing, but nothing names it any more. */
export const dropRef = ({path}: Hub, {ref, commit}: KeptRef): Promise<Result<string, GitError>> =>
  git(['update-ref', '-d', ref, commit], {gitDir: path})
