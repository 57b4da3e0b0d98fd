// Workers that do nothing and pass: a whole run, with its journal and its reports, in no time. Proves nothing of the tasks.

import {effortOf} from '../../graph/order.ts'
import {taskState} from '../../run/state.ts'
import type {Workers} from './workers.ts'

const HOUR_MS = 3_600_000

/** Each attempt "lasts" as long as the plan's effort says, without anybody waiting for it. */
export const simulatedWorkers = (): Workers => ({
  attempt: async ({event, state}) => ({
    outcome: {type: 'passed'},
    durationMs: effortOf(taskState(state, event.task).task) * HOUR_MS,
    trespasses: [],
  }),
  merge: async ({event}) => {
    throw new Error(`bug: a simulated run merges nothing, least of all ${event.task}`)
  },
  revert: async ({event}) => {
    throw new Error(`bug: a simulated run has nothing to take back, least of all of ${event.task}`)
  },
  anticipate: () => undefined,
  kill: () => undefined,
  cancel: () => undefined,
  close: async () => undefined,
  leave: async () => undefined,
})
