// `progress`: what an agent at work says of itself. Its dispatcher records it; where none is at work, the next one will.

import {z} from 'zod'
import {sendRequest} from '../../dispatcher/requests/outbox.ts'
import {newRequestId} from '../../dispatcher/requests/request-file.ts'
import {findLockHolder} from '../../dispatcher/run-lock.ts'
import {findRun, runDirectory, runsDirectory} from '../../dispatcher/runs.ts'
import type {ProgressReported} from '../../run/event.ts'
import {wallClock} from '../../system/clock.ts'
import {ok} from '../../util/result.ts'
import {askRun} from '../ask-run.ts'
import {runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'

const INPUT = z.object({
  /** Where the run is, for callers in a workspace. */
  root: z.string().optional(),
  run: z.string().optional(),
  task: z.string(),
  attempt: z.int().positive(),
  percent: z.int().min(0).max(100),
  message: z.string().min(1).max(1000).optional(),
  reset: z.boolean().optional(),
})

export const progress = operation({
  input: INPUT,
  perform: async ({root, run, task, attempt, percent, message, reset}, {directory: here}) => {
    const directory = root ?? (await findRoot(here))
    const found = await findRun(directory, run)
    if (!found.ok) return runFailure(found.error)
    const request: ProgressReported = {
      ...{type: 'progress-reported', task, attempt, percent},
      ...(message === undefined ? {} : {message}),
      ...(reset === true ? {reset} : {}),
    }
    const told = {task, percent}
    if ((await findLockHolder(runsDirectory(directory))) === undefined) {
      // Whoever takes the lock to write it down would keep the next dispatcher out.
      const requestId = newRequestId(wallClock())
      const file = {request: {...request, requestId}, dispatcher: NOBODY}
      await sendRequest(runDirectory(directory, found.value), file)
      return ok({...told, isRecorded: false})
    }
    const asked = await askRun({directory, run: found.value, request})
    return asked.ok ? ok({...told, isRecorded: true}) : runFailure(asked.error)
  },
})

/** No lock has that name. */
const NOBODY = '-'
