// Records what a person asks of a run that rests.

import type {RunError} from '../dispatcher/runs.ts'
import {isRecorded, objection, type Request} from '../run/request.ts'
import type {RunState} from '../run/state.ts'
import {err, ok, type Result} from '../util/result.ts'
import {amendRun, type RestingRun} from './resting-run.ts'

/** As the errors of runs, and one more: it cannot be asked of the run as it is. */
export interface RequestError {
  readonly code: RunError['code'] | 'not-now'
  readonly message: string
}

export interface RequestOrder extends RestingRun {
  readonly request: Request
}

/** The state with the request, durable. Nothing is recorded twice. */
export const recordRequest = ({request, ...resting}: RequestOrder): Promise<Result<RunState, RequestError>> =>
  amendRun<RequestError>(resting, state => {
    if (isRecorded(state, request)) return ok([])
    const message = restingObjection(state, request)
    return message === undefined ? ok([request]) : err({code: 'not-now', message})
  })

/** The journal of a run whose dispatcher has died says that it is at work. */
const restingObjection = (state: RunState, request: Request): string | undefined =>
  objection(state, request) ??
  (request.type === 'stop-requested'
    ? `No dispatcher is at work on run ${state.run}; there is nothing to stop.`
    : undefined)
