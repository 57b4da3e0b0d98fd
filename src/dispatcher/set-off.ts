// How a dispatcher takes a run up, be it new or left by another: it writes down that it does, and then the loop begins.
// Knows no files, and no clock but the one it is given.

import type {TaskId} from '../graph/task.ts'
import type {EventOf, RunEvent} from '../run/event.ts'
import {evolve} from '../run/evolve.ts'
import type {Policy} from '../run/policy.ts'
import type {RunState} from '../run/state.ts'
import {REAL_TIME, steadyClock, type Time} from '../system/clock.ts'
import {type Dispatch, type DispatchOrder, dispatch} from './dispatch.ts'

export interface Departure extends Pick<DispatchOrder, 'journal' | 'workers' | 'observe'> {
  /** What the journal makes, owned from now on; undefined where it is empty. */
  readonly state: RunState | undefined
  /** `run-started`, or `run-resumed`. */
  readonly first: RunEvent
  /** Default: the real one. */
  readonly time?: Time
}

/** As soon as the first event is durable. */
export const setOff = async ({first, time = REAL_TIME, ...order}: Departure): Promise<Dispatch> => {
  const state = evolve(order.state, first)
  await order.journal.append(first)
  order.observe(first, state)
  const clock = steadyClock(state.at, time.wall, time.steady)
  return dispatch({...order, state, clock, timer: time.timer})
}

export interface Resumption {
  readonly policy: Policy
  /** Tasks to take in, beside those that take part already. */
  readonly selection?: readonly TaskId[]
  /** By the wall clock, epoch milliseconds; no journal goes back in time, whatever that clock does. */
  readonly at: number
}

export const runResumed = (
  state: RunState,
  {policy, selection = [], at}: Resumption,
): EventOf<'run-resumed'> => ({
  type: 'run-resumed',
  at: Math.max(state.at, at),
  policy,
  selection: [...new Set([...selected(state), ...selection])],
})

const selected = (state: RunState): readonly TaskId[] =>
  [...state.tasks.values()].filter(({phase}) => phase !== 'skipped').map(({task}) => task.id)
