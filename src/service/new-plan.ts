// Gives a run that rests a new version of its plan. What is finished and still means the same stays finished.

import {counted, listed} from '../graph/wording.ts'
import {workGraph} from '../graph/work-graph.ts'
import {type PlanChange, planChange} from '../run/plan-change.ts'
import type {RunState} from '../run/state.ts'
import {ok, type Result} from '../util/result.ts'
import type {LoadedConfig} from './config.ts'
import {runFailure} from './failure.ts'
import type {Context, OperationError} from './operation.ts'
import {loadSoundPlan, type PlanRequest} from './plan-source.ts'
import {recordRequest} from './request.ts'

export interface NewPlan extends PlanRequest {
  readonly root: string
  readonly config: LoadedConfig
  readonly emit: Context['emit']
}

/** The run with that plan, durable. Says what changes. */
export const adoptPlan = async (
  state: RunState,
  {root, config, emit, ...request}: NewPlan,
): Promise<Result<RunState, OperationError>> => {
  const plan = await loadSoundPlan({...request, root}, config)
  if (!plan.ok) return plan
  const graph = workGraph(plan.value.graph)
  const messages = sentences(planChange(state, graph))
  const resting = {directory: root, run: state.run}
  const recorded = await recordRequest({...resting, request: {type: 'plan-changed', graph}})
  if (!recorded.ok) return runFailure(recorded.error)
  for (const message of messages) emit({type: 'notice', message})
  return ok(recorded.value)
}

const sentences = ({kept, changed, behind, added, removed}: PlanChange): readonly string[] => [
  ...changed.map(({task, parts}) => `${task} is done again: its ${listed(parts)} changed.`),
  ...(behind.length === 0 ? [] : [`Done again, for they are built on that: ${listed(behind)}.`]),
  ...(added.length === 0 ? [] : [`New in the plan: ${listed(added)}.`]),
  ...(removed.length === 0
    ? []
    : [`No longer in the plan: ${listed(removed)}. What of it is merged stays on the integration branch.`]),
  `${counted(kept.length, 'task')} as before ${kept.length === 1 ? 'keeps its' : 'keep their'} work.`,
]
