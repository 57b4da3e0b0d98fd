// The loop: ask `next`, write the event down, act on it when it lasts, and write down what comes of it.
// Knows neither agents nor git nor what makes a journal durable.

import type {EventBody, EventOf, RunEvent} from '../run/event.ts'
import {evolve} from '../run/evolve.ts'
import {next} from '../run/next.ts'
import type {RunState} from '../run/state.ts'
import type {Journal} from './journal/journal.ts'
import type {Work, Workers} from './workers/workers.ts'

export interface DispatchOrder {
  /** Owned by the dispatcher from now on. Nothing may be in flight in it: see `settle`. */
  readonly state: RunState
  readonly journal: Journal
  readonly workers: Workers
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Told of each event once it is durable, in order. */
  readonly observe: (event: RunEvent, state: RunState) => void
}

export interface Dispatch {
  /** The state in which the run rests. Rejects if the journal cannot be written, or a worker breaks. */
  readonly finished: Promise<RunState>
  /** By a person: `drain` lets running attempts end, `kill` stops them. */
  stop(mode: 'drain' | 'kill', reason: string): void
}

export const dispatch = (order: DispatchOrder): Dispatch => {
  const {promise: finished, resolve, reject} = Promise.withResolvers<RunState>()
  let {state} = order
  let broken = false

  const fail = (error: unknown): void => {
    broken = true
    reject(error)
  }

  const record = (event: RunEvent): void => {
    if (broken) return
    state = evolve(state, event)
    order.journal
      .append(event)
      .then(() => act(event))
      .catch(fail)
  }

  const act = (event: RunEvent): void => {
    if (broken) return
    order.observe(event, state)
    perform(event)
  }

  const report = (body: EventBody): void => record({...body, at: order.clock()})

  /** Records what a worker brings back, and whatever is due because of it. */
  const settle = (body: EventBody): void => {
    report(body)
    advance()
  }

  const advance = (): void => {
    if (broken) return
    try {
      for (let due = next(state, order.clock()); due !== undefined; due = next(state, order.clock()))
        record(due)
    } catch (error) {
      fail(error)
    }
  }

  const perform = (event: RunEvent): void => {
    switch (event.type) {
      case 'attempt-started':
        return attempt(event)
      case 'merge-started':
        return merge(event)
      case 'stop-requested':
        return event.mode === 'kill' ? order.workers.kill() : undefined
      case 'run-finished':
        return resolve(state)
      default:
        return
    }
  }

  const work = <E>(event: E): Work<E> => ({event, state, emit: report})

  const attempt = (event: EventOf<'attempt-started'>): void => {
    const {task, attempt: number} = event
    order.workers
      .attempt(work(event))
      .then(result => settle({type: 'attempt-finished', task, attempt: number, ...result}))
      .catch(fail)
  }

  const merge = (event: EventOf<'merge-started'>): void => {
    const {task, attempt: number} = event
    order.workers
      .merge(work(event))
      .then(result => settle({type: 'merge-finished', task, attempt: number, ...result}))
      .catch(fail)
  }

  const stop = (mode: 'drain' | 'kill', reason: string): void => {
    if (state.result === undefined) settle({type: 'stop-requested', mode, by: 'user', reason})
  }

  // Not before the caller has its handle, and with it the means to stop what has not begun.
  setImmediate(advance)
  return {finished, stop}
}
