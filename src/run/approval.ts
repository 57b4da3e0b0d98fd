// Approvals that decide themselves when nobody has for long enough. Time is the journal's, so a restart changes nothing of it.

import {defaultDecision} from '../graph/gate-shapes.ts'
import type {TaskId} from '../graph/task.ts'
import type {EventBody} from './event.ts'
import type {Policy} from './policy.ts'
import {isIsolated} from './quarantine.ts'
import {type Deadline, lastAttempt, type RunState, type TaskState} from './state.ts'

/**
 * Of work that waits since `at`; undefined: for ever. One gate may reject it by itself; it is approved by itself only if all that is
 * open are approvals that say so, when the last of them does.
 */
export const deadlineOf = (policy: Policy, found: TaskState, at: number): Deadline | undefined => {
  const attempt = lastAttempt(found)
  if (attempt === undefined) return undefined
  const manual = attempt.gates.filter(({record}) => record.verdict === 'manual')
  const open = [...new Set(manual.map(({record}) => record.gate))].map(name => {
    const gate = found.task.gates.find(each => each.name === name)
    const decided = gate === undefined ? undefined : defaultDecision(gate)
    return decided === undefined
      ? undefined
      : {attempt: attempt.number, at: at + decided.afterMs, decision: decided.decision, gate: name}
  })
  const known = open.filter(each => each !== undefined).toSorted((a, b) => a.at - b.at)
  const rejection = known.find(({decision}) => decision === 'rejected')
  if (rejection !== undefined) return rejection
  const isOpenOtherwise = attempt.concerns !== undefined || policy.approval === 'always'
  return known.length === open.length && !isOpenOtherwise ? known.at(-1) : undefined
}

/** Those that still count: nothing decides itself that an alarm or a quarantine holds. */
function* deadlines(state: RunState): Generator<readonly [TaskId, Deadline]> {
  for (const entry of state.deadlines) {
    const task = state.tasks.get(entry[0])
    if (task?.phase !== 'needs-review' || task.attempts.length !== entry[1].attempt) continue
    if (task.alarm === undefined && !isIsolated(task)) yield entry
  }
}

/** The decision that nobody took in time. */
export const dueDecision = (state: RunState, at: number): EventBody | undefined => {
  for (const [task, deadline] of deadlines(state))
    if (deadline.at <= at)
      return {
        ...{type: 'review-decided', task, decision: deadline.decision, by: 'agent-spawn'},
        comment: `nobody decided in time, and that is the default of gate ${deadline.gate}`,
      }
  return undefined
}

/** Epoch milliseconds, after `at`; undefined: nothing waits for a time. */
export const nextDeadline = (state: RunState, at: number): number | undefined => {
  let first: number | undefined
  for (const [, deadline] of deadlines(state))
    if (deadline.at > at && (first === undefined || deadline.at < first)) first = deadline.at
  return first
}
