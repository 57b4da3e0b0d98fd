// The scheduler: the one event that is due now, if any. Pure; the dispatcher records it and then acts on it.

import {mergeOrder} from './ahead.ts'
import {dueDecision} from './approval.ts'
import type {EventBody, GateStage, ObjectId, RunEvent, RunResult} from './event.ts'
import type {Outcome} from './outcome.ts'
import {integrates, type Policy} from './policy.ts'
import {isToolDue, laidOutAt} from './repair.ts'
import {type Hindrance, hindrances, pickStart, soonest, wakeAt} from './start.ts'
import {lastAttempt, mergesOf, type Rollback, type RunState, type TaskState, taskState} from './state.ts'

/** At `at`, epoch milliseconds. Call again after each event, and at `wakeAt`; undefined: wait for what runs. */
export const next = (state: RunState, at: number): RunEvent | undefined => {
  if (state.result !== undefined) return undefined
  const [rollback] = state.rollbacks
  const body =
    dueStop(state) ??
    dueAlarm(state) ??
    (rollback === undefined ? dueWork(state, at) : dueRevert(state, rollback))
  return body === undefined ? undefined : {...body, at}
}

/** Before either of the two goes on. */
const dueAlarm = ({quarrel}: RunState): EventBody | undefined =>
  quarrel === undefined ? undefined : {type: 'alarm-raised', ...quarrel}

const dueWork = (state: RunState, at: number): EventBody | undefined =>
  dueDecision(state, at) ??
  dueResolution(state) ??
  dueMerge(state) ??
  dueAttempt(state, at) ??
  dueFinish(state, at)

/** Before all else, so that nothing more is built on what is to go; but never beside a merge. */
const dueRevert = (state: RunState, {task: id}: Rollback): EventBody | undefined => {
  const {schedule, inFlight, tip} = state
  if (schedule.merging.size > 0 || inFlight.get(id)?.type === 'revert-started') return undefined
  const merges = mergesOf(taskState(state, id))
  const [newest] = merges
  if (newest === undefined || tip === undefined) throw new Error(`bug: nothing of ${id} is merged`)
  const commits = merges.map(({merged}) => merged)
  return {type: 'revert-started', task: id, attempt: newest.attempt, commits, tip}
}

/** The failure mode, made an event: so the journal says why nothing more was started. */
const dueStop = (state: RunState): EventBody | undefined => {
  const {policy, stopping, hasFailed} = state
  if (policy.onFailure === 'continue' || stopping !== undefined || hasFailed !== true) return undefined
  return {
    type: 'stop-requested',
    mode: policy.onFailure === 'kill' ? 'kill' : 'drain',
    by: 'policy',
    reason: `a task failed, and the failure mode is ${policy.onFailure}`,
  }
}

/** One merge at a time: then each is judged on the tree it lands on. */
const dueMerge = (state: RunState): EventBody | undefined => {
  const {schedule, tip} = state
  if (schedule.merging.size > 0 || state.stopping?.mode === 'kill') return undefined
  const [id] = mergeOrder(schedule)
  if (id === undefined) return undefined
  const attempt = lastAttempt(taskState(state, id))
  if (attempt?.commit === undefined || tip === undefined)
    throw new Error(`bug: ${id} is validated without a commit to merge`)
  return {type: 'merge-started', task: id, attempt: attempt.number, commit: attempt.commit, tip}
}

/** It costs no agent, and nobody else may begin with what it is about to merge. */
const dueResolution = (state: RunState): EventBody | undefined => {
  const [id] = state.resolved
  if (id === undefined || state.stopping !== undefined || state.paused !== undefined) return undefined
  const task = taskState(state, id)
  const {repair} = task
  if (repair === undefined) throw new Error(`bug: ${id} has no conflict that a person could have resolved`)
  const attempt = task.attempts.length + 1
  const base = laidOutAt(task, repair)
  const by = 'person'
  return {type: 'attempt-started', task: id, attempt, agent: by, base, repairs: repair.attempt, by}
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
    ...repairOf(state.policy, task),
  }
}

const repairOf = (policy: Policy, {repair, attempts}: TaskState) => {
  if (repair === undefined) return {}
  const repairs = repair.attempt
  const by = 'resolver'
  return isToolDue(policy, attempts.length, repair) ? ({agent: by, repairs, by} as const) : {repairs}
}

/**
 * A try goes on from what the last one left, so on its base; but from the tip where that is merged, or merging is what failed,
 * or it was rolled back, or what it depends on was done anew since.
 */
const baseFor = (state: RunState, task: TaskState): ObjectId | undefined => {
  const {tip} = state
  const last = lastAttempt(task)
  if (last === undefined || task.merged !== undefined || last.repairs !== task.repair?.attempt) return tip
  const failedMerging = FAILED_ON_TIP.has(last.outcome?.type) || OF_MERGES.has(last.gates.at(-1)?.stage)
  const isOutdated = task.task.dependencies.some(id => (taskState(state, id).doneAt ?? 0) > last.startedAt)
  return failedMerging || isOutdated ? tip : (last.base ?? tip)
}

const FAILED_ON_TIP: ReadonlySet<Outcome['type'] | undefined> = new Set(['conflicted', 'rolled-back'])
const OF_MERGES: ReadonlySet<GateStage | undefined> = new Set(['merged', 'integration'])

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
