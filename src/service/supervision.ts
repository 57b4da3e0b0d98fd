// Sees a run through: passes its events on, hears the caller's wish to stop, and writes the reports when it rests.

import type {RunHandle, RunOrder} from '../dispatcher/run.ts'
import type {RunError} from '../dispatcher/runs.ts'
import type {RunState} from '../run/state.ts'
import {ok, type Result} from '../util/result.ts'
import {runFailure} from './failure.ts'
import type {Context, OperationError} from './operation.ts'
import {type ReportPlan, writeReports} from './reports.ts'

export interface Rested {
  readonly state: RunState
  /** Relative to the root. */
  readonly reports: readonly string[]
}

export interface Supervision {
  readonly root: string
  /** Absent: no reports are wanted. */
  readonly reports: ReportPlan | undefined
}

/** What a run needs of its caller. */
export const observer = ({emit}: Context): Pick<RunOrder, 'observe' | 'warn'> => ({
  observe: (event, state) => emit({type: 'event', event, state}),
  warn: (message: string) => emit({type: 'notice', message}),
})

export const supervise = async (
  started: Result<RunHandle, RunError>,
  {root, reports}: Supervision,
  context: Context,
): Promise<Result<Rested, OperationError>> => {
  if (!started.ok) return runFailure(started.error)
  hearStops(started.value, context)
  const state = await started.value.finished
  if (reports === undefined) return ok({state, reports: []})
  const {paths, problems} = await writeReports(state, reports, root)
  for (const message of problems) context.emit({type: 'notice', message})
  return ok({state, reports: paths})
}

const hearStops = (run: RunHandle, {stop}: Context): void => {
  if (stop === undefined) return
  hear(stop.drain, () => run.stop('drain', 'the user asked to stop'))
  hear(stop.kill, () => run.stop('kill', 'the user asked to stop now'))
}

const hear = (signal: AbortSignal, act: () => void): void => {
  if (signal.aborted) act()
  else signal.addEventListener('abort', act, {once: true})
}
