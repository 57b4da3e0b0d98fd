// The state of one agent as a small JSON object, for programs that look at `.conductor/state`: a projection of the journal in
// the vocabulary of the files that such programs know. Knows nothing of files.

import {effortOf} from '../graph/order.ts'
import type {Graph} from '../graph/task.ts'
import type {Phase} from '../run/phase.ts'
import type {AgentPolicy, AgentSpec} from '../run/policy.ts'
import {type AttemptState, lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {formatInstant} from './time.ts'
import {describeOutcome} from './words.ts'

export const AGENT_STATUSES = ['pending', 'spawning', 'running', 'completed', 'failed', 'cancelled'] as const
export type AgentStatus = (typeof AGENT_STATUSES)[number]

const INCOMPLETE: ReadonlySet<string> = new Set<AgentStatus>(['pending', 'spawning', 'running'])

/** Whatever somebody else's file holds as a status: only these three mean that there is something left to do. */
export const isIncomplete = ({status}: {readonly status: string}): boolean => INCOMPLETE.has(status)

/** Fifteen keys in this order, always; the last four where they apply. Instants are ISO 8601 in UTC. */
export interface AgentState {
  /** The task's id. */
  readonly agent_id: string
  readonly agent_name: string
  readonly agent_type: string
  /** The run. */
  readonly parent_agent_id: string | null
  readonly model: string
  readonly prompt: string
  /** Its share of all the work that the plan estimates. */
  readonly load_percentage: number
  /** Seconds. */
  readonly estimated_duration: number | null
  readonly metadata: {readonly [key: string]: unknown}
  readonly status: AgentStatus
  /** Of the agent at work; null while there is none. */
  readonly pid: number | null
  /** The last attempt. */
  readonly started_at: string | null
  /** 0 to 100; never goes back within an attempt. */
  readonly progress: number
  readonly created_at: string
  readonly last_updated: string
  readonly completed_at?: string
  readonly failed_at?: string
  readonly error?: string
  readonly progress_message?: string
}

/** Hours of all tasks: what an agent's load is a share of. */
export const totalEffort = ({tasks}: Graph): number => tasks.reduce((sum, task) => sum + effortOf(task), 0)

/** Undefined for a task that no agent has been started for. */
export const agentState = (state: RunState, task: TaskState, effort: number): AgentState | undefined => {
  const attempt = lastAttempt(task)
  const first = task.attempts[0]
  if (attempt === undefined || first === undefined) return undefined
  const {id, title, agent, instruction, effortHours, group} = task.task
  const status = statusOf(task, attempt)
  const message = messageOf(state, task, attempt)
  const endedAt = formatInstant(updatedAt(task, attempt))
  return {
    agent_id: id,
    agent_name: title,
    agent_type: agent?.type ?? 'general',
    parent_agent_id: state.run,
    model: modelOf(state.policy.agents, attempt.agent),
    prompt: instruction,
    load_percentage: Math.round((1000 * effortOf(task.task)) / effort) / 10,
    estimated_duration: effortHours === undefined ? null : Math.round(effortHours * 3600),
    metadata: {
      run: state.run,
      attempt: attempt.number,
      agent: attempt.agent,
      group: group ?? null,
      workspace: attempt.workspace ?? null,
      branch: attempt.branch ?? null,
    },
    status,
    pid: task.phase === 'running' && attempt.exit === undefined ? pidOf(attempt) : null,
    started_at: formatInstant(attempt.startedAt),
    progress: progressOf(task, attempt),
    created_at: formatInstant(first.startedAt),
    last_updated: endedAt,
    ...(status === 'completed' ? {completed_at: endedAt} : {}),
    ...(status === 'failed' ? {failed_at: endedAt, error: errorOf(attempt)} : {}),
    ...(message === undefined ? {} : {progress_message: message}),
  }
}

/** Work that is not accepted yet, or waits for its next try, is pending. */
const OF_PHASE: {readonly [phase in Phase]: AgentStatus} = {
  waiting: 'pending',
  running: 'running',
  validated: 'running',
  merging: 'running',
  done: 'completed',
  'needs-review': 'pending',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'pending',
}

const statusOf = ({phase}: TaskState, {workspace}: AttemptState): AgentStatus =>
  phase === 'running' && workspace === undefined ? 'spawning' : OF_PHASE[phase]

/** Milestones: the workspace, the agent, its end, the merge. */
const milestoneOf = ({phase}: TaskState, {workspace, exit}: AttemptState): number => {
  if (phase === 'done') return 100
  if (exit !== undefined) return 80
  return workspace === undefined ? 10 : 20
}

/** What the host knows is the least. */
const progressOf = (task: TaskState, attempt: AttemptState): number =>
  Math.max(milestoneOf(task, attempt), attempt.progress?.percent ?? 0)

/** Of the process at work for it. */
export const pidOf = ({agentProcess, leaders}: AttemptState): number | null =>
  agentProcess?.leader.pid ?? leaders.at(-1)?.pid ?? null

const updatedAt = ({review, doneAt}: TaskState, {startedAt, finishedAt}: AttemptState): number =>
  Math.max(startedAt, finishedAt ?? 0, doneAt ?? 0, review?.at ?? 0)

const modelOf = ({default: standard, byType, byTask}: AgentPolicy, name: string): string => {
  const all: readonly AgentSpec[] = [standard, ...Object.values(byType), ...Object.values(byTask)]
  return all.find(spec => spec.name === name)?.model ?? name
}

const errorOf = ({outcome}: AttemptState): string =>
  outcome === undefined ? 'A person refused the work.' : describeOutcome(outcome)

const messageOf = (
  state: RunState,
  task: TaskState,
  {outcome, progress}: AttemptState,
): string | undefined => {
  if (task.phase === 'running') return progress?.message
  if (task.phase === 'needs-review') return 'waits for a person'
  if (task.phase !== 'waiting' || outcome === undefined) return undefined
  if (outcome.type === 'lost' || outcome.type === 'cancelled')
    return `interrupted: ${state.stopping?.reason ?? 'agent-spawn ended while it was at work'}`
  return `tries again: ${describeOutcome(outcome)}`
}
