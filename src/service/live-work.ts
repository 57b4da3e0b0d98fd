// Looks up one attempt whose work is not merged: its process, its signs of life, its files. Changes nothing.

import {basename, join} from 'node:path'
import {runDirectory} from '../dispatcher/runs.ts'
import {attemptFile} from '../executor/attempt-order.ts'
import {claimedChanges} from '../executor/claimed-changes.ts'
import type {SeenChange} from '../executor/work-watch.ts'
import {excludedPaths} from '../executor/workspace/exclude.ts'
import type {Look} from '../executor/workspace/look.ts'
import type {Change} from '../report/file-change.ts'
import type {LiveWork} from '../report/monitored.ts'
import {exclusivePaths} from '../run/claim.ts'
import type {ObjectId} from '../run/event.ts'
import {type AttemptState, lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {readTail, writtenAt} from '../system/files.ts'
import {isAlive} from '../system/identity.ts'
import {leaderOf} from './recovery.ts'

export interface Lookout {
  readonly root: string
  readonly state: RunState
  /** Absent: no git to look with. */
  readonly look: Look | undefined
  /** Takes whole sentences on what could not be looked at. */
  readonly problems: string[]
}

export interface Head {
  readonly work: LiveWork
  /** Its work so far, on its base; absent where that cannot be told. */
  readonly commit?: ObjectId
  readonly base?: ObjectId
}

export const lookAtWork = async (lookout: Lookout, task: TaskState): Promise<Head> => {
  const {root, state} = lookout
  const attempt = lastAttempt(task)
  if (attempt === undefined) throw new Error(`bug: ${task.task.id} is ${task.phase} without an attempt`)
  const ref = {task: task.task.id, attempt: attempt.number}
  const isRunning = task.phase === 'running'
  const leader = leaderOf(attempt)
  const lives = leader !== undefined && (await isAlive(leader))
  const files = ['log', 'changes.jsonl'].map(name =>
    join(runDirectory(root, state.run), attemptFile(ref, name)),
  )
  const signs = await Promise.all(files.map(writtenAt))
  const {changed, commit} = isRunning
    ? await lookInto(lookout, task, attempt)
    : {commit: attempt.commit, changed: attempt.changed}
  return {
    work: {
      ...ref,
      isAtWork: isRunning,
      pid: lives ? leader.pid : null,
      activeAt: Math.max(attempt.startedAt, attempt.finishedAt ?? 0, ...signs.map(at => Math.round(at ?? 0))),
      changed: changed ?? [],
    },
    ...(commit === undefined ? {} : {commit}),
    ...(attempt.base === undefined ? {} : {base: attempt.base}),
  }
}

const lookInto = async (
  {root, state, look, problems}: Lookout,
  {task}: TaskState,
  {workspace, base, startedAt}: AttemptState,
): Promise<{readonly commit?: ObjectId; readonly changed?: readonly string[]}> => {
  const {policy} = state
  if (policy.workspace.mode === 'shared')
    return {changed: await claimedChanges(root, exclusivePaths(task, policy), startedAt)}
  if (look === undefined || workspace === undefined || base === undefined) return {}
  const excluded = excludedPaths({policy: policy.workspace, outputs: task.outputs.map(({path}) => path)})
  if (!excluded.ok) return {}
  const found = await look.snapshot({
    ...{run: state.run, task: task.id, base},
    directory: join(root, workspace),
    name: basename(workspace),
    excluded: excluded.value,
  })
  if (found.ok) return found.value
  problems.push(`The workspace of ${task.id} could not be looked at: ${found.error}`)
  return {}
}

/** Some hundred lines of one attempt's file. */
const SEEN_CHARS = 16_000

/** What was noted while it was at work; what was seen at one look stands together. */
export const seenBy = async (
  root: string,
  {run}: RunState,
  {task, attempt}: LiveWork,
): Promise<readonly Change[]> => {
  const path = join(runDirectory(root, run), attemptFile({task, attempt}, 'changes.jsonl'))
  const changes = (await readTail(path, SEEN_CHARS)).split('\n').flatMap(seenIn)
  const looks = Map.groupBy(changes, ({at}) => at)
  return Array.from(looks, ([at, found]) => ({at, task, paths: found.map(change => change.path)}))
}

/** The first line may be cut, and the last one half written. */
const seenIn = (line: string): readonly SeenChange[] => {
  try {
    return [JSON.parse(line) as SeenChange]
  } catch {
    return []
  }
}
