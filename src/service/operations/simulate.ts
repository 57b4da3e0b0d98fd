// `simulate`: how long a plan takes with so many slots, in virtual time.

import {z} from 'zod'
import {simulate as runSimulation} from '../../run/simulate.ts'
import {ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {invalid} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadSoundPlan} from '../plan-source.ts'
import {PLAN_ORDER, RUN_FLAGS, resolvePolicy} from '../settings.ts'

const INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  slots: RUN_FLAGS.concurrency,
  first: RUN_FLAGS.first,
  gate: RUN_FLAGS.gate,
})

export const simulate = operation({
  input: INPUT,
  perform: async ({documents, format, order, slots: concurrency, first, gate = 'none'}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const plan = await loadSoundPlan({directory, root, documents, format, order}, config.value)
    if (!plan.ok) return plan
    const {graph} = plan.value
    const policy = resolvePolicy(config.value.config, graph.settings, {concurrency, first})
    if (!policy.ok) return invalid('settings', policy.error)
    const {slots} = policy.value
    const plain = runSimulation(graph, {slots, first: policy.value.first, gateGroups: false})
    const gated = runSimulation(graph, {slots, first: policy.value.first, gateGroups: true})
    return ok({graph, runs: {slots, plain, gated, gate}})
  },
})
