// Why a task is not running: the same conditions as the scheduler's, told to people.

import type {TaskId} from '../graph/task.ts'
import type {Phase} from './phase.ts'
import {claimHolder, isReady, laneFor} from './schedule.ts'
import {currentStage, isStageOpen} from './stages.ts'
import {type Hindrance, hindranceOf} from './start.ts'
import {lastAttempt, type RunState, type TaskState, taskState} from './state.ts'

/** One thing that keeps a waiting task from starting. */
export type Reason =
  | {readonly type: 'dependency'; readonly task: TaskId; readonly phase: Phase | 'rolled-back'}
  | {readonly type: 'claim'; readonly task: TaskId}
  /** The first few of the tasks that must be done before, and how many there are. */
  | {readonly type: 'group-gate'; readonly tasks: readonly TaskId[]; readonly count: number}
  | {readonly type: 'group-cap'; readonly group: string; readonly cap: number}
  | {readonly type: 'slots'; readonly slots: number}
  | {readonly type: 'stopping'; readonly reason: string}
  | {readonly type: 'paused'; readonly by: string; readonly reason: string}
  /** While merged work is taken back, nothing begins. */
  | {readonly type: 'rollback'; readonly task: TaskId}
  /** After a failure. */
  | {readonly type: 'backoff'; readonly until: number}
  | Hindrance

/** All that keeps a waiting task from starting now; empty for a task that is ready, or not waiting at all. */
export const explain = (state: RunState, id: TaskId): readonly Reason[] => {
  const {task, phase} = taskState(state, id)
  if (phase !== 'waiting') return []
  const {schedule, policy, stopping, paused, rollbacks} = state
  const holder = claimHolder(schedule, task)
  const {pool} = laneFor(schedule, id)
  return [
    ...blockers(state, id),
    ...(isStageOpen(schedule.stages, id) ? [] : [groupGate(state)]),
    ...(holder === undefined ? [] : [{type: 'claim', task: holder} as const]),
    ...(pool.running.size < pool.cap
      ? []
      : [{type: 'group-cap', group: task.group ?? '', cap: pool.cap} as const]),
    ...(schedule.running.size < policy.slots ? [] : [{type: 'slots', slots: policy.slots} as const]),
    ...(stopping === undefined ? [] : [{type: 'stopping', reason: stopping.reason} as const]),
    ...(paused === undefined ? [] : [{type: 'paused', ...paused} as const]),
    ...rollbacks.slice(0, 1).map(rollback => ({type: 'rollback', task: rollback.task}) as const),
    ...(isReady(schedule, id) ? heldBack(state, id) : []),
  ]
}

/** What time, money or a person may change. */
export const heldBack = (state: RunState, id: TaskId): readonly Reason[] => {
  const until = state.schedule.delayed.get(id)
  const hindrance = hindranceOf(state, id, state.at)
  return [
    ...(until === undefined || until <= state.at ? [] : [{type: 'backoff', until} as const]),
    ...(hindrance === undefined ? [] : [hindrance]),
  ]
}

/** The dependencies that are not done, in plan order. */
export const blockers = (state: RunState, id: TaskId): readonly Extract<Reason, {type: 'dependency'}>[] =>
  taskState(state, id).task.dependencies.flatMap(dependency => {
    const found = taskState(state, dependency)
    const phase = isRolledBack(found) ? 'rolled-back' : found.phase
    return phase === 'done' ? [] : [{type: 'dependency', task: dependency, phase} as const]
  })

const isRolledBack = (task: TaskState): boolean =>
  task.phase === 'failed' && lastAttempt(task)?.outcome?.type === 'rolled-back'

/** More would make explaining every task of a large stage quadratic, and nobody reads them. */
const NAMED_TASKS = 5

const groupGate = ({schedule}: RunState): Reason => {
  const open = schedule.stages.open[currentStage(schedule.stages)] ?? new Set()
  return {type: 'group-gate', tasks: [...open.values().take(NAMED_TASKS)], count: open.size}
}
