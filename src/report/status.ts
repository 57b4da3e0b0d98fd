// Where a run stands, for programs: the status object and the metrics. Knows nothing of terminals.

import type {TaskId} from '../graph/task.ts'
import type {ObjectId, RunResult} from '../run/event.ts'
import {explain} from '../run/explain.ts'
import type {Outcome} from '../run/outcome.ts'
import type {Phase} from '../run/phase.ts'
import {lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {promotionJson} from './promotion.ts'
import {blockedBy, isBlocked, needsOf, workMs} from './task-facts.ts'
import {describeReason} from './words.ts'

export interface StatusJson {
  readonly schemaVersion: 1
  readonly kind: 'status'
  readonly run: string
  readonly integrationBranch: string | null
  /** Null while the run goes on. */
  readonly result: RunResult | null
  readonly counts: {readonly [phase in Phase]: number}
  /** The stages of the promotion, in order, for the integration branch as it is. */
  readonly promotion: readonly object[]
  readonly tasks: readonly TaskStatusJson[]
}

export interface TaskStatusJson {
  readonly id: TaskId
  readonly title: string
  readonly phase: Phase
  readonly group: string | null
  readonly attempts: number
  readonly blockedBy: readonly TaskId[]
  /** Why it does not run, each to stand behind its name. */
  readonly reasons: readonly string[]
  /** Of its last attempt, as are workspace and outcome. */
  readonly agent: string | null
  readonly workspace: string | null
  readonly outcome: Outcome | null
  readonly merged: ObjectId | null
  /** The task that its finished work is built on, and that was rolled back since. */
  readonly stale: TaskId | null
  /** What waits for a person. */
  readonly needs: readonly string[]
}

/** Additive within a schema version. */
export const statusJson = (state: RunState): StatusJson => ({
  schemaVersion: 1,
  kind: 'status',
  run: state.run,
  integrationBranch: state.base?.integrationBranch ?? null,
  result: state.result ?? null,
  counts: {...state.schedule.counts},
  promotion: promotionJson(state),
  tasks: Array.from(state.tasks.values(), task => taskStatus(state, task)),
})

const taskStatus = (state: RunState, task: TaskState): TaskStatusJson => {
  const attempt = lastAttempt(task)
  return {
    id: task.task.id,
    title: task.task.title,
    phase: task.phase,
    group: task.task.group ?? null,
    attempts: task.attempts.length,
    blockedBy: blockedBy(state, task),
    reasons: explain(state, task.task.id).map(describeReason),
    agent: attempt?.agent ?? null,
    workspace: attempt?.workspace ?? null,
    outcome: attempt?.outcome ?? null,
    merged: task.merged ?? null,
    stale: task.stale ?? null,
    needs: needsOf(task),
  }
}

/** The names that `monitoring.metrics` of a plan asks for. */
export interface Metrics {
  readonly tasks_completed: number
  readonly tasks_in_progress: number
  readonly tasks_blocked: number
  /** Milliseconds that a finished task's attempts took, on average; 0 while none is finished. */
  readonly average_completion_time: number
}

export const metrics = (state: RunState): Metrics => {
  const {counts} = state.schedule
  const tasks = [...state.tasks.values()]
  return {
    tasks_completed: counts.done,
    tasks_in_progress: counts.running + counts.validated + counts.merging,
    tasks_blocked: tasks.filter(task => isBlocked(state, task)).length,
    average_completion_time: average(tasks.filter(({phase}) => phase === 'done')),
  }
}

const average = (tasks: readonly TaskState[]): number => {
  const total = tasks.reduce((sum, task) => sum + (workMs(task) ?? 0), 0)
  return tasks.length === 0 ? 0 : Math.round(total / tasks.length)
}
