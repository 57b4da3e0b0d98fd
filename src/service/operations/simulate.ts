// `simulate`: how long a plan takes with so many slots, in virtual time.

import {z} from 'zod'
import type {Task} from '../../graph/task.ts'
import {workGraph} from '../../graph/work-graph.ts'
import {simulate as runSimulation} from '../../run/simulate.ts'
import {ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {invalid} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadSoundPlan} from '../plan-source.ts'
import {partOf} from '../preview.ts'
import {PLAN_ORDER, RUN_FLAGS, resolvePolicy} from '../settings.ts'

const INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  slots: RUN_FLAGS.concurrency,
  first: RUN_FLAGS.first,
  gate: RUN_FLAGS.gate,
})

/** As a run without a word takes it. */
const isTaken = ({isOptional}: Task): boolean => isOptional !== true

export const simulate = operation({
  input: INPUT,
  perform: async ({documents, format, order, slots: concurrency, first, gate = 'none'}, {directory}) => {
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const plan = await loadSoundPlan({directory, root, documents, format, order}, config.value)
    if (!plan.ok) return plan
    const work = workGraph(plan.value.graph)
    const graph = partOf(work, new Set(work.tasks.filter(isTaken).map(({id}) => id)))
    const policy = resolvePolicy(config.value.config, graph.settings, {concurrency, first})
    if (!policy.ok) return invalid('settings', policy.error)
    const {slots, ownership, priority} = policy.value
    const options = {slots, first: policy.value.first, ownership, priority}
    const plain = runSimulation(graph, {...options, gateGroups: false})
    const gated = runSimulation(graph, {...options, gateGroups: true})
    return ok({graph, runs: {slots, plain, gated, gate}})
  },
})
