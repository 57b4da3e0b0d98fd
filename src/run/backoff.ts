// How long a task waits after an attempt that failed. What gates found can be acted upon at once; what an agent or its
// machine suffered may pass.

import {luckOf} from '../util/luck.ts'
import type {Outcome} from './outcome.ts'
import type {Backoff} from './policy.ts'

const IS_BACKED_OFF: Record<Outcome['type'], boolean> = {
  passed: false,
  'gate-failed': false,
  'agent-failed': true,
  'missing-outputs': false,
  trespassed: false,
  'timed-out': true,
  stalled: true,
  conflicted: false,
  unresolved: false,
  // Its provider is held back, with every task that needs it.
  limited: false,
  // Tried again only by another agent.
  refused: false,
  cancelled: false,
  'rolled-back': false,
  lost: false,
}

/** So that tasks that failed together do not come back together. */
const JITTER = 0.1

export interface Failure {
  readonly outcome: Outcome
  /** Tries that the task has spent, this one included. */
  readonly spent: number
  /** Decides the jitter; the same for the same attempt. */
  readonly seed: string
}

/** Whole milliseconds; 0: at once. */
export const backoffMs = ({baseMs, capMs}: Backoff, {outcome, spent, seed}: Failure): number => {
  if (!IS_BACKED_OFF[outcome.type]) return 0
  const pause = Math.min(capMs, baseMs * 2 ** Math.max(0, spent - 1))
  return Math.round(pause * (1 + JITTER * (2 * luckOf(seed) - 1)))
}
