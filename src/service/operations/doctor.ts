// `doctor`: looks at everything that a run stands on, and with `repair` mends what can be mended without losing anything.

import {resolve} from 'node:path'
import {z} from 'zod'
import {takeRunLock} from '../../dispatcher/run-lock.ts'
import {runsDirectory} from '../../dispatcher/runs.ts'
import {exists} from '../../system/files.ts'
import {ok, type Result} from '../../util/result.ts'
import {examineContainment} from '../doctor/containment.ts'
import {examineDeployment} from '../doctor/deployment.ts'
import type {Finding} from '../doctor/finding.ts'
import {examineJournals, examineLock} from '../doctor/journals.ts'
import {examineLeftovers} from '../doctor/leftovers.ts'
import {examineMachine} from '../doctor/machine.ts'
import {examineProjections} from '../doctor/projections.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'

const INPUT = z.object({repair: z.boolean(), deploymentDir: z.string().optional()})

/** The findings in the order in which things stand on each other. */
export const doctor = operation({
  input: INPUT,
  perform: async (
    {repair, deploymentDir},
    {directory},
  ): Promise<Result<readonly Finding[], OperationError>> => {
    if (deploymentDir !== undefined)
      return ok(await examineDeployment(resolve(directory, deploymentDir), repair))
    const root = await findRoot(directory)
    const machine = await examineMachine(root)
    const lock = await examineLock(root)
    const processes = await examineContainment()
    return ok([...machine, processes, lock, ...(await examineRuns(root, repair))])
  },
})

/** A run at work is looked at, and left alone. */
const examineRuns = async (root: string, isRepairing: boolean): Promise<readonly Finding[]> => {
  if (!(await exists(runsDirectory(root)))) return []
  const lock = isRepairing ? await takeRunLock(runsDirectory(root)) : undefined
  const mayRepair = lock?.ok === true
  try {
    const {findings, states, last} = await examineJournals(root, mayRepair)
    const files = last === undefined ? [] : [await examineProjections(root, last, mayRepair)]
    return [...findings, ...files, ...(await examineLeftovers(root, states))]
  } finally {
    if (lock?.ok === true) await lock.value.release()
  }
}
