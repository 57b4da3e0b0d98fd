// Records a person's decision in the journal of a run that rests. What follows from it is the next dispatcher's business.

import {FileJournal} from '../dispatcher/journal/file-journal.ts'
import {takeRunLock} from '../dispatcher/run-lock.ts'
import {journalPath, type RunError, runsDirectory} from '../dispatcher/runs.ts'
import type {ReviewDecided, RunEvent} from '../run/event.ts'
import {evolve, replay} from '../run/evolve.ts'
import {type RunState, taskState} from '../run/state.ts'
import {wallClock} from '../system/clock.ts'
import {err, ok, type Result} from '../util/result.ts'

/** As the errors of runs, and one more. */
export interface ReviewError {
  readonly code: RunError['code'] | 'not-in-review'
  readonly message: string
}

export interface ReviewOrder {
  /** Where the run lives. */
  readonly directory: string
  readonly run: string
  readonly review: Omit<ReviewDecided, 'type'>
}

/** The state with the decision, durable. Only its lock's holder may write a journal, so a run at work cannot be reviewed. */
export const recordReview = async (order: ReviewOrder): Promise<Result<RunState, ReviewError>> => {
  const {directory} = order
  const lock = await takeRunLock(runsDirectory(directory))
  if (!lock.ok)
    return err({
      code: 'held',
      message: `A dispatcher is at work in ${directory}: process ${lock.error.pid}. Wait until it rests, or stop it first.`,
    })
  try {
    return await append(order)
  } finally {
    await lock.value.release()
  }
}

const append = async ({directory, run, review}: ReviewOrder): Promise<Result<RunState, ReviewError>> => {
  const opened = await FileJournal.open(journalPath(directory, run))
  if (!opened.ok) return err({code: 'journal', message: opened.error.message})
  const {journal, events} = opened.value
  try {
    const state = replay(events)
    if (state === undefined) return err({code: 'journal', message: `The run ${run} was never started.`})
    const {phase} = taskState(state, review.task)
    if (phase !== 'needs-review')
      return err({
        code: 'not-in-review',
        message: `Task ${review.task} of run ${run} is ${phase}; only a task in needs-review can be approved or rejected. See \`agent-spawn status\`.`,
      })
    const event: RunEvent = {type: 'review-decided', at: wallClock(), ...review}
    const decided = evolve(state, event)
    await journal.append(event)
    return ok(decided)
  } finally {
    await journal.close()
  }
}
