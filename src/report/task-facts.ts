// What several reports derive from a task's state. Decides nothing about words or layout.

import type {Output, TaskId} from '../graph/task.ts'
import {listed} from '../graph/wording.ts'
import {isUnverified} from '../run/evolve.ts'
import {blockers, heldBack} from '../run/explain.ts'
import type {StepRecord} from '../run/outcome.ts'
import {isSettled, type Phase} from '../run/phase.ts'
import {isSimulated} from '../run/policy.ts'
import {isIsolated} from '../run/quarantine.ts'
import {isPersonsToResolve} from '../run/repair.ts'
import {claimHolder, isReady} from '../run/schedule.ts'
import {type AttemptState, type GateRun, lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {describeConcern, describeUnreverted, oneLine} from './words.ts'

/** Epoch milliseconds; undefined while it has not started. */
export const startedAt = ({attempts}: TaskState): number | undefined => attempts[0]?.startedAt

/** Epoch milliseconds; undefined while more may come of it. */
export const endedAt = (task: TaskState): number | undefined => {
  const finished = lastAttempt(task)?.finishedAt
  if (!isSettled(task.phase) || finished === undefined) return undefined
  return task.doneAt ?? Math.max(finished, task.review?.at ?? finished)
}

/** Milliseconds that its finished attempts took, by the monotonic clock; undefined if there is none. */
export const workMs = ({attempts}: TaskState): number | undefined => {
  const measured = attempts.flatMap(({durationMs}) => durationMs ?? [])
  return measured.length === 0 ? undefined : measured.reduce((sum, one) => sum + one, 0)
}

/** Attempts that ended otherwise than well, in order. */
export const failedAttempts = ({attempts}: TaskState): readonly AttemptState[] =>
  attempts.filter(({outcome}) => outcome !== undefined && outcome.type !== 'passed')

/** What a person must do or decide before a task in `needs-review` goes on; empty for any other. */
export const needsOf = (task: TaskState): readonly string[] => {
  if (task.phase !== 'needs-review') return []
  if (isIsolated(task)) return [endOfQuarantine(task)]
  if (isPersonsToResolve(task)) return [conflictToResolve(task)]
  if (task.alarm !== undefined) return [describeAlarm(task.task.id, task.alarm)]
  if (isExhausted(task))
    return [`a hint, for its tries are used up: agent-spawn retry ${task.task.id} --feedback TEXT`]
  const manual = manualSteps(lastAttempt(task)?.gates ?? [])
  const unsure = isUnverified(task.task)
    ? ['the work as a whole: the plan gives neither a validation step nor an output for it']
    : manual.map(describeManual)
  const left = [...(lastAttempt(task)?.concerns ?? []).map(describeConcern), ...unsure]
  return left.length > 0 ? left : ['the work as a whole: nothing is merged without approval in this run']
}

const endOfQuarantine = (task: TaskState): string => {
  const agent = oneLine(lastAttempt(task)?.agent ?? '')
  return `the end of the quarantine of ${agent}, which did it: agent-spawn quarantine ${agent} --release, or retry ${task.task.id}`
}

const describeAlarm = (id: TaskId, {path, other}: NonNullable<TaskState['alarm']>): string =>
  `which of ${id} and ${other} is to write ${oneLine(path)}: agent-spawn retry ${id}`

/** In which its work met what is merged. */
export const conflictingPaths = ({attempts, repair}: TaskState): readonly string[] => {
  const outcome = attempts[(repair?.attempt ?? attempts.length) - 1]?.outcome
  return outcome?.type === 'conflicted' ? outcome.paths : []
}

const conflictToResolve = (task: TaskState): string => {
  const paths = conflictingPaths(task)
  const where = paths.length === 0 ? 'its files' : listed(paths.map(oneLine))
  const workspace = lastAttempt(task)?.workspace
  return `the conflict in ${where}: edit ${workspace === undefined ? 'its workspace' : oneLine(workspace)}, then agent-spawn resolve ${task.task.id} --continue`
}

const manualSteps = (gates: readonly GateRun[]): readonly StepRecord[] =>
  gates.flatMap(({record}) => record.steps.filter(step => step.verdict === 'manual'))

const describeManual = ({name, command, output}: StepRecord): string =>
  [oneLine(name), command.trim() === '' ? oneLine(output) : oneLine(command)].filter(unique).join(': ')

const unique = (text: string, index: number, all: readonly string[]): boolean =>
  text !== '' && all.indexOf(text) === index

/** What is wrong with finished work since other work was taken back, or because this was not. */
export const leftOf = ({
  task,
  stale,
  unreverted,
}: TaskState): {readonly word: string; readonly text: string} | undefined => {
  if (stale !== undefined) {
    const text = `built on ${stale}, which was rolled back: agent-spawn retry ${task.id}`
    return {word: 'stale', text}
  }
  return unreverted && {word: 'not reverted', text: describeUnreverted(unreverted)}
}

/** Whom a waiting task waits for: its open dependencies; if it has none, the task that holds what it is to write. */
export const blockedBy = (state: RunState, {task, phase}: TaskState): readonly TaskId[] => {
  if (phase !== 'waiting') return []
  const open = blockers(state, task.id).map(reason => reason.task)
  const holder = open.length > 0 ? undefined : claimHolder(state.schedule, task)
  return holder === undefined ? open : [holder]
}

/** It waits, and not merely for a free slot. */
export const isBlocked = (state: RunState, {task, phase}: TaskState): boolean =>
  phase === 'waiting' &&
  (!isReady(state.schedule, task.id) ||
    claimHolder(state.schedule, task) !== undefined ||
    heldBack(state, task.id).length > 0)

/** Its tries are used up, and a person has to say how it goes on. */
export const isExhausted = (task: TaskState): boolean =>
  task.phase === 'needs-review' && lastAttempt(task)?.outcome?.type !== 'passed'

const PROVEN: ReadonlySet<Phase> = new Set(['validated', 'merging', 'done', 'needs-review'])

/** Whether the host saw a declared output in the last attempt's tree; undefined where it did not look, or has not yet. */
export const presenceOf = ({policy}: RunState, task: TaskState, {path}: Output): boolean | undefined => {
  const attempt = lastAttempt(task)
  if (attempt?.outcome?.type === 'missing-outputs') return !attempt.outcome.paths.includes(path)
  return PROVEN.has(task.phase) && !isExhausted(task) && !isSimulated(policy) ? true : undefined
}
