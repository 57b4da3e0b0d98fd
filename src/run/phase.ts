// Where a task stands in a run, and how it gets there.

/**
 * waiting ─► running ─► validated ─► merging ─► done
 *    ▲          │           │           │
 *    ╰─ retry ──┴───────────┴───────────┤
 *                                       ├─► needs-review ─► (approved) validated / (rejected) failed
 *                                       ╰─► failed · cancelled
 *
 * `skipped` is outside of the run's selection. *Ready* and *blocked* are derived, see `explain`.
 */
export type Phase =
  | 'waiting'
  | 'running'
  | 'validated'
  | 'merging'
  | 'done'
  | 'needs-review'
  | 'failed'
  | 'cancelled'
  | 'skipped'

/** Settled: nothing more happens to it in this run by itself. */
export const isSettled = (phase: Phase): boolean =>
  phase === 'done' ||
  phase === 'failed' ||
  phase === 'cancelled' ||
  phase === 'skipped' ||
  phase === 'needs-review'
