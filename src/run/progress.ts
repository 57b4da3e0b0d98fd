// How far agents say that they are. They are believed as far as numbers go, and nothing is decided by it.

import type {ProgressReported} from './event.ts'
import {note} from './fold.ts'
import {lastAttempt, type RunState, taskState} from './state.ts'

/** Undefined: it may be recorded now. Else a whole sentence on why not, and what to do. */
export const progressObjection = (
  state: RunState,
  {task: id, attempt, percent, reset}: ProgressReported,
): string | undefined => {
  const task = taskState(state, id)
  const last = lastAttempt(task)
  if (!(Number.isInteger(percent) && percent >= 0 && percent <= 100))
    return `${percent} is no progress; expected a whole number from 0 to 100.`
  if (task.phase !== 'running' || last?.number !== attempt || last.exit !== undefined)
    return `Attempt ${attempt} of ${id} is not at work; only an agent at work can tell its progress.`
  const known = last.progress?.percent ?? 0
  if (percent >= known || reset === true) return undefined
  return `${id} has come to ${known} % already, and ${percent} % would go back. If it begins anew, say so with --reset.`
}

export const noteProgress = (run: RunState, {task, attempt, percent, message}: ProgressReported): void =>
  note(run, {task, attempt}, {progress: {percent, ...(message === undefined ? {} : {message})}})
