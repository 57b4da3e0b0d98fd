// What the program's exit code says to scripts. Knows nothing of who exits.

import type {RunResult} from '../run/event.ts'

export const EXIT_DONE = 0
export const EXIT_FAILED = 1
/** The command line or the plan is wrong; nothing was run. */
export const EXIT_INVALID = 2
/** A conflict, or a dependency that failed. */
export const EXIT_BLOCKED = 3
export const EXIT_NEEDS_REVIEW = 4
/** A budget is spent; the run can go on with a larger one. */
export const EXIT_BUDGET = 5
/** A provider's usage limit; the run can go on later. */
export const EXIT_LIMITED = 6
/** Another dispatcher holds the run. */
export const EXIT_HELD = 7
/** `EX_IOERR` of sysexits: a full disk, a missing permission; the run can go on when that is mended. */
export const EXIT_MACHINE = 74
/** 128 and the number of SIGHUP: the terminal is gone. */
export const EXIT_HUNG_UP = 129
/** 128 and the number of SIGINT, as shells have it; the run can go on later. */
export const EXIT_INTERRUPTED = 130
/** 128 and the number of SIGTERM. */
export const EXIT_TERMINATED = 143

const EXIT_CODES: Record<RunResult, number> = {
  done: EXIT_DONE,
  failed: EXIT_FAILED,
  blocked: EXIT_BLOCKED,
  'needs-review': EXIT_NEEDS_REVIEW,
  interrupted: EXIT_INTERRUPTED,
  budget: EXIT_BUDGET,
  limited: EXIT_LIMITED,
}

export const exitCodeOf = (result: RunResult): number => EXIT_CODES[result]
