// `gap`: what of a plan is there, for plans that people carried out by hand.

import {z} from 'zod'
import {workGraph} from '../../graph/work-graph.ts'
import {EXIT_INTERRUPTED} from '../../report/exit-code.ts'
import type {AgentPolicy, Policy} from '../../run/policy.ts'
import {err, ok} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {findEvidence, type GateOrder} from '../evidence.ts'
import {invalid} from '../failure.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {loadPlan} from '../plan-source.ts'
import {resolvePolicy} from '../settings.ts'
import {ensureTrust} from '../trust.ts'

const INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  /** Run them as well, in the user's own tree. */
  gates: z.boolean(),
  trust: z.boolean().optional(),
})

export const gap = operation({
  input: INPUT,
  perform: async ({documents, format, gates, trust = false}, context) => {
    const {directory} = context
    const root = await findRoot(directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const plan = await loadPlan({directory, root, documents, format}, config.value)
    if (!plan.ok) return plan
    const {statuses} = plan.value
    const graph = workGraph(plan.value.graph)
    const policy = resolvePolicy(config.value.config, graph.settings, {})
    if (!policy.ok) return invalid('settings', policy.error)
    const search = {root, tasks: graph.tasks, statuses}
    if (!gates) return ok(await findEvidence(search))
    const trusted = await ensureTrust({graph, policy: gatesAlone(policy.value)}, trust, context)
    if (!trusted.ok) return trusted
    const order = gateOrder(policy.value, context)
    const found = await findEvidence({...search, gates: order})
    return order.signal.aborted ? err(INTERRUPTED) : ok(found)
  },
})

/** An agent of this kind runs no command. */
const NO_AGENT: AgentPolicy = {default: {name: 'none', kind: 'tangle', args: []}, byType: {}, byTask: {}}

/** To be trusted for what happens here: no agent and no hook, and all in the user's tree. */
const gatesAlone = (policy: Policy): Policy => ({
  ...policy,
  agents: NO_AGENT,
  workspace: {...policy.workspace, mode: 'shared', setup: [], archive: [], copy: [], link: []},
})

const INTERRUPTED: OperationError = {
  code: 'interrupted',
  message: 'Stopped before all gates had run, so there is no verdict.',
  exitCode: EXIT_INTERRUPTED,
}

const gateOrder = ({limits}: Policy, {stop}: Context): GateOrder => ({
  limitMs: limits.gateMs,
  signal: stop?.drain ?? new AbortController().signal,
})
