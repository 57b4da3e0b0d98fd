// Sees a run through: passes its events on, hears the caller's wish to stop, and when it rests, writes the reports and ticks
// what is finished in the plan.

import type {RunHandle, RunOrder} from '../dispatcher/run.ts'
import type {RunError} from '../dispatcher/runs.ts'
import {counted, listed} from '../graph/wording.ts'
import {isSimulated} from '../run/policy.ts'
import type {RunState} from '../run/state.ts'
import {ok, type Result} from '../util/result.ts'
import {machineFailure, runFailure} from './failure.ts'
import type {Context, OperationError} from './operation.ts'
import {keepProjections} from './projections.ts'
import {type ReportPlan, writeReports} from './reports.ts'
import {writeRunBack} from './write-back.ts'

export interface Rested {
  readonly state: RunState
  /** Relative to the root. */
  readonly reports: readonly string[]
}

export interface Supervision {
  readonly root: string
  /** Absent: no reports are wanted. */
  readonly reports: ReportPlan | undefined
  /** Whether finished tasks are ticked in the documents. */
  readonly writesBack: boolean
}

/** What a run tells its caller. */
export type Told = Pick<RunOrder, 'observe' | 'warn'>

/** `start` begins the run, which tells what it does as it goes on. */
export const supervise = async (
  start: (told: Told) => Promise<Result<RunHandle, RunError>>,
  {root, reports, writesBack}: Supervision,
  context: Context,
): Promise<Result<Rested, OperationError>> => {
  const warn = (message: string): void => context.emit({type: 'notice', message})
  const projections = keepProjections(root, warn)
  const observe: Told['observe'] = (event, state) => {
    projections.observe(event, state)
    context.emit({type: 'event', event, state})
  }
  try {
    const started = await start({observe, warn})
    if (!started.ok) return runFailure(started.error)
    hearStops(started.value, context)
    const state = await started.value.finished
    if (writesBack && !isSimulated(state.policy)) await tickFinished(state, root, context)
    if (reports === undefined) return ok({state, reports: []})
    const {paths, problems} = await writeReports(state, reports, root)
    for (const message of problems) warn(message)
    return ok({state, reports: paths})
  } catch (error) {
    return machineFailure(error, LEFT)
  } finally {
    projections.close()
  }
}

const LEFT =
  'The run has stopped, and nothing that was recorded is lost; agents at work go on by themselves. Mend that, then go on with `agent-spawn run --continue`.'

/** At rest, for until then nobody knows which tasks are whole; what it could not do is said, and `sync` can do it later. */
const tickFinished = async (state: RunState, root: string, {directory, emit}: Context): Promise<void> => {
  const marked = await writeRunBack(state, {directory, root, isDry: false})
  if (!marked.ok) return emit({type: 'notice', message: marked.error.message})
  const ticked = marked.value.tasks.filter(({ticking}) => ticking === 'ticked')
  const files = new Set(ticked.flatMap(({changes}) => changes.map(({location}) => location.file)))
  if (ticked.length === 0) return
  const message = `${counted(ticked.length, 'task')} ticked in ${listed([...files])}; the change is yours to commit.`
  emit({type: 'notice', message})
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
