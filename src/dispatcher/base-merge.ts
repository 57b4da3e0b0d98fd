// What was done on the user's branch while a run was at work becomes part of the integration branch: a merge commit, made in the
// hub. It is recorded in the journal first, and the branch moves next; whoever finds it recorded may move the branch as well.

import {commitTree, RUN} from '../executor/workspace/commit.ts'
import {
  type Hub,
  integrationBranch,
  mirror,
  moveIntegrationBranch,
  takeCommit,
  tip,
} from '../executor/workspace/hub.ts'
import type {ObjectId} from '../run/event.ts'
import type {RunState} from '../run/state.ts'
import {git} from '../system/git.ts'
import {err, ok, type Result} from '../util/result.ts'
import {mergedTree, type Unmerged} from './merged-tree.ts'

export interface BaseMergeOrder {
  readonly hub: Hub
  readonly run: string
  readonly tip: ObjectId
  /** The user's branch, and the commit that it is at. */
  readonly branch: string
  readonly base: ObjectId
  /** Date of the commit, epoch milliseconds. */
  readonly at: number
}

/** The commit, to which no ref points yet. */
export const commitBaseMerge = async (order: BaseMergeOrder): Promise<Result<ObjectId, Unmerged>> => {
  const {hub, run, tip: parent, branch, base, at} = order
  await takeCommit(hub, base)
  const tree = await mergedTree(hub, parent, base)
  if (!tree.ok) return tree
  const message = {subject: `chore: merge ${branch}`, trailers: [[RUN, run]] as const, at}
  const commit = await commitTree({
    gitDir: hub.path,
    tree: tree.value,
    parent,
    secondParent: base,
    message,
  })
  return commit.ok ? commit : err({type: 'refused', reason: commit.error.message})
}

/** Moves the integration branch to a merge that the journal has and that the branch has not. The error is a whole sentence. */
export const catchUp = async (
  hub: Hub,
  {run, tip: recorded}: Pick<RunState, 'run' | 'tip'>,
): Promise<Result<void, string>> => {
  const found = await tip(hub, run)
  if (recorded === undefined || found === undefined || found === recorded) return ok(undefined)
  const [parent, base] = await parentsOf(hub, recorded)
  // Anything else is the business of whoever settles merges.
  if (parent !== found || base === undefined) return ok(undefined)
  const moved = await moveIntegrationBranch(hub, run, {from: found, to: recorded})
  if (!moved.ok) return err(`The branch ${integrationBranch(run)} cannot be moved: ${moved.error.message}`)
  // Where the user has it checked out it stays behind, as after any merge; what is built and landed is the hub's.
  await mirror(hub, run)
  return ok(undefined)
}

const parentsOf = async ({path}: Hub, commit: ObjectId): Promise<readonly ObjectId[]> => {
  const shown = await git(['log', '-1', '--format=%P', commit, '--'], {gitDir: path})
  return shown.ok ? shown.value.split(' ') : []
}
