// Takes merged work back: one commit on the integration branch that undoes a task's merges, made in the hub without a working tree.
// As a merge, it must not run beside another change of the branch; done before, it is found and not done again.

import {authorTrailers, commitTree, TASK, type Trailer, taskSubject} from '../executor/workspace/commit.ts'
import {type Hub, integrationBranch, moveIntegrationBranch, tip} from '../executor/workspace/hub.ts'
import type {TaskId} from '../graph/task.ts'
import type {AttemptRef, ObjectId, RevertResult, Unreverted} from '../run/event.ts'
import {type GitError, git} from '../system/git.ts'
import {err, type Result} from '../util/result.ts'
import {mirrorOrWarn} from './integrate.ts'
import {BY, describe, REVERTS, trailerFormat} from './integration-commit.ts'
import {mergedTree} from './merged-tree.ts'

export interface RevertOrder extends AttemptRef {
  readonly hub: Hub
  readonly run: string
  readonly title: string
  /** Who wants it, and why. */
  readonly by: string
  /** The newest first. */
  readonly commits: readonly ObjectId[]
  /** The integration branch as it was when this was decided. */
  readonly tip: ObjectId
  /** Date of the commit, epoch milliseconds: the same order makes the same commit. */
  readonly at: number
  /** Told in whole sentences of what is less than perfect. */
  readonly warn: (message: string) => void
}

/** Nothing has changed unless the result is `reverted`. */
export const revert = async (order: RevertOrder): Promise<RevertResult> => {
  const settled = await settleRevert(order)
  if (settled !== undefined) return settled
  const tree = await treeWithout(order)
  if (!tree.ok) return tree.error
  const commit = await commitRevert(order, tree.value)
  if (!commit.ok) return refused(commit.error.message)
  const moved = await moveIntegrationBranch(order.hub, order.run, {from: order.tip, to: commit.value})
  // A dead dispatcher's git may have come in between, with the very same commit.
  if (!moved.ok) return (await settleRevert(order)) ?? refused(moved.error.message)
  await mirrorOrWarn(order)
  return {type: 'reverted', commit: commit.value, tree: tree.value}
}

/** What has become of it by now; undefined: nothing yet, it may be done (again). */
const settleRevert = async (order: RevertOrder): Promise<RevertResult | undefined> => {
  const {hub, run, tip: parent, commits} = order
  const current = await tip(hub, run)
  if (current === parent) return undefined
  const last = current === undefined ? undefined : await describe(hub, current)
  if (last?.parent !== parent || last.reverts !== commits.join(' '))
    return refused(
      `The branch ${integrationBranch(run)} of the hub is at ${current ?? 'no commit at all'}; expected ${parent}. Only this dispatcher may move it: is another one at work on this run?`,
    )
  await mirrorOrWarn(order)
  return {type: 'reverted', commit: last.commit, tree: last.tree}
}

const refused = (reason: string): Extract<Unreverted, {type: 'refused'}> => ({type: 'refused', reason})

/** Whether the user's branch of that name holds the commit. */
export const isLanded = async ({repository}: Hub, branch: string, commit: ObjectId): Promise<boolean> => {
  const args = ['merge-base', '--is-ancestor', commit, branch === 'HEAD' ? branch : `refs/heads/${branch}`]
  return (await git(args, {cwd: repository.root, trusted: true})).ok
}

/** What is to be taken back, and from where. */
export type RevertQuestion = Pick<RevertOrder, 'hub' | 'task' | 'commits' | 'tip'>

/** The tip's tree without these commits; no ref is changed. */
export const treeWithout = async (question: RevertQuestion): Promise<Result<ObjectId, Unreverted>> => {
  let tree: Result<ObjectId, Unreverted> = err(refused('There is nothing to take back.'))
  let from = question.tip
  for (const commit of question.commits) {
    tree = await undo(question, {commit, from})
    if (!tree.ok) return tree
    const step = await commitTree({...STEP, gitDir: question.hub.path, tree: tree.value, parent: from})
    if (!step.ok) return err(refused(step.error.message))
    from = step.value
  }
  return tree
}

/** Nothing points to it: git merges commits, so what lies between two reverts has to be one. */
const STEP = {message: {subject: 'step', trailers: [], at: 0}}

interface Undoing {
  readonly commit: ObjectId
  readonly from: ObjectId
}

/** A merge of two sides that go on from the commit: the branch, and one that takes it back at once. */
const undo = async (
  question: RevertQuestion,
  {commit, from}: Undoing,
): Promise<Result<ObjectId, Unreverted>> => {
  const gitDir = question.hub.path
  const without = await commitTree({...STEP, gitDir, tree: `${commit}^^{tree}`, parent: commit})
  if (!without.ok) return err(refused(without.error.message))
  const merged = await mergedTree(question.hub, from, without.value)
  if (merged.ok) return merged
  if (merged.error.type === 'refused') return err(merged.error)
  const {paths} = merged.error
  return err({type: 'conflicted', paths, tasks: await laterTasks(question, {since: commit, paths})})
}

/** Command lines have an end; whoever must look at more than this has other troubles. */
const MOST_PATHS = 500

/** Whose work on these paths came after that commit and is still in effect, the newest first. */
const laterTasks = async (
  {hub, task, tip: until}: RevertQuestion,
  {since, paths}: {readonly since: ObjectId; readonly paths: readonly string[]},
): Promise<readonly TaskId[]> => {
  const format = `--format=%H%x09${trailerFormat(TASK)}%x09${trailerFormat(REVERTS)}`
  const range = ['log', format, `${since}..${until}`, '--', ...paths.slice(0, MOST_PATHS)]
  const logged = await git(['--literal-pathspecs', ...range], {gitDir: hub.path})
  const found = (logged.ok ? logged.value : '').split('\n').map(line => {
    const [commit = '', author = '', reverts = ''] = line.split('\t')
    return {commit, task: author, reverts}
  })
  const undone = new Set(found.flatMap(({reverts}) => reverts.split(' ')))
  const others = found.filter(each => each.task !== task && each.reverts === '' && !undone.has(each.commit))
  return [...new Set(others.flatMap(each => (each.task === '' ? [] : [each.task])))]
}

const commitRevert = (
  {hub, run, task, attempt, title, by, commits, tip: parent, at}: RevertOrder,
  tree: ObjectId,
): Promise<Result<ObjectId, GitError>> => {
  const trailers: Trailer[] = [
    ...authorTrailers({task, attempt, run}),
    [REVERTS, commits.join(' ')],
    [BY, by],
  ]
  const message = {subject: taskSubject('revert', task, title), trailers, at}
  return commitTree({gitDir: hub.path, tree, parent, message})
}
