// The state of a run: what the fold of its journal has made of it so far. Read-only to everyone but `evolve`.

import type {Graph, Task, TaskId} from '../graph/task.ts'
import type {Breaker} from './breaker.ts'
import type {
  AgentExited,
  AttemptRef,
  Base,
  EventOf,
  ObjectId,
  ProcessName,
  RunResult,
  StopRequested,
} from './event.ts'
import type {Ledger} from './ledger.ts'
import type {Concern, GateRecord, Outcome} from './outcome.ts'
import type {Phase} from './phase.ts'
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
  readonly stopping?: Stopping
  readonly paused?: {readonly by: string; readonly reason: string}
  /** Those that were given cause to, by what they hold back: see `hold.ts`. */
  readonly breakers: ReadonlyMap<string, Breaker>
  readonly ledger: Ledger
  /** Set while the run rests; `run-resumed` takes it away. */
  readonly result?: RunResult
  readonly schedule: Schedule
}

/** What a worker carries out, and answers with how it ended. */
export type Decision = EventOf<'attempt-started'> | EventOf<'merge-started'>

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
  /** Agents that were refused since its tries were last renewed. */
  readonly refusals: readonly string[]
  /** A person's wish; while it runs, it is not fulfilled yet. */
  readonly cancellation?: Remark
  /** What a person wants the next attempts to know. */
  readonly feedback?: Remark
  readonly review?: Review
  /** The integration commit that holds its work, once done. */
  readonly merged?: ObjectId
  readonly doneAt?: number
}

export interface Remark {
  readonly by: string
  readonly text: string
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
  readonly workspace?: string
  readonly branch?: string
  /** Of every process the host started for it: agent, gates, set-up. */
  readonly leaders: readonly ProcessName[]
  readonly agentProcess?: AgentProcess
  readonly log?: string
  readonly exit?: AgentExit
  /** In the order they ran: in the workspace, then on the merged tree if that was judged anew. */
  readonly gates: readonly GateRun[]
  /** Of the attempt, or of its merge where that is what failed. */
  readonly outcome?: Outcome
  readonly trespasses: readonly string[]
  readonly concerns?: readonly Concern[]
  readonly finishedAt?: number
  readonly durationMs?: number
  readonly commit?: ObjectId
  readonly tree?: ObjectId
}

/** The agent at work; it claims the attempt by making the status file. */
export interface AgentProcess {
  readonly leader: ProcessName
  /** Relative to the run's directory. */
  readonly status: string
  readonly startedAt: number
}

export type AgentExit = Pick<
  AgentExited,
  'exitCode' | 'signal' | 'stopped' | 'leaked' | 'durationMs' | 'usage'
>

export interface GateRun {
  readonly stage: 'workspace' | 'merged'
  readonly record: GateRecord
}

export const taskState = (state: RunState, id: TaskId): TaskState => {
  const task = state.tasks.get(id)
  if (task === undefined) throw new Error(`bug: run ${state.run} has no task ${id}`)
  return task
}

export const lastAttempt = (task: TaskState): AttemptState | undefined => task.attempts.at(-1)

export const attemptState = (state: RunState, {task, attempt}: AttemptRef): AttemptState => {
  const found = taskState(state, task).attempts[attempt - 1]
  if (found === undefined) throw new Error(`bug: ${task} has no attempt ${attempt}`)
  return found
}
