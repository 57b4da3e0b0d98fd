// The words of the execution log for where a task stands: a fixed projection of phases, wider than they are in one place.
// Knows nothing of how a report is laid out.

import type {RunResult} from '../run/event.ts'
import type {Phase} from '../run/phase.ts'
import {lastAttempt, type RunState, type TaskState} from '../run/state.ts'

export const STATUS_WORDS = [
  'pending',
  'spawned',
  'in_progress',
  'completed',
  'needs_review',
  'failed',
  'cancelled',
  'skipped',
] as const
/** pending → spawned → in_progress → completed | failed; `spawned` while the attempt has no workspace yet. */
export type StatusWord = (typeof STATUS_WORDS)[number]

const OF_PHASE: Record<Phase, StatusWord> = {
  waiting: 'pending',
  running: 'in_progress',
  validated: 'in_progress',
  merging: 'in_progress',
  done: 'completed',
  'needs-review': 'needs_review',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'skipped',
}

/** Back again: the phases that a word may stand for. */
export const PHASES_OF: {readonly [word in StatusWord]: readonly Phase[]} = {
  pending: ['waiting'],
  spawned: ['running'],
  in_progress: ['running', 'validated', 'merging'],
  completed: ['done'],
  needs_review: ['needs-review'],
  failed: ['failed'],
  cancelled: ['cancelled'],
  skipped: ['skipped'],
}

export const statusWord = (task: TaskState): StatusWord =>
  isSpawned(task) ? 'spawned' : OF_PHASE[task.phase]

const isSpawned = (task: TaskState): boolean =>
  task.phase === 'running' && lastAttempt(task)?.workspace === undefined

export type RunWord =
  | 'in_progress'
  | 'paused'
  | 'completed'
  | 'failed'
  | 'blocked'
  | 'needs_review'
  | 'interrupted'
  | 'over_budget'
  | 'limited'

const OF_RESULT: Record<RunResult, RunWord> = {
  done: 'completed',
  failed: 'failed',
  blocked: 'blocked',
  'needs-review': 'needs_review',
  interrupted: 'interrupted',
  budget: 'over_budget',
  limited: 'limited',
}

export const runWord = ({result, paused}: RunState): RunWord => {
  if (result !== undefined) return OF_RESULT[result]
  return paused === undefined ? 'in_progress' : 'paused'
}

/** Of several tasks together: what moves says most, then what went wrong, then what is still to come. */
const PRECEDENCE: readonly StatusWord[] = [
  'in_progress',
  'spawned',
  'failed',
  'needs_review',
  'cancelled',
  'pending',
  'completed',
  'skipped',
]

export const commonWord = (tasks: readonly TaskState[]): StatusWord => {
  const words = new Set(tasks.map(statusWord))
  return PRECEDENCE.find(word => words.has(word)) ?? 'skipped'
}
