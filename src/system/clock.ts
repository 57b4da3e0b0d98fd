// The only clock: wall time for people, monotonic time for durations and limits.

import {setTimeout as sleep} from 'node:timers/promises'

/** Epoch milliseconds. May jump: never subtract two of them. */
export const wallClock = (): number => Date.now()

/** Milliseconds from some fixed point in this process; never goes back. */
export const monotonic = (): number => performance.now()

/** Node fires a timer at once when its delay does not fit 32 bits: 24.8 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** Resolves after `ms`, or as soon as the signal aborts; never rejects. */
export const delay = async (ms: number, signal?: AbortSignal): Promise<void> => {
  const end = monotonic() + ms
  for (let left = ms; left > 0 && !signal?.aborted; left = end - monotonic()) {
    await sleep(Math.min(left, MAX_TIMER_MS), undefined, {...(signal === undefined ? {} : {signal})}).catch(
      () => undefined,
    )
  }
}
