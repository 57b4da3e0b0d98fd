// Adds events to the journal of a run that rests: what people decide while no dispatcher is at work. What follows from them is
// the next dispatcher's business.

import {FileJournal} from '../dispatcher/journal/file-journal.ts'
import {describeHolder, takeRunLock} from '../dispatcher/run-lock.ts'
import {journalPath, listRuns, type RunError, runsDirectory} from '../dispatcher/runs.ts'
import type {EventBody, RunEvent} from '../run/event.ts'
import {evolve} from '../run/evolve.ts'
import type {RunState} from '../run/state.ts'
import {wallClock} from '../system/clock.ts'
import {machineTrouble} from '../system/machine-trouble.ts'
import {err, ok, type Result} from '../util/result.ts'
import {writeProjections} from './projections.ts'

export interface RestingRun {
  /** Where the run lives. */
  readonly directory: string
  readonly run: string
}

/** What is to be recorded, or why nothing is. The state must be left as it is. */
export type Decide<E> = (
  state: RunState,
) => Result<readonly EventBody[], E> | Promise<Result<readonly EventBody[], E>>

/** The state with the events, durable. Only its lock's holder may write a journal, so a run at work cannot be amended. */
export const amendRun = async <E>(
  {directory, run}: RestingRun,
  decide: Decide<E>,
): Promise<Result<RunState, RunError | E>> => {
  const lock = await takeRunLock(runsDirectory(directory))
  if (!lock.ok) return err({code: 'held', message: describeHolder(directory, lock.error)})
  try {
    const amended = await append(journalPath(directory, run), decide)
    if (amended.ok && (await listRuns(directory)).at(-1) === run) project(directory, amended.value)
    return amended
  } finally {
    await lock.value.release()
  }
}

/** The decision is recorded; files that do not show it yet are told of by `agent-spawn doctor`. */
const project = (directory: string, state: RunState): void => {
  try {
    writeProjections(directory, state)
  } catch (error) {
    if (machineTrouble(error) === undefined) throw error
  }
}

const append = async <E>(path: string, decide: Decide<E>): Promise<Result<RunState, RunError | E>> => {
  const opened = await FileJournal.open(path)
  if (!opened.ok) return err({code: 'journal', message: opened.error.message})
  const {journal} = opened.value
  try {
    let {state} = opened.value
    if (state === undefined) return err({code: 'journal', message: `${path} is empty: there is no run.`})
    const decided = await decide(state)
    if (!decided.ok) return decided
    const at = Math.max(state.at, wallClock())
    for (const body of decided.value) {
      const event: RunEvent = {...body, at}
      state = evolve(state, event)
      await journal.append(event)
    }
    return ok(state)
  } finally {
    await journal.close()
  }
}
