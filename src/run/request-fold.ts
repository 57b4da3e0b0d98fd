// What the wishes of people make of a state. Whether they may be uttered is said in `request.ts`.

import type {TaskId} from '../graph/task.ts'
import type {
  CancelRequested,
  PlanChanged,
  ResolveRequested,
  RetryRequested,
  ReviewDecided,
  Stamp,
} from './event.ts'
import {
  forgetResolution,
  newTask,
  type Owned,
  reschedule,
  rescheduleAtWork,
  setPhase,
  taskOf,
} from './fold.ts'
import type {Phase} from './phase.ts'
import {planChange} from './plan-change.ts'
import {integrates} from './policy.ts'
import {willRepair} from './repair.ts'
import {dependentsOf} from './request.ts'
import {lastAttempt, type RunState, type TaskState} from './state.ts'

/** Validated work must be merged to count, unless all attempts share one tree. */
export const accepted = (run: RunState): Phase => (integrates(run.policy) ? 'validated' : 'done')

export const decide = (
  run: Owned<RunState>,
  {task: id, decision, by, comment, at}: ReviewDecided & Stamp,
): void => {
  const task = taskOf(run, id)
  delete task.alarm
  task.review = {decision, by, at, ...(comment === undefined ? {} : {comment})}
  setPhase(run, id, decision === 'approved' ? accepted(run) : 'failed', ['needs-review'])
  run.deadlines.delete(id)
  if (decision === 'rejected') delete task.repair
  if (task.phase === 'done') task.doneAt = at
}

/** What runs is cancelled when its worker says that it has ended. */
export const cancel = (run: Owned<RunState>, {task: id, by, reason = ''}: CancelRequested): void => {
  const task = taskOf(run, id)
  task.cancellation = {by, text: reason}
  if (task.phase !== 'running' && task.phase !== 'merging') setPhase(run, id, 'cancelled')
}

/** What lies in the workspace is taken as the work of an attempt, as soon as the run is at work. */
export const resolve = (run: Owned<RunState>, {task: id, action, by}: ResolveRequested): void => {
  setPhase(run, id, action === 'abort' ? 'failed' : 'waiting', ['needs-review'])
  if (action === 'continue') {
    run.resolved = [...run.resolved, id]
    return
  }
  const task = taskOf(run, id)
  task.givenUp = {by, text: ''}
  delete task.repair
}

/** Tasks that wait keep waiting; what runs goes on. */
export const retry = (run: Owned<RunState>, {task: id, downstream, feedback, by}: RetryRequested): void => {
  const task = taskOf(run, id)
  if (feedback !== undefined) task.feedback = {by, text: feedback}
  renew(run, task)
  if (downstream) for (const dependent of dependentsOf(run, id)) beginAnew(run, dependent)
  rescheduleAtWork(run)
}

/** Tasks keep what they have; those whose definition changed, and all that is built on them, begin anew. */
export const changePlan = (run: Owned<RunState>, {graph}: PlanChanged): void => {
  const {changed, behind} = planChange(run, graph)
  const isPartial = run.schedule.counts.skipped > 0
  run.graph = graph
  run.tasks = new Map(
    graph.tasks.map(task => {
      const known = run.tasks.get(task.id)
      return [
        task.id,
        known === undefined ? newTask(task, isPartial ? 'skipped' : 'waiting') : {...known, task},
      ]
    }),
  )
  const isThere = (id: TaskId): boolean => run.tasks.has(id)
  run.resolved = run.resolved.filter(isThere)
  if (run.quarrel?.tasks.every(isThere) === false) delete run.quarrel
  for (const id of [...changed.map(({task}) => task), ...behind]) beginAnew(run, id)
  reschedule(run)
}

/** On other ground, or for another purpose: what conflicted before is not worth repairing. */
const beginAnew = (run: Owned<RunState>, id: TaskId): void => {
  const task = taskOf(run, id)
  forgetResolution(run, id)
  delete task.repair
  renew(run, task)
}

/** All its tries again. Called where a task is not at work. */
const renew = (run: RunState, task: Owned<TaskState>): void => {
  if (task.phase !== 'waiting') task.phase = isOnlyUnmerged(task) ? 'validated' : 'waiting'
  task.spent = 0
  task.repeats = 0
  task.refusals = []
  renewRepair(run, task)
  delete task.givenUp
  delete task.quarantined
  delete task.alarm
  delete task.cancellation
  delete task.doneAt
}

/** Where nobody but a person repairs, agents begin anew. */
const renewRepair = ({policy}: RunState, task: Owned<TaskState>): void => {
  if (task.repair === undefined) return
  const repair = {...task.repair, rounds: 0}
  if (willRepair(policy, task, repair)) task.repair = repair
  else delete task.repair
}

/** Its work is good; only the host could not merge it. Whoever has something to say about it wants it done again. */
const isOnlyUnmerged = (task: TaskState): boolean => {
  const last = lastAttempt(task)
  const isRefused = last?.outcome?.type === 'refused' && last.commit !== undefined
  return task.phase === 'failed' && isRefused && task.feedback === undefined
}

const REVIVED: ReadonlySet<Phase> = new Set(['failed', 'cancelled', 'skipped'])

/** As the run goes on: what had failed may try again, but not what a person cancelled or took back, nor what is in quarantine. */
export const revive = (run: RunState, task: Owned<TaskState>): void => {
  if (!REVIVED.has(task.phase) || task.quarantined === true || task.cancellation !== undefined) return
  if (task.givenUp !== undefined) return
  if (lastAttempt(task)?.outcome?.type === 'rolled-back') return
  const {repeats} = task
  renew(run, task)
  task.repeats = repeats
}
