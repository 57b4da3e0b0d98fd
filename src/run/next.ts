// The scheduler: the one event that is due now, if any. Pure; the dispatcher records it and then acts on it.

import type {EventBody, ObjectId, RunEvent, RunResult} from './event.ts'
import {agentFor, integrates} from './policy.ts'
import {pickStartable} from './schedule.ts'
import {type AttemptState, lastAttempt, type RunState, type TaskState, taskState} from './state.ts'

/** At `at`, epoch milliseconds. Call again after each event; undefined: wait for what runs. */
export const next = (state: RunState, at: number): RunEvent | undefined => {
  if (state.result !== undefined) return undefined
  const body = dueStop(state) ?? dueMerge(state) ?? dueAttempt(state) ?? dueFinish(state)
  return body === undefined ? undefined : {...body, at}
}

/** The failure mode, made an event: so the journal says why nothing more was started. */
const dueStop = (state: RunState): EventBody | undefined => {
  const {policy, schedule, stopping} = state
  if (policy.onFailure === 'continue' || stopping !== undefined || schedule.counts.failed === 0)
    return undefined
  return {
    type: 'stop-requested',
    mode: policy.onFailure === 'kill' ? 'kill' : 'drain',
    by: 'policy',
    reason: `a task failed, and the failure mode is ${policy.onFailure}`,
  }
}

/** One merge at a time, first validated first: then each is judged on the tree it lands on. */
const dueMerge = (state: RunState): EventBody | undefined => {
  const {schedule, tip} = state
  const [id] = schedule.mergeQueue
  if (id === undefined || schedule.merging.size > 0 || state.stopping?.mode === 'kill') return undefined
  const attempt = lastAttempt(taskState(state, id))
  if (attempt?.commit === undefined || tip === undefined)
    throw new Error(`bug: ${id} is validated without a commit to merge`)
  return {type: 'merge-started', task: id, attempt: attempt.number, commit: attempt.commit, tip}
}

const dueAttempt = (state: RunState): EventBody | undefined => {
  const {schedule, policy, stopping} = state
  if (stopping !== undefined || schedule.running.size >= policy.slots) return undefined
  const task = pickStartable(schedule)
  if (task === undefined) return undefined
  const {attempts} = taskState(state, task.id)
  const base = integrates(policy) ? baseFor(attempts.at(-1), state.tip) : undefined
  return {
    type: 'attempt-started',
    task: task.id,
    attempt: attempts.length + 1,
    agent: agentFor(task, policy.agents).name,
    ...(base === undefined ? {} : {base}),
  }
}

/** A try goes on from what the last one left, so on its base; but where the merge was what failed, from the tip it failed on. */
const baseFor = (last: AttemptState | undefined, tip: ObjectId | undefined): ObjectId | undefined => {
  const failedMerging = last?.outcome?.type === 'conflicted' || last?.gates.at(-1)?.stage === 'merged'
  return last === undefined || failedMerging ? tip : (last.base ?? tip)
}

/** Nothing runs, and nothing above was due: the run has come as far as it can. */
const dueFinish = (state: RunState): EventBody | undefined => {
  const {running, merging} = state.schedule
  if (running.size > 0 || merging.size > 0) return undefined
  return {type: 'run-finished', result: resultOf(state)}
}

const resultOf = (state: RunState): RunResult => {
  const {counts} = state.schedule
  if (counts.waiting + counts.validated > 0 && state.stopping?.by === 'user') return 'interrupted'
  if (counts.failed > 0) return isOnlyConflicts(state) ? 'blocked' : 'failed'
  if (counts['needs-review'] > 0) return 'needs-review'
  return counts.waiting + counts.cancelled > 0 ? 'blocked' : 'done'
}

const isOnlyConflicts = (state: RunState): boolean =>
  [...state.tasks.values()].every(isNotFailedButByConflict)

const isNotFailedButByConflict = (task: TaskState): boolean =>
  task.phase !== 'failed' || lastAttempt(task)?.outcome?.type === 'conflicted'
