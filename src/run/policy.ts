// How a run is to be run. All of it is recorded in the run's first event, so that a replay decides as the run did.

import type {Gate, Task} from '../graph/task.ts'

/** After a task has failed for good: start nothing new; go on with what does not depend on it; or kill what runs. */
export type FailureMode = 'no-new' | 'continue' | 'kill'

export interface Policy {
  /** Attempts running at once. */
  readonly slots: number
  /** Tries that a task has, the first included. */
  readonly attempts: number
  /** What becomes of a task whose tries are used up. */
  readonly onExhausted: 'fail' | 'needs-review'
  /** So many equal failures in a row, and the task is quarantined: only `retry` takes it out. */
  readonly quarantineAfter: number
  readonly backoff: Backoff
  readonly onFailure: FailureMode
  /** A group starts when the groups it depends on are done. */
  readonly gateGroups: boolean
  /** Which of the ready tasks goes first. */
  readonly first: 'critical-path' | 'plan'
  /** Whether a person looks at all work that passed before it is merged, or only where something is left open. */
  readonly approval: 'always' | 'as-needed'
  /** What becomes of a task whose checks pass but which has manual steps. */
  readonly manual: 'needs-review' | 'accept'
  /** What becomes of a task with neither gates nor declared outputs: nothing speaks for its work. */
  readonly unverified: 'needs-review' | 'accept'
  readonly agents: AgentPolicy
  readonly workspace: WorkspacePolicy
  readonly limits: Limits
  /** How often an agent at a long task is asked to note how far it is, in milliseconds. */
  readonly checkpointMs: number
  readonly budget: Budget
  /** A write outside a task's claims: noted, or the attempt fails. */
  readonly claims: 'warn' | 'fail'
  readonly ownership: OwnershipPolicy
  readonly priority: PriorityPolicy
  readonly guard: GuardPolicy
  readonly merge: MergePolicy
  /** Where an `orchestrator.json` is kept that tells how the run stands, relative to the repository; absent: nowhere. */
  readonly orchestrator?: string
  /** In order: what the integration branch has to pass after its tasks, stage by stage. */
  readonly promotion: readonly PromotionStage[]
  /** What the integration branch has to pass after each merge, or it is taken back. */
  readonly quality: readonly Gate[]
}

export interface PromotionStage {
  readonly name: string
  readonly gates: readonly Gate[]
  /** The user's branch moves only to a commit that has passed it. */
  readonly before?: 'land'
}

/** Who may write where, beyond what the plan says. */
export interface OwnershipPolicy {
  /** Paths and the type of agent that each belongs to. */
  readonly owners: {readonly [path: string]: string}
  /** Links of the repository that claims pass through, and the path that each stands for. */
  readonly links?: {readonly [link: string]: string}
  /** By task, beside its outputs: what it writes, and what must not change while it is at work. */
  readonly claims: {
    readonly [task: string]: {readonly exclusive?: readonly string[]; readonly shared?: readonly string[]}
  }
}

/** How work that passed comes onto the integration branch, and what becomes of it if it conflicts with what was merged meanwhile. */
export interface MergePolicy {
  /** So many waiting merges at most are judged side by side; 1: one after the other. Absent: as many as there are slots. */
  readonly window?: number
  /** Attempts in a row to repair it, before a person must. Absent, in older journals alone: a conflict is a failed try. */
  readonly repairs?: number
  /** A shell command that is asked first: see `resolver.ts`. */
  readonly resolver?: string
}

/** Work that waits for a person's approval although its gates pass. */
export interface GuardPolicy {
  /** Files, directories and globs that decide what agents and other tools do by themselves. */
  readonly paths: readonly string[]
  /** The share of the tracked files, from 0 to 1, that an attempt may delete beside what its task says it deletes. */
  readonly deletions: number
}

/** Read by agents, editors, shells and hosts of code without anybody asking; at any depth, for agents read those of directories, too. */
const AUTOMATIC_PATHS = [
  ...['claude', 'codex', 'gemini', 'cursor', 'opencode', 'vscode', 'idea', 'devcontainer', 'husky'].map(
    name => `**/.${name}/**`,
  ),
  ...['AGENTS.md', 'CLAUDE.md', 'GEMINI.md', '.mcp.json', '.cursorrules', '.envrc', '.gitmodules'].map(
    name => `**/${name}`,
  ),
  ...['.github/workflows/', '.github/actions/', '.gitlab-ci.yml', '.pre-commit-config.yaml'],
]

/** What people said is urgent. It goes before the length of paths, and tasks that wait become more urgent. */
export interface PriorityPolicy {
  /** From 1, the most urgent, to 5; the others have 3. */
  readonly byTask: {readonly [task: string]: number}
  /** After so many milliseconds of waiting a task counts as more urgent by one; 0: never. */
  readonly ageMs: number
}

/** One configured agent. `kind` names an entry of the agents table; `command` is for kind `shell` alone. */
export interface AgentSpec {
  readonly name: string
  readonly kind: string
  readonly command?: string
  /** Appended to the preset's own command line. */
  readonly args: readonly string[]
  readonly model?: string
  /** Whose usage limit it shares with other agents. Default: see `providerOf`. */
  readonly provider?: string
  /** Those that stand in for it, in this order, when it is refused or held back. Their own are not asked. */
  readonly fallback?: readonly AgentSpec[]
  /** Its own, where they differ from the run's. */
  readonly limits?: AgentLimits
}

/** Milliseconds before an agent that failed, stalled or ran out of time is tried again; doubles up to the cap. */
export interface Backoff {
  readonly baseMs: number
  readonly capMs: number
}

export const BACKOFFS = {
  standard: {baseMs: 1000, capMs: 16_000},
  aggressive: {baseMs: 500, capMs: 32_000},
  conservative: {baseMs: 2000, capMs: 8000},
  none: {baseMs: 0, capMs: 0},
} as const satisfies {readonly [preset: string]: Backoff}

export interface Budget {
  /** Of the whole run, however often it rested. */
  readonly run: Allowance
  /** Of each task. */
  readonly task: Allowance
  /** Of the run on one day, in UTC. */
  readonly day: Omit<Allowance, 'ms'>
}

/** What is absent is not limited. Tokens and USD are as the agents report them. */
export interface Allowance {
  readonly attempts?: number
  readonly tokens?: number
  readonly usd?: number
  /** Of a run the time it was at work; of a task the time that its attempts took. */
  readonly ms?: number
}

export interface AgentPolicy {
  readonly default: AgentSpec
  /** By the plan's agent type, e.g. `backend-engineer`. */
  readonly byType: {readonly [type: string]: AgentSpec}
  readonly byTask: {readonly [task: string]: AgentSpec}
  /** By name, those that gates ask for a second opinion; absent: there are none. */
  readonly reviewers?: {readonly [name: string]: AgentSpec}
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
  /** Milliseconds an agent may take, and may show no sign of life; 0: for ever. */
  readonly runMs: number
  readonly idleMs: number
  /** Bytes that an agent and all it starts may use; 0: no matter. */
  readonly memoryBytes: number
  /** Bytes of an agent's output that are kept; beyond that the middle is left out. */
  readonly logBytes: number
  readonly byTask: {readonly [task: string]: AgentLimits}
  /** Milliseconds one gate may take. */
  readonly gateMs: number
  /** Milliseconds that a run which can do nothing else waits for a provider before it rests; 0: for ever. */
  readonly waitMs: number
}

/** What a single task or agent may have of its own. */
export type AgentLimits = Partial<Pick<Limits, 'runMs' | 'idleMs' | 'memoryBytes' | 'logBytes'>>

const HOUR_MS = 3_600_000

export const DEFAULT_POLICY: Policy = {
  slots: 4,
  attempts: 3,
  onExhausted: 'fail',
  quarantineAfter: 5,
  backoff: BACKOFFS.standard,
  onFailure: 'continue',
  gateGroups: false,
  first: 'critical-path',
  approval: 'as-needed',
  manual: 'needs-review',
  unverified: 'needs-review',
  agents: {default: {name: 'claude', kind: 'claude', args: []}, byType: {}, byTask: {}},
  workspace: {mode: 'clone', setup: [], archive: [], copy: [], link: [], ports: 0, keep: 'failed'},
  limits: {
    runMs: 6 * HOUR_MS,
    idleMs: 0,
    memoryBytes: 0,
    // Much for a person to read, little for a disk.
    logBytes: 64 * 1024 * 1024,
    byTask: {},
    gateMs: HOUR_MS,
    waitMs: 6 * HOUR_MS,
  },
  // What is lost of an agent's work is what it did since.
  checkpointMs: HOUR_MS / 12,
  budget: {run: {}, task: {}, day: {}},
  claims: 'warn',
  ownership: {owners: {}, claims: {}},
  // Longer than most attempts take, so that what is urgent is seldom overtaken by what has merely been there.
  priority: {byTask: {}, ageMs: HOUR_MS / 2},
  // Half of a repository is seldom one task's to delete, and a slip of a shell command seldom takes less.
  guard: {paths: AUTOMATIC_PATHS, deletions: 0.5},
  // Who has misunderstood both sides twice will not see them better a third time.
  merge: {repairs: 2},
  promotion: [],
  quality: [],
}

/** A policy as an older journal has it, with what it does not know yet. */
export const completed = (recorded: Policy): Policy => ({
  ...DEFAULT_POLICY,
  ...recorded,
  agents: {...DEFAULT_POLICY.agents, ...recorded.agents},
  workspace: {...DEFAULT_POLICY.workspace, ...recorded.workspace},
  limits: {...DEFAULT_POLICY.limits, ...recorded.limits},
  // Conflicts were no work then.
  merge: recorded.merge ?? {},
})

/** The agent for a task: its own, else its type's, else the default. */
export const agentFor = (task: Task, agents: AgentPolicy): AgentSpec =>
  agents.byTask[task.id] ?? agents.byType[task.agent?.type ?? ''] ?? agents.default

/** All that may do a task: its own agent, then those that stand in for it. */
export const agentsFor = (task: Task, agents: AgentPolicy): readonly AgentSpec[] => {
  const own = agentFor(task, agents)
  return [own, ...(own.fallback ?? [])]
}

/** The one that an attempt was given to; undefined: the settings know it no more. */
export const agentNamed = (task: Task, agents: AgentPolicy, name: string): AgentSpec | undefined =>
  agentsFor(task, agents).find(spec => spec.name === name)

/** Of an attempt: the task's own, else the agent's, else the run's. */
export const limitsFor = (task: Task, spec: AgentSpec, {limits}: Policy): Limits => ({
  ...limits,
  ...spec.limits,
  ...limits.byTask[task.id],
})

/** Agents of one kind share an account, as a rule; nothing is known of what a shell command calls. */
export const providerOf = ({provider, kind, name}: AgentSpec): string =>
  provider ?? (kind === 'shell' ? name : kind)

/** Whether validated work must be merged before it counts. One tree for all, or none at all, has nothing to merge. */
export const integrates = (policy: Policy): boolean =>
  policy.workspace.mode !== 'shared' && !isSimulated(policy)

/** A simulated run starts no process, touches no repository and proves nothing. */
export const isSimulated = (policy: Policy): boolean => policy.agents.default.kind === 'simulate'
