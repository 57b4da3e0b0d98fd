// The serial merge: one validated attempt becomes one commit on the run's integration branch, if the merged tree passes, too.
// All of it happens in the hub; knows nothing of queues, and must not run twice at once for a run.

import {outcomeOfGates} from '../executor/verify.ts'
import {
  authorTrailers,
  type CommitMessage,
  commitTree,
  type Trailer,
  taskSubject,
} from '../executor/workspace/commit.ts'
import {type Hub, integrationBranch, mirror, moveIntegrationBranch, tip} from '../executor/workspace/hub.ts'
import type {TaskId} from '../graph/task.ts'
import type {AttemptRef, MergeFinished, ObjectId} from '../run/event.ts'
import type {GateRecord} from '../run/outcome.ts'
import {type GitError, git} from '../system/git.ts'
import {err, ok, type Result} from '../util/result.ts'
import {type Described, describe, GATES} from './integration-commit.ts'
import {mergedTree} from './merged-tree.ts'

export type MergeResult = MergeFinished['result']

/** What was decided; enough to see whether it has already been done. */
export interface MergeDecision extends AttemptRef {
  readonly hub: Hub
  readonly run: string
  readonly task: TaskId
  /** The integration branch as it was when the merge was decided. */
  readonly tip: ObjectId
  /** The user's repository is not to see it yet. */
  readonly isProvisional?: boolean
  /** Told in whole sentences of what is less than perfect, e.g. a user's branch that could not be brought up to date. */
  readonly warn: (message: string) => void
}

/** What the commit says of itself. */
export interface MergeWords extends AttemptRef {
  readonly run: string
  readonly title: string
  /** Name of the configured agent. */
  readonly agent: string
  /** Date of the commit, epoch milliseconds: the same order makes the same commit. */
  readonly at: number
}

export interface MergeOrder extends MergeDecision, MergeWords {
  /** The attempt's work. */
  readonly commit: ObjectId
  /** The gates' word on the attempt's own tree. It stands if the merged tree is the same. */
  readonly verdicts: readonly GateRecord[]
  /** The gates' word on the merged tree; the error is a whole sentence. */
  readonly judge: (merged: MergedTree) => Promise<Result<readonly GateRecord[], string>>
  /** When aborted, what the gates say no longer counts. */
  readonly signal: AbortSignal
}

export interface MergedTree {
  readonly tree: ObjectId
  /** A commit of it on the tip, to be judged in its place. */
  readonly commit: ObjectId
}

/** Does it, or finds that it was done before; then mirrors the branch. Nothing has changed unless the result is `merged`. */
export const integrate = async (order: MergeOrder): Promise<MergeResult> => {
  const settled = await settleMerge(order)
  if (settled !== undefined) return settled
  const tree = await mergedTree(order.hub, order.tip, order.commit)
  if (!tree.ok) return tree.error
  const verdicts = await judge(order, tree.value)
  return verdicts.ok ? advance(order, tree.value, verdicts.value) : verdicts.error
}

/**
 * After a crash: what has become of a merge that was decided. Undefined: nothing yet, it may be done (again). Refused: the branch
 * has moved in a way that no merge of ours explains.
 */
export const settleMerge = async (decision: MergeDecision): Promise<MergeResult | undefined> => {
  const current = await tip(decision.hub, decision.run)
  if (current === decision.tip) return undefined
  const last = current === undefined ? undefined : await describe(decision.hub, current)
  if (last === undefined || !isWorkOf(last, decision)) return movedMeanwhile(decision, current)
  await mirrorOrWarn(decision)
  return {type: 'merged', commit: last.commit, tree: last.tree}
}

const movedMeanwhile = ({run, tip: expected}: MergeDecision, found: ObjectId | undefined): MergeResult =>
  refused(
    `The branch ${integrationBranch(run)} of the hub is at ${found ?? 'no commit at all'}; expected ${expected}. Only this dispatcher may move it: is another one at work on this run?`,
  )

const refused = (reason: string): MergeResult => ({type: 'refused', reason})

const isWorkOf = (found: Described, {run, task, attempt, tip: parent}: MergeDecision): boolean =>
  found.parent === parent &&
  found.reverts === '' &&
  found.run === run &&
  found.task === task &&
  found.attempt === `${attempt}`

/** The branch of that name in the user's repository. */
export const mirrorOrWarn = async ({
  hub,
  run,
  isProvisional = false,
  warn,
}: Pick<MergeDecision, 'hub' | 'run' | 'isProvisional' | 'warn'>): Promise<void> => {
  if (isProvisional) return
  const mirrored = await mirror(hub, run)
  if (!mirrored.ok) warn(mirrored.error)
}

/** The verdicts on the merged tree, none of them `failed`. */
const judge = async (
  order: MergeOrder,
  tree: ObjectId,
): Promise<Result<readonly GateRecord[], MergeResult>> => {
  const judged = await git(['rev-parse', '--verify', `${order.commit}^{tree}`], {gitDir: order.hub.path})
  if (!judged.ok) return err(refused(judged.error.message))
  const verdicts = judged.value === tree ? ok(order.verdicts) : await judgeAnew(order, tree)
  if (!verdicts.ok) return verdicts
  const outcome = outcomeOfGates(verdicts.value)
  return outcome.type === 'passed' ? verdicts : err(outcome)
}

/** Others' work has come in between: what the attempt's tree passed says nothing of the two together. */
const judgeAnew = async (
  order: MergeOrder,
  tree: ObjectId,
): Promise<Result<readonly GateRecord[], MergeResult>> => {
  const commit = await commitMerged(order, tree)
  if (!commit.ok) return err(refused(commit.error.message))
  const records = await order.judge({tree, commit: commit.value})
  if (order.signal.aborted) return err({type: 'cancelled'})
  return records.ok ? records : err(refused(records.error))
}

/** One commit on the tip; nothing points to it yet. Without verdicts it is like the one to come, but for what that says of the gates. */
export const commitMerged = (
  order: MergeWords & {readonly hub: Hub; readonly tip: ObjectId},
  tree: ObjectId,
  verdicts: readonly GateRecord[] = [],
): Promise<Result<ObjectId, GitError>> =>
  commitTree({gitDir: order.hub.path, tree, parent: order.tip, message: messageOf(order, verdicts)})

const messageOf = (words: MergeWords, verdicts: readonly GateRecord[]): CommitMessage => {
  const {task, title, at} = words
  const gates = verdicts.map(({gate, verdict}) => `${gate} ${verdict}`).join(', ')
  const trailers: Trailer[] = [...authorTrailers(words), [GATES, gates === '' ? 'none' : gates]]
  return {subject: taskSubject('feat', task, title), trailers, at}
}

const advance = async (
  order: MergeOrder,
  tree: ObjectId,
  verdicts: readonly GateRecord[],
): Promise<MergeResult> => {
  const commit = await commitMerged(order, tree, verdicts)
  if (!commit.ok) return refused(commit.error.message)
  const moved = await moveIntegrationBranch(order.hub, order.run, {from: order.tip, to: commit.value})
  // A dead dispatcher's git may have come in between, with the very same commit.
  if (!moved.ok) return (await settleMerge(order)) ?? refused(moved.error.message)
  await mirrorOrWarn(order)
  return {type: 'merged', commit: commit.value, tree}
}
