// Agents that a person does not trust at the moment: they start nothing, and what they left is neither merged nor gone on with. Their
// tasks keep what they hold, and wait for a person; the release puts each back to where it was.

import type {TaskId} from '../graph/task.ts'
import type {QuarantineRequested, ReleaseRequested} from './event.ts'
import {type Owned, setPhase, taskOf} from './fold.ts'
import type {Phase} from './phase.ts'
import type {AgentPolicy, AgentSpec} from './policy.ts'
import {type Decision, lastAttempt, type RunState, type TaskState, taskState} from './state.ts'

/** Undefined: it may be recorded now. Else a whole sentence on why not, and what to do. */
export const quarantineObjection = (
  {run, policy, quarantine}: RunState,
  {agent, type}: QuarantineRequested | ReleaseRequested,
): string | undefined => {
  const held = quarantine.get(agent)
  if (type === 'release-requested')
    return held === undefined ? `The agent ${agent} is not in quarantine in run ${run}.` : undefined
  if (held !== undefined) return `The agent ${agent} is in quarantine already, by ${held.by}.`
  const names = agentNames(policy.agents)
  return names.includes(agent) ? undefined : `Run ${run} has no agent ${agent}; it has ${names.join(', ')}.`
}

const agentNames = ({default: standard, byType, byTask}: AgentPolicy): readonly string[] => {
  const specs: readonly AgentSpec[] = [standard, ...Object.values(byType), ...Object.values(byTask)]
  return [...new Set(specs.flatMap(spec => [spec, ...(spec.fallback ?? [])]).map(({name}) => name))]
}

export const putInQuarantine = (
  run: Owned<RunState>,
  {agent, by, reason = ''}: QuarantineRequested,
): void => {
  run.quarantine = new Map(run.quarantine).set(agent, {by, text: reason})
  for (const {task} of run.tasks.values()) isolate(run, task.id)
}

const ISOLATED: ReadonlySet<Phase> = new Set(['waiting', 'validated', 'needs-review'])

/**
 * What its agent left, if that one is in quarantine; not what a person has made of it. What is at work comes here when it has been
 * stopped.
 */
export const isolate = (run: RunState, id: TaskId): void => {
  const task = taskOf(run, id)
  const {phase, attempts} = task
  if (
    run.resolved.includes(id) ||
    !ISOLATED.has(phase) ||
    isIsolated(task) ||
    !run.quarantine.has(lastAttempt(task)?.agent ?? '')
  )
    return
  task.isolated = {from: phase, attempt: attempts.length}
  setPhase(run, id, 'needs-review')
}

/** Until its agent is released, or a person wants it done anew. */
export const isIsolated = ({phase, attempts, isolated}: TaskState): boolean =>
  phase === 'needs-review' && isolated?.attempt === attempts.length

export const release = (run: Owned<RunState>, {agent}: ReleaseRequested): void => {
  const quarantine = new Map(run.quarantine)
  quarantine.delete(agent)
  run.quarantine = quarantine
  for (const {task} of run.tasks.values()) putBack(run, task.id, agent)
}

const putBack = (run: RunState, id: TaskId, agent: string): void => {
  const task = taskOf(run, id)
  const {isolated} = task
  if (isolated === undefined || !isIsolated(task) || lastAttempt(task)?.agent !== agent) return
  delete task.isolated
  setPhase(run, id, isolated.from)
}

/** Whether a person does not want it any more, or not from that agent. What is taken back is not stopped. */
export const isUnwanted = (state: RunState, {type, task}: Decision): boolean => {
  const {cancellation, attempts} = taskState(state, task)
  const isSuspect = type !== 'revert-started' && state.quarantine.has(attempts.at(-1)?.agent ?? '')
  return cancellation !== undefined || isSuspect
}
