// The serial merge: one validated attempt becomes one commit on the run's integration branch, if the merged tree passes, too.
// All of it happens in the hub; knows nothing of queues, and must not run twice at once for a run.

import {outcomeOfGates} from '../executor/verify.ts'
import {type CommitMessage, commitTree, type Trailer, taskSubject} from '../executor/workspace/commit.ts'
import {type Hub, integrationBranch, mirror, moveIntegrationBranch, tip} from '../executor/workspace/hub.ts'
import {openWorkspace} from '../executor/workspace/opening.ts'
import type {RunHook} from '../executor/workspace/provision.ts'
import type {Workspace} from '../executor/workspace/workspace.ts'
import type {TaskId} from '../graph/task.ts'
import {nameOf} from '../graph/task-id.ts'
import type {AttemptRef, MergeFinished, ObjectId} from '../run/event.ts'
import type {GateRecord} from '../run/outcome.ts'
import type {WorkspacePolicy} from '../run/policy.ts'
import {type GitError, git, splitNul} from '../system/git.ts'
import {err, ok, type Result} from '../util/result.ts'

export type MergeResult = MergeFinished['result']

/** What was decided; enough to see whether it has already been done. */
export interface MergeDecision extends AttemptRef {
  readonly hub: Hub
  readonly run: string
  readonly task: TaskId
  /** The integration branch as it was when the merge was decided. */
  readonly tip: ObjectId
  /** Told in whole sentences of what is less than perfect, e.g. a user's branch that could not be brought up to date. */
  readonly warn: (message: string) => void
}

export interface MergeOrder extends MergeDecision {
  readonly title: string
  /** Name of the configured agent. */
  readonly agent: string
  /** The attempt's work. */
  readonly commit: ObjectId
  /** The gates' word on the attempt's own tree. It stands if the merged tree is the same. */
  readonly verdicts: readonly GateRecord[]
  /** Judges a directory that holds the merged tree. */
  readonly gates: (merged: MergedTree) => Promise<readonly GateRecord[]>
  /** How workspaces are set up: the merged tree needs no less than the attempt's. */
  readonly policy: WorkspacePolicy
  readonly runHook: RunHook
  /** When aborted, what the gates say no longer counts. */
  readonly signal: AbortSignal
  /** Date of the commit, epoch milliseconds: the same order makes the same commit. */
  readonly at: number
}

export interface MergedTree {
  /** Absolute. */
  readonly directory: string
  readonly tree: ObjectId
  readonly env: Workspace['env']
}

/** Does it, or finds that it was done before; then mirrors the branch. Nothing has changed unless the result is `merged`. */
export const integrate = async (order: MergeOrder): Promise<MergeResult> => {
  const settled = await settleMerge(order)
  if (settled !== undefined) return settled
  const tree = await mergedTree(order)
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

interface Described {
  readonly commit: ObjectId
  readonly parent: string
  readonly tree: ObjectId
  readonly run: string
  readonly task: string
  readonly attempt: string
}

const TASK = 'Agent-Spawn-Task'
const ATTEMPT = 'Agent-Spawn-Attempt'
const AGENT = 'Agent-Spawn-Agent'
const RUN = 'Agent-Spawn-Run'
const GATES = 'Agent-Spawn-Gates'

const describe = async (hub: Hub, commit: ObjectId): Promise<Described | undefined> => {
  const trailers = [RUN, TASK, ATTEMPT].map(name => `%(trailers:key=${name},valueonly,separator=%x2C)`)
  const format = ['%P', '%T', ...trailers].join('%n')
  const shown = await git(['log', '-1', `--format=${format}`, commit, '--'], {gitDir: hub.path})
  if (!shown.ok) return undefined
  const [parent = '', tree = '', run = '', task = '', attempt = ''] = shown.value.split('\n')
  return {commit, parent, tree, run, task, attempt}
}

const isWorkOf = (found: Described, {run, task, attempt, tip: parent}: MergeDecision): boolean =>
  found.parent === parent && found.run === run && found.task === task && found.attempt === `${attempt}`

const mirrorOrWarn = async ({hub, run, warn}: MergeDecision): Promise<void> => {
  const mirrored = await mirror(hub, run)
  if (!mirrored.ok) warn(mirrored.error)
}

/** Without a working tree, so that nothing but git's own merge is run. Exit code 1 and a list of paths are its word for a conflict. */
const mergedTree = async ({hub, tip: ours, commit}: MergeOrder): Promise<Result<ObjectId, MergeResult>> => {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, commit]
  const merged = await git(args, {gitDir: hub.path})
  const [tree = '', ...paths] = splitNul(merged.ok ? merged.value : merged.error.stdout)
  if (merged.ok) return ok(tree)
  return err(
    merged.error.exitCode === 1 && paths.length > 0
      ? {type: 'conflicted', paths}
      : refused(merged.error.message),
  )
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
  const opened = await openMerged(order, tree)
  if (!opened.ok) return err(order.signal.aborted ? {type: 'cancelled'} : refused(opened.error))
  const {path, env, close} = opened.value
  try {
    const records = await order.gates({directory: path, tree, env})
    return order.signal.aborted ? err({type: 'cancelled'}) : ok(records)
  } finally {
    for (const warning of (await close({keep: false})).warnings) order.warn(warning)
  }
}

/** A clean clone at a commit that is like the one to come, but for what its message will say of the gates. */
const openMerged = async (order: MergeOrder, tree: ObjectId): Promise<Result<Workspace, string>> => {
  const {hub, run, task, attempt, runHook} = order
  const base = await commitMerged(order, tree, [])
  if (!base.ok) return err(base.error.message)
  return openWorkspace({
    run,
    task,
    attempt,
    type: 'merge',
    policy: {...order.policy, mode: 'clone', name: `merge-${nameOf(task)}`, archive: []},
    root: hub.repository.root,
    source: {hub, base: base.value},
    outputs: [],
    isScratch: true,
    runHook,
  })
}

const commitMerged = (
  order: MergeOrder,
  tree: ObjectId,
  verdicts: readonly GateRecord[],
): Promise<Result<ObjectId, GitError>> =>
  commitTree({gitDir: order.hub.path, tree, parent: order.tip, message: messageOf(order, verdicts)})

const messageOf = (
  {run, task, title, attempt, agent, at}: MergeOrder,
  verdicts: readonly GateRecord[],
): CommitMessage => {
  const gates = verdicts.map(({gate, verdict}) => `${gate} ${verdict}`).join(', ')
  const trailers: Trailer[] = [
    [TASK, task],
    [ATTEMPT, `${attempt}`],
    [AGENT, agent],
    [RUN, run],
    [GATES, gates === '' ? 'none' : gates],
  ]
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
