// The scheduler: the one event that is due now, if any. Pure; the dispatcher records it and then acts on it.

import type {EventBody, ObjectId, RunEvent, RunResult} from './event.ts'
import {integrates} from './policy.ts'
import {type Hindrance, hindrances, pickStart, soonest, wakeAt} from './start.ts'
import {lastAttempt, type RunState, type TaskState, taskState} from './state.ts'

/** At `at`, epoch milliseconds. Call again after each event, and at `wakeAt`; undefined: wait for what runs. */
export const next = (state: RunState, at: number): RunEvent | undefined => {
  if (state.result !== undefined) return undefined
  const body = dueStop(state) ?? dueMerge(state) ?? dueAttempt(state, at) ?? dueFinish(state, at)
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

const dueAttempt = (state: RunState, at: number): EventBody | undefined => {
  const {schedule, policy, stopping, paused} = state
  if (stopping !== undefined || paused !== undefined || schedule.running.size >= policy.slots)
    return undefined
  const start = pickStart(state, at)
  if (start === undefined) return undefined
  const task = taskState(state, start.task.id)
  const base = integrates(policy) ? baseFor(state, task) : undefined
  return {
    type: 'attempt-started',
    task: start.task.id,
    attempt: task.attempts.length + 1,
    agent: start.agent.name,
    ...(base === undefined ? {} : {base}),
  }
}

/**
 * A try goes on from what the last one left, so on its base; but from the tip where that is merged, or merging is what failed,
 * or what it depends on was done anew since.
 */
const baseFor = (state: RunState, task: TaskState): ObjectId | undefined => {
  const {tip} = state
  const last = lastAttempt(task)
  if (last === undefined || task.merged !== undefined) return tip
  const failedMerging = last.outcome?.type === 'conflicted' || last.gates.at(-1)?.stage === 'merged'
  const isOutdated = task.task.dependencies.some(id => (taskState(state, id).doneAt ?? 0) > last.startedAt)
  return failedMerging || isOutdated ? tip : (last.base ?? tip)
}

/** Nothing runs, nothing above was due, and nothing will be by itself: the run has come as far as it can. */
const dueFinish = (state: RunState, at: number): EventBody | undefined => {
  const {running, merging} = state.schedule
  if (running.size > 0 || merging.size > 0) return undefined
  if (wakeAt(state, at) !== undefined || isHeldByPause(state, at)) return undefined
  return {type: 'run-finished', result: resultOf(state, at)}
}

/** A person who paused the run will resume it, if there is anything left to do. */
const isHeldByPause = (state: RunState, at: number): boolean =>
  state.paused !== undefined &&
  state.stopping === undefined &&
  (pickStart(state, at) !== undefined || soonest(state, at) !== undefined)

const resultOf = (state: RunState, at: number): RunResult => {
  const {counts} = state.schedule
  if (counts.waiting + counts.validated > 0 && state.stopping?.by === 'user') return 'interrupted'
  const hindrances = hindrancesOf(state, at)
  if (hindrances.has('budget')) return 'budget'
  if (hindrances.has('limited')) return 'limited'
  if (counts.failed > 0) return isOnlyConflicts(state) ? 'blocked' : 'failed'
  if (hindrances.has('agent')) return 'failed'
  if (counts['needs-review'] > 0) return 'needs-review'
  return counts.waiting + counts.cancelled > 0 ? 'blocked' : 'done'
}

/** What keeps ready tasks from starting, unless the run is stopped anyway. */
const hindrancesOf = (state: RunState, at: number): ReadonlySet<Hindrance['type']> =>
  new Set(state.stopping === undefined ? hindrances(state, at).map(({type}) => type) : [])

const isOnlyConflicts = (state: RunState): boolean =>
  [...state.tasks.values()].every(isNotFailedButByConflict)

const isNotFailedButByConflict = (task: TaskState): boolean =>
  task.phase !== 'failed' || lastAttempt(task)?.outcome?.type === 'conflicted'
