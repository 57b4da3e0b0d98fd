// The loop: ask `next`, write the event down, act on it when it lasts, and write down what comes of it.
// Knows neither agents nor git nor what makes a journal durable.

import type {EventBody, EventOf, RunEvent, StopRequested} from '../run/event.ts'
import {evolve} from '../run/evolve.ts'
import {next} from '../run/next.ts'
import {isUnwanted} from '../run/quarantine.ts'
import {isRecorded, objection, type Request} from '../run/request.ts'
import {wakeAt} from '../run/start.ts'
import type {RunState} from '../run/state.ts'
import {type Timer, timer} from '../system/clock.ts'
import type {Journal} from './journal/journal.ts'
import type {Work, Workers} from './workers/workers.ts'

export interface DispatchOrder {
  /** Owned by the dispatcher from now on. What is in flight in it is performed first, again if need be. */
  readonly state: RunState
  readonly journal: Journal
  readonly workers: Workers
  /** Epoch milliseconds. */
  readonly clock: () => number
  /** Default: the real one. */
  readonly timer?: Timer
  /** Told of each event once it is durable, in order. */
  readonly observe: (event: RunEvent, state: RunState) => void
}

export interface Dispatch {
  /** The state in which the run rests, or is left without a result. Rejects if the journal cannot be written, or a worker breaks. */
  readonly finished: Promise<RunState>
  /** By a person: `drain` lets running attempts end, `kill` stops them, `detach` leaves them to a later dispatcher. */
  stop(mode: StopRequested['mode'], reason: string): void
  /** Undefined: it is recorded, durably. Else a whole sentence on why it is not. Rejects if the dispatcher is leaving. */
  ask(request: Request): Promise<string | undefined>
}

/** A timer stands still while the machine sleeps; so late at most is what was due meanwhile. */
const LONGEST_SLEEP_MS = 30_000

export const dispatch = (order: DispatchOrder): Dispatch => {
  const {promise: finished, resolve, reject} = Promise.withResolvers<RunState>()
  let {state} = order
  const found = [...state.inFlight.values()]
  /** Broken or left: nothing is written any more, and so nothing done. */
  let isOver = false
  const setAlarm = order.timer ?? timer
  let callOff = (): void => undefined

  const end = (): void => {
    isOver = true
    callOff()
  }

  const fail = (error: unknown): void => {
    end()
    reject(error)
  }

  /** Durable when it resolves; then it has been acted upon, too. */
  const record = (event: RunEvent): Promise<void> => {
    if (isOver) return Promise.resolve()
    state = evolve(state, event)
    const appended = order.journal.append(event)
    appended.then(() => act(event)).catch(fail)
    return appended
  }

  const act = (event: RunEvent): void => {
    if (isOver) return
    order.observe(event, state)
    perform(event)
    if (!isOver) order.workers.anticipate({state, emit: observe})
  }

  const report = (body: EventBody): Promise<void> => record({...body, at: order.clock()})

  /** Records what a worker brings back, and whatever is due because of it. */
  const settle = (body: EventBody): Promise<void> => {
    const recorded = report(body)
    advance()
    return recorded
  }

  const advance = (): void => {
    if (isOver) return
    try {
      let at = order.clock()
      for (let due = next(state, at); due !== undefined; due = next(state, at)) {
        record(due)
        at = order.clock()
      }
      sleepFrom(at)
    } catch (error) {
      fail(error)
    }
  }

  /** Time alone may make something due. Reckoned from the moment at which nothing was: none that is named then is missed. */
  const sleepFrom = (at: number): void => {
    callOff()
    // A paused run has nothing to do, and yet must not end.
    const isHeld = state.paused !== undefined && state.result === undefined
    const wake = isHeld ? at + LONGEST_SLEEP_MS : wakeAt(state, at)
    if (wake !== undefined) callOff = setAlarm(advance, Math.min(wake - at, LONGEST_SLEEP_MS))
  }

  const perform = (event: RunEvent): void => {
    switch (event.type) {
      case 'attempt-started':
        return attempt(event)
      case 'merge-started':
        return merge(event)
      case 'revert-started':
        return revert(event)
      case 'stop-requested':
        return stopWork(event.mode)
      case 'cancel-requested':
        return order.workers.cancel(event.task)
      case 'quarantine-requested':
        return stopUnwanted()
      case 'run-finished':
        return resolve(state)
      default:
        return
    }
  }

  const stopUnwanted = (): void => {
    for (const decision of state.inFlight.values())
      if (isUnwanted(state, decision)) order.workers.cancel(decision.task)
  }

  const stopWork = (mode: StopRequested['mode']): void => {
    if (mode === 'kill') order.workers.kill()
    if (mode !== 'detach') return
    end()
    resolve(state)
  }

  /** What cannot be written down may not happen. */
  const observe = (body: EventBody): void => {
    if (!isOver) report(body)
    if (isOver || order.journal.isBroken)
      throw new Error(`The dispatcher is leaving: ${body.type} is not recorded.`)
  }

  const work = <E>(event: E): Work<E> => ({event, state, emit: observe})

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

  const revert = (event: EventOf<'revert-started'>): void => {
    const {task, attempt: number} = event
    order.workers
      .revert(work(event))
      .then(result => settle({type: 'revert-finished', task, attempt: number, ...result}))
      .catch(fail)
  }

  const stop = (mode: StopRequested['mode'], reason: string): void => {
    if (state.result === undefined) settle({type: 'stop-requested', mode, by: 'user', reason})
  }

  const ask = async (request: Request): Promise<string | undefined> => {
    if (isOver) throw new Error('The dispatcher is leaving: no request is recorded any more.')
    if (isRecorded(state, request)) return undefined
    const message = objection(state, request)
    if (message !== undefined) return message
    try {
      await settle(request)
    } catch (error) {
      fail(error)
      throw error
    }
    return undefined
  }

  // Not before the caller has its handle, and with it the means to stop what has not begun.
  setImmediate(() => {
    for (const decision of found) {
      perform(decision)
      if (isUnwanted(state, decision)) order.workers.cancel(decision.task)
    }
    advance()
  })
  return {finished, stop, ask}
}
