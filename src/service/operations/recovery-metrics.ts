// `recover metrics`: figures about losses and recoveries, over all runs of the repository.

import {z} from 'zod'
import {listRuns, readHistory, runsDirectory} from '../../dispatcher/runs.ts'
import {recoveryMetrics as metricsOf, type RunFigures, runFigures} from '../../report/recovery-metrics.ts'
import {wallClock} from '../../system/clock.ts'
import {diskUse} from '../../system/disk-use.ts'
import {ok} from '../../util/result.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {stateDirectory} from '../projections.ts'

/** A journal that cannot be read is told of, and the others are counted. */
export const recoveryMetrics = operation({
  input: z.object({}),
  perform: async (_, {directory, emit}) => {
    const root = await findRoot(directory)
    const figures: RunFigures[] = []
    for (const run of await listRuns(root)) {
      const read = await readHistory(root, run)
      if (read.ok) figures.push(runFigures(read.value.events))
      else emit({type: 'notice', message: read.error.message})
    }
    const bytes = (await diskUse(runsDirectory(root))) + (await diskUse(stateDirectory(root)))
    return ok(metricsOf(figures, {at: wallClock(), diskUse: bytes}))
  },
})
