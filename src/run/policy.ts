// How a run is to be run. All of it is recorded in the run's first event, so that a replay decides as the run did.

import type {Task} from '../graph/task.ts'

/** After a task has failed for good: start nothing new; go on with what does not depend on it; or kill what runs. */
export type FailureMode = 'no-new' | 'continue' | 'kill'

export interface Policy {
  /** Attempts running at once. */
  readonly slots: number
  /** Tries that a task has, the first included. */
  readonly attempts: number
  readonly onFailure: FailureMode
  /** A group starts when the groups it depends on are done. */
  readonly gateGroups: boolean
  /** Which of the ready tasks goes first. */
  readonly first: 'critical-path' | 'plan'
  /** What becomes of a task whose checks pass but which has manual steps. */
  readonly manual: 'needs-review' | 'accept'
  /** What becomes of a task with neither gates nor declared outputs: nothing speaks for its work. */
  readonly unverified: 'needs-review' | 'accept'
  readonly agents: AgentPolicy
  readonly workspace: WorkspacePolicy
  readonly limits: Limits
  /** A write outside the declared outputs: noted, or the attempt fails. */
  readonly claims: 'warn' | 'fail'
}

/** One configured agent. `kind` names an entry of the agents table; `command` is for kind `shell` alone. */
export interface AgentSpec {
  readonly name: string
  readonly kind: string
  readonly command?: string
  /** Appended to the preset's own command line. */
  readonly args: readonly string[]
  readonly model?: string
}

export interface AgentPolicy {
  readonly default: AgentSpec
  /** By the plan's agent type, e.g. `backend-engineer`. */
  readonly byType: {readonly [type: string]: AgentSpec}
  readonly byTask: {readonly [task: string]: AgentSpec}
}

export interface WorkspacePolicy {
  /** `shared`: all attempts in the one working tree, nothing is merged. `none` of them is the user's own checkout but that. */
  readonly mode: 'clone' | 'worktree' | 'shared'
  /** Overrides `agent-<ID>-<type>`; only sensible for a single task. */
  readonly name?: string
  /** Overrides the plan's agent type in workspace and branch names. */
  readonly type?: string
  /** Shell commands run by the host in a new workspace, before the agent. */
  readonly setup: readonly string[]
  /** Run before a finished workspace is removed. */
  readonly archive: readonly string[]
  /** Paths of the repository, untracked as a rule, copied or symlinked into a new workspace if they exist. */
  readonly copy: readonly string[]
  readonly link: readonly string[]
  /** Size of the block of free ports in `AGENT_SPAWN_PORT`, `AGENT_SPAWN_PORT_1` …; 0: none. */
  readonly ports: number
  /** Which workspaces stay after the run. */
  readonly keep: 'failed' | 'all'
}

export interface Limits {
  /** Milliseconds an agent may take, and may stay silent; 0: for ever. */
  readonly runMs: number
  readonly idleMs: number
  /** Milliseconds one gate may take. */
  readonly gateMs: number
}

const HOUR_MS = 3_600_000

export const DEFAULT_POLICY: Policy = {
  slots: 4,
  attempts: 3,
  onFailure: 'continue',
  gateGroups: false,
  first: 'critical-path',
  manual: 'needs-review',
  unverified: 'needs-review',
  agents: {default: {name: 'claude', kind: 'claude', args: []}, byType: {}, byTask: {}},
  workspace: {mode: 'clone', setup: [], archive: [], copy: [], link: [], ports: 0, keep: 'failed'},
  limits: {runMs: 6 * HOUR_MS, idleMs: 0, gateMs: HOUR_MS},
  claims: 'warn',
}

/** The agent for a task: its own, else its type's, else the default. */
export const agentFor = (task: Task, agents: AgentPolicy): AgentSpec =>
  agents.byTask[task.id] ?? agents.byType[task.agent?.type ?? ''] ?? agents.default

/** Whether validated work must be merged before it counts. One tree for all, or none at all, has nothing to merge. */
export const integrates = (policy: Policy): boolean =>
  policy.workspace.mode !== 'shared' && !isSimulated(policy)

/** A simulated run starts no process, touches no repository and proves nothing. */
export const isSimulated = (policy: Policy): boolean => policy.agents.default.kind === 'simulate'
