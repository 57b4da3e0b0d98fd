// Workspaces that runs have left: which of them can go, and what is kept first. Only what the ledger of workspaces tells of is ever
// looked at.

import {relative} from 'node:path'
import {authorTrailers, taskSubject} from '../executor/workspace/commit.ts'
import {excludedPaths} from '../executor/workspace/exclude.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import {
  examineLeftover,
  type KeptWork,
  keepWork,
  type Leftover,
  removeLeftover,
  type Settled,
  type Unsaved,
} from '../executor/workspace/leftover.ts'
import {nameOf} from '../graph/task-id.ts'
import type {Kept, LeftWorkspace} from '../report/cleanup.ts'
import {oneLine} from '../report/words.ts'
import {DEFAULT_POLICY} from '../run/policy.ts'
import {lastAttempt, type RunState} from '../run/state.ts'
import {word} from '../system/quote.ts'
import type {Result} from '../util/result.ts'

/** One workspace, and what stands against removing it. */
export interface Judged {
  readonly left: Leftover
  readonly settled: Settled
  readonly unsaved: Result<Unsaved, string>
  readonly state: RunState | undefined
}

export const judgeWorkspaces = async (
  lefts: readonly Leftover[],
  states: readonly RunState[],
): Promise<readonly Judged[]> => {
  const byRun = new Map(states.map(state => [state.run, state]))
  const judged: Judged[] = []
  for (const left of lefts) {
    const state = byRun.get(left.record.run)
    const settled = settledOf(state, left)
    judged.push({left, settled, state, unsaved: await examineLeftover(left, settled)})
  }
  return judged
}

/** Without its journal, no work of a run is known to be merged. */
const settledOf = (state: RunState | undefined, {record}: Leftover): Settled => {
  const task = state?.tasks.get(record.task)
  const excluded = excludedPaths({
    policy: (state?.policy ?? DEFAULT_POLICY).workspace,
    outputs: task?.task.outputs.map(({path}) => path) ?? [],
  })
  const merged = task?.merged === undefined ? undefined : lastAttempt(task)?.commit
  return {commits: merged === undefined ? [] : [merged], excluded: excluded.ok ? excluded.value : []}
}

/** As the end of a sentence; undefined: it can go. */
const reasonToStay = ({unsaved, state}: Judged): string | undefined => {
  if (!unsaved.ok) return oneLine(unsaved.error)
  if (!unsaved.value.isDirty) return undefined
  return state === undefined
    ? 'it holds changes, and its run has no readable journal'
    : 'it holds work that is merged nowhere'
}

export interface Cleared {
  readonly kept: readonly KeptWork[]
  /** Why it is there still. */
  readonly stays?: string
}

export const plannedFor = (judged: Judged): Cleared => {
  const stays = reasonToStay(judged)
  return {kept: [], ...(stays === undefined ? {} : {stays})}
}

/** First what would be lost with it is kept; then it is removed, unless there is a reason to let it stay. */
export const clearWorkspace = async (judged: Judged): Promise<Cleared> => {
  const {left, settled, unsaved, state} = judged
  const planned = plannedFor(judged)
  // What a run without a journal was never to show to git would be in the hub for good.
  if (!unsaved.ok || (state === undefined && unsaved.value.isDirty)) return planned
  const kept = await keepWork(left, unsaved.value, {...settled, message: messageOf(judged)})
  if (!kept.ok) return {kept: [], stays: oneLine(kept.error)}
  if (planned.stays !== undefined) return {...planned, kept: kept.value}
  const removed = await removeLeftover(left)
  return {kept: kept.value, ...(removed.ok ? {} : {stays: oneLine(removed.error)})}
}

/** The same work makes the same commit, however often it is kept. */
const messageOf = ({left: {record}, state}: Judged) => ({
  subject: taskSubject(
    'wip',
    record.task,
    state?.tasks.get(record.task)?.task.title ?? 'left in its workspace',
  ),
  trailers: authorTrailers({task: record.task, run: record.run}),
  at: state?.startedAt ?? 0,
})

export const describeWorkspace = (
  {left: {path, record, hub}}: Judged,
  {kept, stays}: Cleared,
): LeftWorkspace => ({
  path: relative(hub.repository.root, path),
  run: record.run,
  task: record.task,
  ...(stays === undefined ? {} : {stays}),
  kept: kept.map(work => describeKept(hub, work, record.task)),
})

/** A branch of it, in the user's repository. */
const describeKept = (hub: Hub, {ref, commit, repository}: KeptWork, task: string): Kept => {
  const branch = `kept-${nameOf(task)}-${commit.slice(0, 7)}`
  const {root} = hub.repository
  const command =
    repository === hub.path
      ? `git fetch ${word(relative(root, hub.path))} ${ref}:${branch}`
      : `git branch ${branch} ${ref}`
  return {ref, command}
}
