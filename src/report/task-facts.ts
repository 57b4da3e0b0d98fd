// What several reports derive from a task's state. Decides nothing about words or layout.

import type {Output, TaskId} from '../graph/task.ts'
import {isUnverified} from '../run/evolve.ts'
import {blockers, heldBack} from '../run/explain.ts'
import type {StepRecord} from '../run/outcome.ts'
import {isSettled, type Phase} from '../run/phase.ts'
import {isSimulated} from '../run/policy.ts'
import {claimHolder, isReady} from '../run/schedule.ts'
import {type AttemptState, type GateRun, lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {describeConcern, oneLine} from './words.ts'

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
  if (isExhausted(task))
    return [`a hint, for its tries are used up: agent-spawn retry ${task.task.id} --feedback TEXT`]
  const manual = manualSteps(lastAttempt(task)?.gates ?? [])
  const unsure = isUnverified(task.task)
    ? ['the work as a whole: the plan gives neither a validation step nor an output for it']
    : manual.map(describeManual)
  return [...(lastAttempt(task)?.concerns ?? []).map(describeConcern), ...unsure]
}

const manualSteps = (gates: readonly GateRun[]): readonly StepRecord[] =>
  gates.flatMap(({record}) => record.steps.filter(step => step.verdict === 'manual'))

const describeManual = ({name, command, output}: StepRecord): string =>
  [oneLine(name), command.trim() === '' ? oneLine(output) : oneLine(command)].filter(unique).join(': ')

const unique = (text: string, index: number, all: readonly string[]): boolean =>
  text !== '' && all.indexOf(text) === index

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
