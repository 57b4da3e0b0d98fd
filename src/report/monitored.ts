// What runs at this moment, as others have looked it up, and plain lists of it. Judges nothing; knows no processes and no files.

import type {TaskId} from '../graph/task.ts'
import {type Lock, locksOf} from '../run/locks.ts'
import {attemptState, type RunState, taskState} from '../run/state.ts'
import {priorityOf} from '../run/urgency.ts'
import type {Change} from './file-change.ts'

export interface Monitored {
  /** Epoch milliseconds, as all instants here. */
  readonly at: number
  readonly runs: readonly MonitoredRun[]
  readonly thresholds: Thresholds
}

export interface MonitoredRun {
  readonly state: RunState
  /** Null: none is at work; agents may be, all the same. */
  readonly dispatcher: number | null
  readonly work: readonly LiveWork[]
  /** Of work that is not merged. */
  readonly clashes: readonly Clash[]
  /** What was seen to change, the newest last. */
  readonly seen: readonly Change[]
  /** Whole sentences on what could not be looked at. */
  readonly problems: readonly string[]
}

/** An attempt whose work is not merged: at work, or waiting for its merge or for a person. */
export interface LiveWork {
  readonly task: TaskId
  readonly attempt: number
  readonly isAtWork: boolean
  /** Null: nothing works for it at this moment. */
  readonly pid: number | null
  /** Its last sign of life. */
  readonly activeAt: number
  readonly changed: readonly string[]
}

/** The two would conflict if they were merged as they are. */
export interface Clash {
  readonly task: TaskId
  /** Null: with what is merged already. */
  readonly other: TaskId | null
  readonly paths: readonly string[]
}

export interface Thresholds {
  /** More at once get in each other's way. */
  readonly agents: number
  /** More changed files that are not merged are likely to conflict. */
  readonly files: number
}

/** Those of the scripts that people used before. */
export const DEFAULT_THRESHOLDS: Thresholds = {agents: 4, files: 10}

/** Work with the run that it is of. */
export interface Party extends LiveWork {
  readonly run: MonitoredRun
}

/** By run, in the order in which they began. */
export const atWork = ({runs}: Monitored): readonly Party[] =>
  runs.flatMap(run => run.work.filter(({isAtWork}) => isAtWork).map(work => ({...work, run})))

/** Epoch milliseconds. */
export const startOf = ({run, task, attempt}: Party): number =>
  attemptState(run.state, {task, attempt}).startedAt

/** Of all work that is not merged, each path once for a run. */
export const changedFiles = ({runs}: Monitored): readonly string[] =>
  runs.flatMap(({work}) => [...new Set(work.flatMap(({changed}) => changed))])

/** Those at work, by run and in the order in which they began. */
export const activeAgents = (monitored: Monitored) =>
  atWork(monitored).map(({run: {state}, task, attempt, pid, activeAt, changed}) => {
    const known = attemptState(state, {task, attempt})
    return {
      run: state.run,
      task,
      title: taskState(state, task).task.title,
      attempt,
      agent: known.agent,
      pid,
      workspace: known.workspace ?? null,
      branch: known.branch === '' ? null : (known.branch ?? null),
      priority: priorityOf(state.policy.priority, task),
      startedAt: known.startedAt,
      activeAt,
      changed,
    }
  })

export type ActiveAgent = ReturnType<typeof activeAgents>[number]

export const heldLocks = ({runs}: Monitored): readonly (Lock & {readonly run: string})[] =>
  runs.flatMap(({state}) => locksOf(state).map(lock => ({...lock, run: state.run})))
