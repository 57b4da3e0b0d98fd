// A run as an `orchestrator.json`: the manifest of agents that coordination scripts read, made from the state alone. What `plan`
// reads from it are the same tasks again. Knows nothing of files.

import type {TaskId} from '../graph/task.ts'
import {exclusivePaths} from '../run/claim.ts'
import type {Phase} from '../run/phase.ts'
import {agentFor, limitsFor} from '../run/policy.ts'
import {isPersonsToResolve} from '../run/repair.ts'
import {claimHolder} from '../run/schedule.ts'
import {type AttemptState, lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {priorityOf} from '../run/urgency.ts'
import {pidOf} from './agent-state.ts'
import {standingConflicts} from './conflict.ts'
import {type FileChange, fileChange} from './file-change.ts'
import {runWord} from './status-word.ts'
import {isBlocked} from './task-facts.ts'
import {formatInstant} from './time.ts'
import {describeOutcome} from './words.ts'

export const ORCHESTRATOR_VERSION = '1.0'

type Orchestrated =
  | 'REGISTERED'
  | 'WAITING'
  | 'BLOCKED'
  | 'RUNNING'
  | 'TIMEOUT'
  | 'CONFLICT'
  | 'COMPLETING'
  | 'COMPLETED'
  | 'TERMINATED'

interface OrchestratedAgent {
  readonly id: TaskId
  readonly name: string
  readonly status: Orchestrated
  /** Of the agent at work; null while there is none. */
  readonly pid: number | null
  readonly started_at: string | null
  /** The workspace that it works in, relative to the repository; null before the first attempt. */
  readonly terminal: string | null
  /** From 1, the most urgent, to 5. */
  readonly priority: number
  /** What it alone may write. */
  readonly file_locks: readonly string[]
  readonly dependencies: readonly TaskId[]
  /** Seconds; 0: none. */
  readonly timeout: number
  readonly description: string
  readonly conflict_with?: readonly TaskId[]
  readonly warning?: string
}

/** Instants are ISO 8601 in UTC, lengths of time seconds. */
export const orchestratorOf = (state: RunState) => {
  const {run, graph, policy, startedAt} = state
  return {
    orchestrator_version: ORCHESTRATOR_VERSION,
    session_id: run,
    created_at: formatInstant(startedAt),
    status: runWord(state),
    phase: graph.title,
    agents: Object.fromEntries(
      Array.from(state.tasks.values(), task => [task.task.id, agentOf(state, task)]),
    ),
    conflicts: standingConflicts(state),
    file_change_queue: fileChanges(state),
    coordination_rules: {
      max_concurrent_agents: policy.slots,
      require_file_locks: policy.claims === 'fail',
      auto_resolve_conflicts: (policy.merge.repairs ?? 0) > 0,
      merge_strategy: policy.approval === 'always' ? 'manual_review' : 'automatic',
      checkpoint_interval: policy.checkpointMs / 1000,
      enable_agent_communication: false,
    },
  }
}

const agentOf = (state: RunState, task: TaskState): OrchestratedAgent => {
  const {policy, schedule} = state
  const {id, title, dependencies, instruction} = task.task
  const attempt = lastAttempt(task)
  const spec = agentFor(task.task, policy.agents)
  const holder = task.phase === 'waiting' ? claimHolder(schedule, task.task) : undefined
  const warning = warningOf(task, attempt)
  return {
    id,
    name: title,
    status: orchestrated(state, task),
    pid: task.phase === 'running' && attempt !== undefined ? pidOf(attempt) : null,
    started_at: attempt === undefined ? null : formatInstant(attempt.startedAt),
    terminal: attempt?.workspace ?? null,
    priority: priorityOf(policy.priority, id),
    file_locks: exclusivePaths(task.task, policy),
    dependencies,
    timeout: limitsFor(task.task, spec, policy).runMs / 1000,
    description: instruction,
    ...(holder === undefined ? {} : {conflict_with: [holder]}),
    ...(warning === undefined ? {} : {warning}),
  }
}

/** One machine of phases, told in the words of this dialect. */
const OF_PHASE: Record<Exclude<Phase, 'waiting'>, Orchestrated> = {
  running: 'RUNNING',
  validated: 'COMPLETING',
  merging: 'COMPLETING',
  done: 'COMPLETED',
  'needs-review': 'COMPLETING',
  failed: 'TERMINATED',
  cancelled: 'TERMINATED',
  skipped: 'REGISTERED',
}

const orchestrated = (state: RunState, task: TaskState): Orchestrated => {
  const {phase} = task
  if (phase === 'waiting') return isBlocked(state, task) ? 'BLOCKED' : 'WAITING'
  if (phase !== 'failed' && phase !== 'needs-review') return OF_PHASE[phase]
  const outcome = lastAttempt(task)?.outcome?.type
  if (outcome === 'conflicted' || isPersonsToResolve(task)) return 'CONFLICT'
  return outcome === 'timed-out' && phase === 'failed' ? 'TIMEOUT' : OF_PHASE[phase]
}

const warningOf = ({phase}: TaskState, attempt: AttemptState | undefined): string | undefined =>
  phase === 'done' || attempt?.outcome === undefined || attempt.outcome.type === 'passed'
    ? undefined
    : describeOutcome(attempt.outcome)

/** What the newest attempt of each task changed. */
const fileChanges = ({tasks}: RunState): readonly FileChange[] => {
  const changes = [...tasks.values()].flatMap(task => {
    const {changed: paths = [], finishedAt: at} = lastAttempt(task) ?? {}
    if (paths.length === 0 || at === undefined) return []
    return [{at, task: task.task.id, paths, isMerged: task.phase === 'done'}]
  })
  const seen = new Set<string>()
  const contested = new Set<string>()
  for (const path of changes.flatMap(({paths, isMerged}) => (isMerged ? [] : paths)))
    (seen.has(path) ? contested : seen).add(path)
  return changes.map(change => fileChange(change, contested))
}
