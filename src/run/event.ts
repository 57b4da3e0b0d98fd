// The vocabulary of a run: decisions and observations alike. The journal holds nothing else, and all else is folded from it.

import type {Graph, TaskId} from '../graph/task.ts'
import type {Concern, GateRecord, Outcome} from './outcome.ts'
import type {Policy} from './policy.ts'

/** Raised when an old reader could misread a newer journal. Version 1 lacks limits, budgets and requests; readers take both. */
export const JOURNAL_VERSION = 2
export type JournalVersion = 1 | typeof JOURNAL_VERSION

export type RunEvent = Stamp & EventBody
export type EventType = EventBody['type']
export type EventOf<T extends EventType> = Stamp & Extract<EventBody, {readonly type: T}>

export interface Stamp {
  /** Wall clock, epoch milliseconds: for people. Durations are measured by the monotonic clock and stand in the event. */
  readonly at: number
}

/** A full commit or tree id of git. */
export type ObjectId = string

/** Where a run began, and what it builds. Absent from a run without a repository. */
export interface Base {
  /** The user's branch, or `HEAD` when detached. */
  readonly branch: string
  readonly commit: ObjectId
  /** `agent-spawn/<run>`. */
  readonly integrationBranch: string
}

export interface AttemptRef {
  readonly task: TaskId
  /** From 1, counted per task over its whole run, lost ones included. */
  readonly attempt: number
}

export type EventBody =
  | RunStarted
  | RunResumed
  | AttemptStarted
  | WorkspaceCreated
  | ProcessStarted
  | AttemptAdopted
  | AgentSilent
  | TrespassSeen
  | AlarmRaised
  | AgentExited
  | GateFinished
  | JudgedAhead
  | AttemptFinished
  | MergeStarted
  | MergeFinished
  | RevertStarted
  | RevertFinished
  | ReviewDecided
  | StopRequested
  | PauseRequested
  | ResumeRequested
  | CancelRequested
  | RetryRequested
  | RollbackRequested
  | ResolveRequested
  | ProgressReported
  | QuarantineRequested
  | ReleaseRequested
  | PlanChanged
  | BaseIntegrated
  | PromotionFinished
  | PromotionDecided
  | RunFinished

export interface RunStarted {
  readonly type: 'run-started'
  readonly version: JournalVersion
  /** `<date>-<time>-<random>`: sorts by age. See `newRunId`. */
  readonly run: string
  readonly graph: Graph
  readonly policy: Policy
  /** Tasks that take part; the others are skipped. */
  readonly selection: readonly TaskId[]
  readonly base?: Base
}

/** `--continue`: the settings may have changed, and more tasks may take part. */
export interface RunResumed {
  readonly type: 'run-resumed'
  readonly policy: Policy
  readonly selection: readonly TaskId[]
}

/** A decision: a slot is taken, and the attempt starts as soon as this is durable. */
export interface AttemptStarted extends AttemptRef {
  readonly type: 'attempt-started'
  /** Name of the configured agent: the task's own, or one of its fallbacks. */
  readonly agent: string
  /** The integration tip it starts from; holds all its dependencies. */
  readonly base?: ObjectId
  /** It has to bring the work of this earlier attempt together with the base, which conflicts with it. */
  readonly repairs?: number
  /** Who does so in the place of an agent: a person, who has done it already, or the configured resolver. */
  readonly by?: 'person' | 'resolver'
}

export interface WorkspaceCreated extends AttemptRef {
  readonly type: 'workspace-created'
  /** Relative to the repository. */
  readonly path: string
  readonly branch: string
}

/** Which process works for the attempt now, be it agent, gate or set-up. Written before the process does anything, so that a later dispatcher can end it. */
export interface ProcessStarted extends AttemptRef {
  readonly type: 'process-started'
  readonly leader: ProcessName
  /** The agent's alone: where it claims its attempt, and leaves its exit status. Relative to the run's directory. */
  readonly status?: string
  /** Milliseconds since the machine was started, of which nobody can set the clock. Absent from older journals. */
  readonly uptimeMs?: number
}

/** A later dispatcher found the agent at work, and waits for its end. */
export interface AttemptAdopted extends AttemptRef {
  readonly type: 'attempt-adopted'
}

/** Half of its idle limit has gone by without a sign of life. */
export interface AgentSilent extends AttemptRef {
  readonly type: 'agent-silent'
  readonly silenceMs: number
  readonly limitMs: number
}

/** The leader of a process group. A pid alone may be somebody else's by now. */
export interface ProcessName {
  readonly pid: number
  /** Linux: when it was started, in clock ticks since boot, and which boot that was. */
  readonly startTicks?: number
  readonly bootId?: string
  /** Elsewhere: when it was started, as `ps` tells it. */
  readonly startedAt?: string
  /** What all that it starts is known by: a word in their environment, and the cgroup they are in. Absent from older journals. */
  readonly mark?: string
  readonly cgroup?: string
}

/** The agent at work has just written outside of its claims. What it leaves there, if anything, is in `attempt-finished`. */
export interface TrespassSeen extends AttemptRef {
  readonly type: 'trespass-seen'
  readonly paths: readonly string[]
}

/** A decision: two tasks have rewritten one path in turn, again and again. Neither goes on before a person has said how. */
export interface AlarmRaised {
  readonly type: 'alarm-raised'
  readonly tasks: readonly [TaskId, TaskId]
  readonly path: string
}

/** The agent's process ended; says nothing of success. */
export interface AgentExited extends AttemptRef {
  readonly type: 'agent-exited'
  readonly exitCode: number | null
  readonly signal?: string
  /** Why the host ended it; absent: it ended by itself. */
  readonly stopped?: 'timed-out' | 'stalled' | 'out-of-memory' | 'cancelled'
  /** Pids of what it has started and what did not even end on SIGKILL. */
  readonly leaked?: readonly number[]
  readonly durationMs: number
  /** Its output, relative to the run's directory. */
  readonly log: string
  readonly usage?: Usage
}

/** What an agent said that it used; what it did not say is absent. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly usd?: number
}

/** In the attempt's own workspace, on the tree it merges to, or the run's quality gates on the merged commit. */
export type GateStage = 'workspace' | 'merged' | 'integration'

export interface GateFinished extends AttemptRef {
  readonly type: 'gate-finished'
  readonly stage: GateStage
  readonly record: GateRecord
  /** The tree that was judged; absent where there is no repository. */
  readonly tree?: ObjectId
}

/**
 * What the gates say of a task's work behind other work that waits to be merged, before its turn has come; all at once, so that a crash
 * leaves the whole of it or nothing. Also of a failure on its turn, while others were judged beside it, which is then looked at again.
 */
export interface JudgedAhead extends AttemptRef {
  readonly type: 'judged-ahead'
  /** Those whose work was taken for merged, in order. */
  readonly before: readonly TaskId[]
  readonly tree: ObjectId
  /** Equal for equal trees that are judged in the same way: see `judgementKey`. */
  readonly key: string
  readonly records: readonly GateRecord[]
}

export interface AttemptFinished extends AttemptRef {
  readonly type: 'attempt-finished'
  readonly outcome: Outcome
  readonly durationMs: number
  /** The attempt's work as a commit on its base, anchored in the hub; present whenever it left any. */
  readonly commit?: ObjectId
  readonly tree?: ObjectId
  /** Paths written outside its claims, if that is only noted. */
  readonly trespasses: readonly string[]
  /** Of work that passed; absent if there are none. */
  readonly concerns?: readonly Concern[]
  /** The first of the paths that it changed; where all share one tree, of its claims those that were written meanwhile. */
  readonly changed?: readonly string[]
}

/** A decision: the merge happens as soon as this is durable. One at a time. */
export interface MergeStarted extends AttemptRef {
  readonly type: 'merge-started'
  readonly commit: ObjectId
  /** The integration tip it is to be put on: recovery compares the branch with it. */
  readonly tip: ObjectId
}

export interface MergeFinished extends AttemptRef {
  readonly type: 'merge-finished'
  /** `merged`: the integration branch now ends in this commit, whose tree passed the gates. */
  readonly result:
    | {readonly type: 'merged'; readonly commit: ObjectId; readonly tree: ObjectId}
    | Exclude<Outcome, {readonly type: 'passed'}>
  /** Where the branch ends if it was merged and taken back again; absent where it ends as before, or in the merge. */
  readonly tip?: ObjectId
  readonly durationMs: number
}

/** A decision, taken as a merge is, and never beside one: what a task has on the integration branch is taken back. */
export interface RevertStarted extends AttemptRef {
  readonly type: 'revert-started'
  /** The task's merges that are still in effect, the newest first; `attempt` is of the newest. */
  readonly commits: readonly ObjectId[]
  /** The integration tip it is to be put on: recovery compares the branch with it. */
  readonly tip: ObjectId
}

export interface RevertFinished extends AttemptRef {
  readonly type: 'revert-finished'
  readonly result: RevertResult
  readonly durationMs: number
}

/** `reverted`: the integration branch now ends in this commit. */
export type RevertResult =
  | {readonly type: 'reverted'; readonly commit: ObjectId; readonly tree: ObjectId}
  | Unreverted

export type Unreverted =
  /** The work of these tasks changed the same lines later. */
  | {readonly type: 'conflicted'; readonly paths: readonly string[]; readonly tasks: readonly TaskId[]}
  | {readonly type: 'refused'; readonly reason: string}

/** What a person asks of a run. */
export interface Requested {
  /** If it came as a file to a dispatcher: it is recorded once, whoever dies before it is answered. */
  readonly requestId?: string
}

/** A person's word on a task in `needs-review`. */
export interface ReviewDecided extends Requested {
  readonly type: 'review-decided'
  readonly task: TaskId
  readonly decision: 'approved' | 'rejected'
  readonly by: string
  readonly comment?: string
}

/** `drain`: nothing new starts. `kill`: what runs is stopped, too. `detach`: the dispatcher leaves, and agents go on without it. */
export interface StopRequested extends Requested {
  readonly type: 'stop-requested'
  readonly mode: 'drain' | 'kill' | 'detach'
  /** `user`: a person or a signal; `policy`: the failure mode. */
  readonly by: 'user' | 'policy'
  readonly reason: string
}

/** Nothing new starts until a `resume-requested`; what runs goes on and is merged. */
export interface PauseRequested extends Requested {
  readonly type: 'pause-requested'
  readonly by: string
  readonly reason: string
}

export interface ResumeRequested extends Requested {
  readonly type: 'resume-requested'
  readonly by: string
}

/** The task ends as `cancelled`, now or when its attempt has been stopped. */
export interface CancelRequested extends Requested {
  readonly type: 'cancel-requested'
  readonly task: TaskId
  readonly by: string
  readonly reason?: string
}

/** The task waits again, with all its tries. */
export interface RetryRequested extends Requested {
  readonly type: 'retry-requested'
  readonly task: TaskId
  /** Those that depend on it, directly or not, wait again as well. */
  readonly downstream: boolean
  /** For the next attempt's instruction. */
  readonly feedback?: string
  readonly by: string
}

/** All that the task has on the integration branch is to be taken back; it then counts as failed until it is tried again. */
export interface RollbackRequested extends Requested {
  readonly type: 'rollback-requested'
  readonly task: TaskId
  readonly by: string
  readonly reason?: string
}

/** A person has brought the two sides of a conflict together in the task's workspace, or gives the task up. */
export interface ResolveRequested extends Requested {
  readonly type: 'resolve-requested'
  readonly task: TaskId
  readonly action: 'continue' | 'abort'
  readonly by: string
}

/** What an agent at work says of itself. */
export interface ProgressReported extends AttemptRef, Requested {
  readonly type: 'progress-reported'
  /** 0 to 100; less than before only with `reset`. */
  readonly percent: number
  readonly message?: string
  readonly reset?: true
}

/** The agent of that name starts nothing more, what it is at is stopped, and nothing of it is merged, until it is released. */
export interface QuarantineRequested extends Requested {
  readonly type: 'quarantine-requested'
  readonly agent: string
  readonly by: string
  readonly reason?: string
}

export interface ReleaseRequested extends Requested {
  readonly type: 'release-requested'
  readonly agent: string
  readonly by: string
}

/** A new version of the plan, given to a run that rests: see `plan-change.ts`. */
export interface PlanChanged {
  readonly type: 'plan-changed'
  readonly graph: Graph
}

/** While the run rests: what the user's branch got meanwhile becomes part of the integration branch, which moves to this commit next. */
export interface BaseIntegrated {
  readonly type: 'base-integrated'
  /** A merge of the tip with `base`, whose tree these records are of. */
  readonly commit: ObjectId
  readonly base: ObjectId
  readonly records: readonly GateRecord[]
}

/** While the run rests: a stage of the promotion has judged a commit of the integration branch. */
export interface PromotionFinished {
  readonly type: 'promotion-finished'
  readonly stage: string
  readonly commit: ObjectId
  readonly verdict: GateRecord['verdict']
  readonly records: readonly GateRecord[]
}

/** A person's word on a stage, for one commit. It outranks what the gates say. */
export interface PromotionDecided extends Requested {
  readonly type: 'promotion-decided'
  readonly stage: string
  readonly commit: ObjectId
  readonly decision: 'approved' | 'rejected'
  readonly by: string
  readonly comment?: string
}

/** `budget`: a budget is spent. `limited`: a provider's usage limit lasts longer than the run is to wait. */
export type RunResult = 'done' | 'failed' | 'blocked' | 'needs-review' | 'interrupted' | 'budget' | 'limited'

/** Nothing runs and nothing can start. A later `run-resumed` may go on. */
export interface RunFinished {
  readonly type: 'run-finished'
  readonly result: RunResult
}
