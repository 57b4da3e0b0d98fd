// Whether the agents of a run can be started on this machine: asked before anything else is, and never halfway.

import {agentOfKind} from '../executor/agents/table.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import {type AgentSpec, agentsFor, isSimulated, type Policy} from '../run/policy.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {OperationError} from './operation.ts'
import {reviewerSpecs, reviewerTroubles} from './reviewers.ts'

export interface AgentUse {
  readonly graph: Graph
  readonly policy: Policy
  readonly selection: readonly TaskId[]
}

export const checkAgents = async (use: AgentUse): Promise<Result<undefined, OperationError>> => {
  if (isSimulated(use.policy)) return ok(undefined)
  const selected = new Set(use.selection)
  const troubles = use.graph.tasks
    .filter(({id}) => selected.has(id))
    .flatMap(task => reviewerTroubles(task, use.policy.agents))
  if (troubles.length > 0) return invalid('reviewer', troubles.join('\n'))
  const messages: string[] = []
  for (const spec of specsOf(use)) {
    const missing = await agentOfKind(spec.kind)?.missing(spec)
    if (missing !== undefined) messages.push(missing)
  }
  return messages.length === 0 ? ok(undefined) : invalid('agent-missing', messages.join('\n'))
}

const specsOf = ({graph, policy, selection}: AgentUse): ReadonlySet<AgentSpec> => {
  const selected = new Set(selection)
  return new Set(
    graph.tasks
      .filter(({id}) => selected.has(id))
      .flatMap(task => [...agentsFor(task, policy.agents), ...reviewerSpecs(task, policy.agents)]),
  )
}
