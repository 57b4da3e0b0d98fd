// What the wishes of people make of a state. Whether they may be uttered is said in `request.ts`.

import type {CancelRequested, PlanChanged, RetryRequested, ReviewDecided, Stamp} from './event.ts'
import {newTask, type Owned, reschedule, setPhase, taskOf} from './fold.ts'
import type {Phase} from './phase.ts'
import {planChange} from './plan-change.ts'
import {integrates} from './policy.ts'
import {dependentsOf} from './request.ts'
import {lastAttempt, type RunState, type TaskState} from './state.ts'

/** Validated work must be merged to count, unless all attempts share one tree. */
export const accepted = (run: RunState): Phase => (integrates(run.policy) ? 'validated' : 'done')

export const decide = (
  run: Owned<RunState>,
  {task: id, decision, by, comment, at}: ReviewDecided & Stamp,
): void => {
  const task = taskOf(run, id)
  task.review = {decision, by, at, ...(comment === undefined ? {} : {comment})}
  setPhase(run, id, decision === 'approved' ? accepted(run) : 'failed', ['needs-review'])
  if (task.phase === 'done') task.doneAt = at
}

/** What runs is cancelled when its worker says that it has ended. */
export const cancel = (run: RunState, {task: id, by, reason = ''}: CancelRequested): void => {
  const task = taskOf(run, id)
  task.cancellation = {by, text: reason}
  if (task.phase !== 'running' && task.phase !== 'merging') setPhase(run, id, 'cancelled')
}

/** Tasks that wait keep waiting; what runs goes on. */
export const retry = (run: Owned<RunState>, {task: id, downstream, feedback, by}: RetryRequested): void => {
  const {delayed} = run.schedule
  const task = taskOf(run, id)
  if (feedback !== undefined) task.feedback = {by, text: feedback}
  renew(task)
  if (downstream) for (const dependent of dependentsOf(run, id)) renew(taskOf(run, dependent))
  reschedule(run)
  for (const [other, at] of delayed) if (taskOf(run, other).spent > 0) run.schedule.delayed.set(other, at)
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
  for (const id of [...changed.map(({task}) => task), ...behind]) renew(taskOf(run, id))
  reschedule(run)
}

/** All its tries again. Called where a task is not at work. */
const renew = (task: Owned<TaskState>): void => {
  if (task.phase !== 'waiting') task.phase = isOnlyUnmerged(task) ? 'validated' : 'waiting'
  task.spent = 0
  task.repeats = 0
  task.refusals = []
  delete task.quarantined
  delete task.cancellation
  delete task.doneAt
}

/** Its work is good; only the host could not merge it. Whoever has something to say about it wants it done again. */
const isOnlyUnmerged = (task: TaskState): boolean => {
  const last = lastAttempt(task)
  const isRefused = last?.outcome?.type === 'refused' && last.commit !== undefined
  return task.phase === 'failed' && isRefused && task.feedback === undefined
}

const REVIVED: ReadonlySet<Phase> = new Set(['failed', 'cancelled', 'skipped'])

/** As the run goes on: what had failed may try again, but not what a person cancelled or what is in quarantine. */
export const revive = (task: Owned<TaskState>): void => {
  if (!REVIVED.has(task.phase) || task.quarantined === true || task.cancellation !== undefined) return
  const {repeats} = task
  renew(task)
  task.repeats = repeats
}
