// What a person may ask of a run, and when. Knows nothing of how the wish arrives, nor what it makes of the state.

import type {TaskId} from '../graph/task.ts'
import {unreachable} from '../util/unreachable.ts'
import type {
  CancelRequested,
  PauseRequested,
  PlanChanged,
  ProgressReported,
  PromotionDecided,
  QuarantineRequested,
  ReleaseRequested,
  ResolveRequested,
  ResumeRequested,
  RetryRequested,
  ReviewDecided,
  RollbackRequested,
  StopRequested,
} from './event.ts'
import type {Phase} from './phase.ts'
import {progressObjection} from './progress.ts'
import {stageObjection} from './promotion.ts'
import {isIsolated, quarantineObjection} from './quarantine.ts'
import {isPersonsToResolve} from './repair.ts'
import {lastAttempt, type RunState, taskState} from './state.ts'

export type Request =
  | CancelRequested
  | PauseRequested
  | PlanChanged
  | ProgressReported
  | PromotionDecided
  | QuarantineRequested
  | ReleaseRequested
  | ResumeRequested
  | RetryRequested
  | ReviewDecided
  | ResolveRequested
  | RollbackRequested
  | StopRequested

/** It came as a file, and whoever recorded it died before that was answered. */
export const isRecorded = ({requests}: RunState, request: Request): boolean =>
  'requestId' in request && request.requestId !== undefined && requests.has(request.requestId)

/** Undefined: it may be recorded now. Else a whole sentence on why not, and what to do. */
export const objection = (state: RunState, request: Request): string | undefined => {
  if ('task' in request && !state.tasks.has(request.task))
    return `Run ${state.run} has no task ${request.task}. See \`agent-spawn status\`.`
  switch (request.type) {
    case 'pause-requested':
      return pausing(state)
    case 'resume-requested':
      return resuming(state)
    case 'cancel-requested':
      return cancelling(state, request.task)
    case 'progress-reported':
      return progressObjection(state, request)
    case 'quarantine-requested':
    case 'release-requested':
      return quarantineObjection(state, request)
    case 'retry-requested':
      return retrying(state, request)
    case 'rollback-requested':
      return rollingBack(state, request.task)
    case 'resolve-requested':
      return resolving(state, request)
    case 'review-decided':
      return reviewing(state, request)
    case 'plan-changed':
      return replanning(state)
    case 'promotion-decided':
      return stageObjection(state, request)
    case 'stop-requested':
      return stopping(state, request)
    default:
      return unreachable(request)
  }
}

const pausing = ({run, result, paused}: RunState): string | undefined => {
  if (result !== undefined) return `Run ${run} rests already (${result}); there is nothing to pause.`
  return paused === undefined ? undefined : `Run ${run} is paused already, by ${paused.by}: ${paused.reason}`
}

const resuming = ({run, result, paused}: RunState): string | undefined => {
  if (result !== undefined)
    return `Run ${run} is not paused, it rests (${result}). Go on with it: agent-spawn run --continue --run ${run}`
  return paused === undefined ? `Run ${run} is not paused; there is nothing to resume.` : undefined
}

const CANCELLABLE: ReadonlySet<Phase> = new Set([
  'waiting',
  'running',
  'validated',
  'merging',
  'needs-review',
])

const cancelling = (state: RunState, id: TaskId): string | undefined => {
  const {phase, cancellation} = taskState(state, id)
  if (!CANCELLABLE.has(phase))
    return `Task ${id} of run ${state.run} is ${phase}; only a task that is not over can be cancelled.`
  return cancellation === undefined ? undefined : `Task ${id} is being cancelled already.`
}

const RETRIABLE: ReadonlySet<Phase> = new Set(['done', 'failed', 'cancelled', 'needs-review'])
const MOVING: ReadonlySet<Phase> = new Set(['running', 'validated', 'merging'])

const retrying = (state: RunState, {task: id, downstream}: RetryRequested): string | undefined => {
  const {phase} = taskState(state, id)
  if (isRollingBack(state, id)) return `Task ${id} is being rolled back. Try it again when that is done.`
  if (phase === 'skipped')
    return `Task ${id} takes no part in run ${state.run}. Take it in: agent-spawn run --continue --run ${state.run} ${id}`
  if (!RETRIABLE.has(phase))
    return `Task ${id} of run ${state.run} is ${phase}; only one that is done, failed, cancelled or in needs-review can be tried again.`
  const moving = downstream ? dependentsOf(state, id).find(each => isMoving(state, each)) : undefined
  if (moving === undefined) return undefined
  return `Task ${moving}, which depends on ${id}, is ${taskState(state, moving).phase}. Wait for it, or cancel it first: agent-spawn cancel ${moving}`
}

const rollingBack = (state: RunState, id: TaskId): string | undefined => {
  const {phase, merged} = taskState(state, id)
  if (merged === undefined)
    return `Task ${id} of run ${state.run} is ${phase} and has nothing on the integration branch; only merged work can be rolled back.`
  if (isRollingBack(state, id)) return `Task ${id} is being rolled back already.`
  if (!RETRIABLE.has(phase))
    return `Task ${id} of run ${state.run} is ${phase}. Wait for it, or cancel it first: agent-spawn cancel ${id}`
  const open = dependentsOf(state, id).find(
    each => isMoving(state, each) || taskState(state, each).phase === 'needs-review',
  )
  if (open === undefined) return undefined
  return `Task ${open}, which is built on ${id}, is ${taskState(state, open).phase}. Wait for it, or cancel it first: agent-spawn cancel ${open}`
}

const isRollingBack = ({rollbacks}: RunState, id: TaskId): boolean => rollbacks.some(({task}) => task === id)

const isMoving = (state: RunState, id: TaskId): boolean => MOVING.has(taskState(state, id).phase)

const resolving = (state: RunState, {task: id}: ResolveRequested): string | undefined => {
  const task = taskState(state, id)
  const {phase} = task
  if (phase !== 'needs-review')
    return `Task ${id} of run ${state.run} is ${phase}; only a conflict of a task in needs-review is a person's to resolve. See \`agent-spawn status\`.`
  if (!isPersonsToResolve(task))
    return `Task ${id} has no conflict to resolve. What it waits for is told by \`agent-spawn status\`.`
  return undefined
}

const reviewing = (state: RunState, {task: id, decision}: ReviewDecided): string | undefined => {
  const task = taskState(state, id)
  if (task.phase !== 'needs-review')
    return `Task ${id} of run ${state.run} is ${task.phase}; only a task in needs-review can be approved or rejected. See \`agent-spawn status\`.`
  if (decision === 'rejected') return undefined
  if (isIsolated(task))
    return `Task ${id} has what the agent ${lastAttempt(task)?.agent} left, which is in quarantine. Release that one, or have the task done anew: agent-spawn retry ${id}`
  if (lastAttempt(task)?.outcome?.type === 'passed') return undefined
  if (isPersonsToResolve(task))
    return `Task ${id} has nothing to approve yet: its work conflicts with what is merged. Bring the two together in ${lastAttempt(task)?.workspace ?? 'its workspace'} and say so (agent-spawn resolve ${id} --continue), try it again, or reject it.`
  return `Task ${id} has nothing to approve: its last attempt failed, and no commit may go onto the integration branch whose gates did. Try it again with a hint (agent-spawn retry ${id} --feedback TEXT), or reject it.`
}

/** Who has asked it to drain may go on to kill, or to leave it; there is nothing behind those. */
const stopping = ({run, result, stopping: before}: RunState, {mode}: StopRequested): string | undefined => {
  if (result !== undefined) return `Run ${run} rests already (${result}); there is nothing to stop.`
  const isNew = before === undefined || (before.mode === 'drain' && mode !== 'drain')
  return isNew ? undefined : `Run ${run} is being stopped already (${before.mode}): ${before.reason}.`
}

/** What is at work, or was when the dispatcher died, belongs to the plan as it was. */
const replanning = ({run, inFlight, rollbacks}: RunState): string | undefined => {
  const [task = rollbacks[0]?.task] = inFlight.keys()
  return task === undefined
    ? undefined
    : `Task ${task} of run ${run} is at work with the plan as it was. Let the run come to rest first: agent-spawn run --continue --run ${run}`
}

/** All that depend on a task and take part in the run, directly or not, in the order in which they are found. */
export const dependentsOf = (state: RunState, id: TaskId): readonly TaskId[] => {
  const found = new Set([id])
  for (const each of found)
    for (const dependent of state.schedule.dependents.get(each) ?? [])
      if (taskState(state, dependent).phase !== 'skipped') found.add(dependent)
  found.delete(id)
  return [...found]
}
