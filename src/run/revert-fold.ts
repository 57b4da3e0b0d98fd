// What taking merged work back makes of a state. Whether it may be asked for is said in `request.ts`.

import type {TaskId} from '../graph/task.ts'
import type {RevertFinished, RollbackRequested} from './event.ts'
import {note, type Owned, rescheduleAtWork, taskOf} from './fold.ts'
import {dependentsOf} from './request.ts'
import type {Rollback, RunState, TaskState} from './state.ts'

export const requestRollback = (run: Owned<RunState>, {task, by, reason}: RollbackRequested): void => {
  run.rollbacks = [...run.rollbacks, {task, by, ...(reason === undefined ? {} : {reason})}]
  delete taskOf(run, task).unreverted
}

/** Of a decision that is already settled. */
export const finishRevert = (run: Owned<RunState>, {task: id, attempt, result}: RevertFinished): void => {
  const rollback = run.rollbacks.find(({task}) => task === id)
  if (rollback === undefined) throw new Error(`bug: nobody asked for ${id} to be rolled back`)
  run.rollbacks = run.rollbacks.filter(({task}) => task !== id)
  const task = taskOf(run, id)
  if (result.type !== 'reverted') {
    task.unreverted = result
    return
  }
  run.tip = result.commit
  note(run, {task: id, attempt}, {outcome: outcomeOf(rollback)})
  forgetMerges(task)
  for (const dependent of dependentsOf(run, id)) markStale(taskOf(run, dependent), id)
  rescheduleAtWork(run)
}

const outcomeOf = ({by, reason}: Rollback) =>
  ({type: 'rolled-back', by, ...(reason === undefined ? {} : {reason})}) as const

const forgetMerges = (task: Owned<TaskState>): void => {
  task.attempts = task.attempts.map(({merged, ...attempt}) => attempt)
  if (task.phase === 'done') task.phase = 'failed'
  delete task.merged
  delete task.doneAt
  delete task.stale
}

/** Only what is on the integration branch is built on anything. */
const markStale = (task: Owned<TaskState>, since: TaskId): void => {
  if (task.merged !== undefined) task.stale = since
}
