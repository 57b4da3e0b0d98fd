// The simulated core, and versions of it with a bug each: a simulation that does not see them proves nothing of the sound one.

import type {Opening} from '../../src/run/breaker.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {type Owned, taskOf} from '../../src/run/fold.ts'
import {openLedger} from '../../src/run/ledger.ts'
import {hold} from '../../src/run/schedule.ts'
import type {RunState} from '../../src/run/state.ts'

export interface Twin {
  /** What its fold makes of the state beyond what the real one does. */
  readonly bend?: (state: RunState, event: RunEvent) => void
  /** Acts on an event that is only written. */
  readonly actsUnsynced?: true
  /** Performs what it finds in flight without a look at processes and status files. */
  readonly startsBlindly?: true
  /** Dates and waits by the wall clock as it is. */
  readonly trustsWallClock?: true
  /** Measures how long an agent runs by the wall clock. */
  readonly limitsByWallClock?: true
  /** Merges onto whatever the branch ends in. */
  readonly mergesBlindly?: true
}

export const SOUND: Twin = {}

export const TWINS: {readonly [name: string]: Twin} = {
  'no claim': {startsBlindly: true},
  'intent not synced': {actsUnsynced: true},
  'back-off by the wall clock': {trustsWallClock: true},
  'limits by the wall clock': {limitsByWallClock: true},
  'conflicts with running tasks only': {
    bend: ({schedule}) => {
      for (const id of schedule.holding.keys()) if (!schedule.running.has(id)) hold(schedule, id, undefined)
    },
  },
  'merge without a look at the tip': {mergesBlindly: true},
  'lost counts': {
    bend: (state, event) => {
      if (event.type === 'attempt-finished' && event.outcome.type === 'lost')
        taskOf(state, event.task).spent += 1
    },
  },
  'limited counts': {
    bend: (state, event) => {
      if (event.type === 'attempt-finished' && event.outcome.type === 'limited')
        taskOf(state, event.task).spent += 1
    },
  },
  'a restart forgets the budget': {
    bend: (state: Owned<RunState>, event) => {
      if (event.type === 'run-resumed') state.ledger = openLedger(event.at)
    },
  },
  'every waiting task probes': {
    bend: (state, event) => {
      if (event.type !== 'attempt-started') return
      for (const {open} of state.breakers.values()) {
        const opening: Owned<Opening> | undefined = open
        if (opening !== undefined) delete opening.probe
      }
    },
  },
}
