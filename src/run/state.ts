// The state of a run: what the fold of its journal has made of it so far. Read-only to everyone but `evolve`.

import type {Graph, Task, TaskId} from '../graph/task.ts'
import type {Breaker} from './breaker.ts'
import type {
  AgentExited,
  AttemptRef,
  Base,
  EventOf,
  GateStage,
  ObjectId,
  ProcessName,
  RunResult,
  StopRequested,
  Unreverted,
} from './event.ts'
import type {Ledger} from './ledger.ts'
import type {Concern, GateRecord, Outcome} from './outcome.ts'
import type {Phase} from './phase.ts'
import type {Quarrel, Turns} from './ping-pong.ts'
import type {Policy} from './policy.ts'
import type {Schedule} from './schedule.ts'

export interface RunState {
  readonly run: string
  readonly graph: Graph
  readonly policy: Policy
  readonly base?: Base
  /** The last commit of the integration branch. Absent from a run without a repository. */
  readonly tip?: ObjectId
  readonly startedAt: number
  /** Of the newest event. */
  readonly at: number
  readonly tasks: ReadonlyMap<TaskId, TaskState>
  /** Decisions whose end is not known: a dispatcher that finds some performs them, again if need be. `evolve` alone changes it. */
  readonly inFlight: Map<TaskId, Decision>
  /** The ids of those that came as files and are recorded. `evolve` alone changes it. */
  readonly requests: Set<string>
  /** Wishes that are not fulfilled yet, first come first. Until they are, nothing else begins. */
  readonly rollbacks: readonly Rollback[]
  /** Tasks whose conflict a person has resolved, until their attempt starts. */
  readonly resolved: readonly TaskId[]
  /** How many merges may be judged side by side: see `ahead.ts`. */
  readonly window: number
  readonly stopping?: Stopping
  /** A task has failed for good since somebody last went on with the run: what the failure mode is about. */
  readonly hasFailed?: true
  readonly paused?: {readonly by: string; readonly reason: string}
  /** Who put which version of a path on top of whose. `evolve` alone changes it. */
  readonly turns: Turns
  /** Seen, and no alarm raised yet. */
  readonly quarrel?: Quarrel
  /** Those that were given cause to, by what they hold back: see `hold.ts`. */
  readonly breakers: ReadonlyMap<string, Breaker>
  /** Agents by name, and who wants them held back. */
  readonly quarantine: ReadonlyMap<string, Remark>
  readonly ledger: Ledger
  /** Of approvals that do not wait for ever; some may be over, see `approval.ts`. `evolve` alone changes it. */
  readonly deadlines: Map<TaskId, Deadline>
  /** What stages said of commits of the integration branch, the newest last. */
  readonly promotions: readonly Promotion[]
  /** Set while the run rests; `run-resumed` takes it away. */
  readonly result?: RunResult
  readonly schedule: Schedule
}

/** What a worker carries out, and answers with how it ended. */
export type Decision = EventOf<'attempt-started'> | EventOf<'merge-started'> | EventOf<'revert-started'>

export interface Rollback {
  readonly task: TaskId
  readonly by: string
  readonly reason?: string
}

export interface Stopping {
  readonly mode: StopRequested['mode']
  readonly by: 'user' | 'policy'
  readonly reason: string
}

export interface TaskState {
  readonly task: Task
  readonly phase: Phase
  /** Attempts that counted against `policy.attempts`. */
  readonly spent: number
  readonly attempts: readonly AttemptState[]
  /** How many of its newest failures were equal. */
  readonly repeats: number
  /** Failed in the same way too often: only `retry` takes it out. */
  readonly quarantined?: true
  /** It and another task rewrite a path in turn: until a person decides, it neither starts nor is merged. */
  readonly alarm?: {readonly path: string; readonly other: TaskId}
  /** Agents that were refused since its tries were last renewed. */
  readonly refusals: readonly string[]
  /** What its agent left is not to be touched: the phase to put it back to, and after how many attempts. See `quarantine.ts`. */
  readonly isolated?: {readonly from: Phase; readonly attempt: number}
  /** A person's wish; while it runs, it is not fulfilled yet. */
  readonly cancellation?: Remark
  /** What a person wants the next attempts to know. */
  readonly feedback?: Remark
  readonly review?: Review
  /** Of work that was good but for a conflict with what others had merged. */
  readonly repair?: Repair
  /** By a person, who did not want to resolve a conflict: only `retry` takes it back. */
  readonly givenUp?: Remark
  /** The integration commit that holds its work, once done. */
  readonly merged?: ObjectId
  /** A task that its finished work is built on, directly or not, and whose own was taken back since. */
  readonly stale?: TaskId
  /** Why its work could not be taken back when that was last asked for. */
  readonly unreverted?: Unreverted
  readonly doneAt?: number
}

export interface Repair {
  /** Whose work it is. */
  readonly attempt: number
  /** The integration commit it conflicts with. */
  readonly tip: ObjectId
  /** Attempts of agents in a row that repaired it in vain. */
  readonly rounds: number
}

export interface Remark {
  readonly by: string
  readonly text: string
}

/** When a task that waits for a person stops waiting, and for what it then counts. */
export interface Deadline {
  /** Whose work it is about. */
  readonly attempt: number
  /** Epoch milliseconds. */
  readonly at: number
  readonly decision: Review['decision']
  readonly gate: string
}

/** What is known of one stage and one commit. */
export interface Promotion {
  readonly stage: string
  readonly commit: ObjectId
  /** Absent: the gates have not been asked. */
  readonly judgement?: {readonly verdict: GateRecord['verdict']; readonly records: readonly GateRecord[]}
  /** Outranks the judgement. */
  readonly decision?: Review
}

export interface Review {
  readonly decision: 'approved' | 'rejected'
  readonly by: string
  readonly comment?: string
  readonly at: number
}

export interface AttemptState {
  readonly number: number
  readonly agent: string
  readonly startedAt: number
  readonly base?: ObjectId
  readonly repairs?: number
  readonly by?: 'person' | 'resolver'
  readonly workspace?: string
  readonly branch?: string
  /** Of every process the host started for it: agent, gates, set-up. */
  readonly leaders: readonly ProcessName[]
  readonly agentProcess?: AgentProcess
  readonly log?: string
  /** As the agent tells it. */
  readonly progress?: {readonly percent: number; readonly message?: string}
  readonly exit?: AgentExit
  /** In the order they ran: in the workspace, then on the merged tree if that was judged anew. */
  readonly gates: readonly GateRun[]
  /** Of the newest judgement ahead of its turn, while its merge is to come. */
  readonly ahead?: {readonly key: string; readonly records: readonly GateRecord[]}
  /** Of the attempt, or of its merge where that is what failed. */
  readonly outcome?: Outcome
  readonly trespasses: readonly string[]
  readonly concerns?: readonly Concern[]
  /** As in `attempt-finished`. */
  readonly changed?: readonly string[]
  readonly finishedAt?: number
  readonly durationMs?: number
  readonly commit?: ObjectId
  readonly tree?: ObjectId
  /** What it became on the integration branch, unless that was taken back. */
  readonly merged?: ObjectId
}

/** The agent at work; it claims the attempt by making the status file. */
export interface AgentProcess {
  readonly leader: ProcessName
  /** Relative to the run's directory. */
  readonly status: string
  readonly startedAt: number
  /** As in `process-started`. */
  readonly uptimeMs?: number
}

export type AgentExit = Pick<
  AgentExited,
  'exitCode' | 'signal' | 'stopped' | 'leaked' | 'durationMs' | 'usage'
>

export interface GateRun {
  readonly stage: GateStage
  readonly record: GateRecord
}

export const taskState = (state: RunState, id: TaskId): TaskState => {
  const task = state.tasks.get(id)
  if (task === undefined) throw new Error(`bug: run ${state.run} has no task ${id}`)
  return task
}

export const lastAttempt = (task: TaskState): AttemptState | undefined => task.attempts.at(-1)

/** What it has on the integration branch, the newest first. */
export const mergesOf = ({
  attempts,
}: TaskState): readonly {readonly attempt: number; readonly merged: ObjectId}[] =>
  attempts.flatMap(({number, merged}) => (merged === undefined ? [] : [{attempt: number, merged}])).reverse()

export const attemptState = (state: RunState, {task, attempt}: AttemptRef): AttemptState => {
  const found = taskState(state, task).attempts[attempt - 1]
  if (found === undefined) throw new Error(`bug: ${task} has no attempt ${attempt}`)
  return found
}
