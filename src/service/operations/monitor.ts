// `monitor`: who is at work at this moment, what is held and contested, and what to do about it.

import {z} from 'zod'
import {DEFAULT_THRESHOLDS, type Monitored} from '../../report/monitored.ts'
import {wallClock} from '../../system/clock.ts'
import {ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {runFailure} from '../failure.ts'
import {lookAtRuns} from '../monitoring.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'

/** None: all live runs. */
const INPUT = z.object({run: z.string().optional()})

export const monitor = operation({
  input: INPUT,
  perform: async ({run}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const runs = await lookAtRuns(root, run)
    if (!runs.ok) return runFailure(runs.error)
    const thresholds = {...DEFAULT_THRESHOLDS, ...config.value.config.monitor}
    return ok({at: wallClock(), runs: runs.value, thresholds} satisfies Monitored)
  },
})
