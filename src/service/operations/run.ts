// `run`: starts a new run of a plan and sees it through, or goes on with one that was cut off.

import {z} from 'zod'
import {startRun} from '../../dispatcher/run.ts'
import type {Result} from '../../util/result.ts'
import {checkAgents} from '../agent-check.ts'
import {runFailure} from '../failure.ts'
import type {Context, OperationError} from '../operation.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {type Prepared, prepare, RUN_INPUT} from '../preparation.ts'
import {type Rested, supervise} from '../supervision.ts'
import {ensureTrust} from '../trust.ts'
import {RESUME_MODE, takenElsewhere, unfinishedRun} from '../unfinished.ts'
import {resume} from './continue.ts'

const INPUT = RUN_INPUT.extend({
  trust: z.boolean().optional(),
  report: z.boolean(),
  resume: RESUME_MODE.default('ask'),
})

export const run = operation({
  input: INPUT,
  perform: async (input, context) => {
    const unfinished = await unfinishedRun(await findRoot(context.directory), input.resume, context)
    // With the plan that it has: what was cut off is at work with that one.
    if (unfinished !== undefined) return resume.perform({...input, documents: [], run: unfinished}, context)
    const prepared = await prepare(input, context)
    if (!prepared.ok) return prepared
    const taken = await takenElsewhere(prepared.value.root, prepared.value)
    if (taken !== undefined) return runFailure({code: 'held', message: taken})
    const agents = await checkAgents(prepared.value)
    if (!agents.ok) return agents
    const trusted = await ensureTrust(prepared.value, input.trust === true, context)
    return trusted.ok ? performRun(prepared.value, input.report, context) : trusted
  },
})

/** For plans whose commands are approved. */
export const performRun = async (
  {root, graph, policy, selection, reports, config}: Prepared,
  isReported: boolean,
  context: Context,
): Promise<Result<Rested, OperationError>> => {
  const order = {directory: root, graph, policy, selection}
  const writesBack = config.config.writeBack ?? false
  const supervision = {root, reports: isReported ? reports : undefined, writesBack}
  return supervise(told => startRun({...order, ...told}), supervision, context)
}
