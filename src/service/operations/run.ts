// `run`: starts a new run of a plan and sees it through.

import {z} from 'zod'
import {startRun} from '../../dispatcher/run.ts'
import type {Result} from '../../util/result.ts'
import {checkAgents} from '../agent-check.ts'
import type {Context, OperationError} from '../operation.ts'
import {operation} from '../operation.ts'
import {type Prepared, prepare, RUN_INPUT} from '../preparation.ts'
import {observer, type Rested, supervise} from '../supervision.ts'
import {ensureTrust} from '../trust.ts'

const INPUT = RUN_INPUT.extend({trust: z.boolean().optional(), report: z.boolean()})

export const run = operation({
  input: INPUT,
  perform: async (input, context) => {
    const prepared = await prepare(input, context)
    if (!prepared.ok) return prepared
    const agents = await checkAgents(prepared.value)
    if (!agents.ok) return agents
    const trusted = await ensureTrust(prepared.value, input.trust === true, context)
    return trusted.ok ? performRun(prepared.value, input.report, context) : trusted
  },
})

/** For plans whose commands are approved. */
export const performRun = async (
  {root, graph, policy, selection, reports}: Prepared,
  isReported: boolean,
  context: Context,
): Promise<Result<Rested, OperationError>> => {
  const order = {directory: root, graph, policy, selection, ...observer(context)}
  return supervise(await startRun(order), {root, reports: isReported ? reports : undefined}, context)
}
