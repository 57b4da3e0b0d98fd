// The state of a run: what the fold of its journal has made of it so far. Read-only to everyone but `evolve`.

import type {Graph, Task, TaskId} from '../graph/task.ts'
import type {Base, ObjectId, ProcessName, RunResult} from './event.ts'
import type {GateRecord, Outcome} from './outcome.ts'
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
  readonly stopping?: Stopping
  /** Set while the run rests; `run-resumed` takes it away. */
  readonly result?: RunResult
  readonly schedule: Schedule
}

export interface Stopping {
  readonly mode: 'drain' | 'kill'
  readonly by: 'user' | 'policy'
  readonly reason: string
}

export interface TaskState {
  readonly task: Task
  readonly phase: Phase
  /** Attempts that counted against `policy.attempts`. */
  readonly spent: number
  readonly attempts: readonly AttemptState[]
  readonly review?: Review
  /** The integration commit that holds its work, once done. */
  readonly merged?: ObjectId
  readonly doneAt?: number
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
  readonly log?: string
  readonly exitCode?: number | null
  /** In the order they ran: in the workspace, then on the merged tree if that was judged anew. */
  readonly gates: readonly GateRun[]
  /** Of the attempt, or of its merge where that is what failed. */
  readonly outcome?: Outcome
  readonly trespasses: readonly string[]
  readonly finishedAt?: number
  readonly durationMs?: number
  readonly commit?: ObjectId
  readonly tree?: ObjectId
}

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
