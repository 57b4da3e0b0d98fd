// Work that conflicts with what others have merged meanwhile: who puts it right, from where, and when it is left to a person.

import type {ObjectId} from './event.ts'
import {isSpent, type Outcome} from './outcome.ts'
import type {Policy} from './policy.ts'
import {lastAttempt, type Repair, type RunState, type TaskState} from './state.ts'

/** Where work came to a conflict, or attempts to repair it ended, as they stand with this outcome; undefined: nothing is left to repair. */
export const repairAfter = (
  {policy, tip}: Pick<RunState, 'policy' | 'tip'>,
  task: TaskState,
  outcome: Outcome,
): Repair | undefined => {
  const {repair, phase} = task
  const last = lastAttempt(task)
  if (last === undefined || tip === undefined || policy.merge.repairs === undefined) return undefined
  // People and tools may try as often as they like.
  const isRound = repair !== undefined && last.by === undefined && isSpent(outcome)
  const rounds = (repair?.rounds ?? 0) + (isRound ? 1 : 0)
  if (outcome.type === 'conflicted') return {attempt: last.number, tip, rounds}
  // What merges cleanly and then fails is no conflict any more.
  return repair === undefined || phase === 'merging' ? undefined : {...repair, rounds}
}

/** Whether somebody else than a person has a go at it. */
export const willRepair = (policy: Policy, {attempts}: TaskState, repair: Repair): boolean =>
  repair.rounds < (policy.merge.repairs ?? 0) || isToolDue(policy, attempts.length, repair)

/** The configured tool comes first, and once for each conflict: right after the attempt whose work it is. */
export const isToolDue = ({merge}: Policy, attempts: number, repair: Repair): boolean =>
  merge.resolver !== undefined && attempts === repair.attempt

/** Whether a person is to bring the two together: nobody else will. */
export const isPersonsToResolve = (task: TaskState): boolean =>
  task.phase === 'needs-review' && task.repair !== undefined && lastAttempt(task)?.outcome?.type !== 'passed'

/** Where a person finds the two laid out: as the last attempt to repair them left it, or where they met. */
export const laidOutAt = (task: TaskState, {attempt, tip}: Repair): ObjectId => {
  const last = lastAttempt(task)
  return (last?.repairs === attempt ? last.base : undefined) ?? tip
}
