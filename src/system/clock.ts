// The only clock: wall time for people, monotonic time for durations and limits.

import {uptime} from 'node:os'
import {setTimeout as sleep} from 'node:timers/promises'

/** Epoch milliseconds. May jump: never subtract two of them. */
export const wallClock = (): number => Date.now()

/** Milliseconds from some fixed point in this process; never goes back. */
export const monotonic = (): number => performance.now()

/** Milliseconds since the machine was started, sleep included: what processes that do not know each other have in common. */
export const sinceBoot = (): number => Math.round(uptime() * 1000)

/** Calls back once, at the earliest after so many milliseconds. The answer calls that off. */
export type Timer = (act: () => void, ms: number) => () => void

export const timer: Timer = (act, ms) => {
  const alarm = setTimeout(act, ms)
  return () => clearTimeout(alarm)
}

/** The time in which a dispatcher lives; a simulation has its own. */
export interface Time {
  readonly wall: () => number
  readonly steady: () => number
  readonly timer: Timer
}

export const REAL_TIME: Time = {wall: wallClock, steady: monotonic, timer}

/**
 * The clock of a dispatcher: epoch milliseconds that follow the wall clock forwards, over a sleeping machine too, and never go
 * back. `from`: what an earlier dispatcher of the run has seen, so that a journal's times do not go back either.
 */
export const steadyClock = (from = 0, wall = wallClock, steadily = monotonic): (() => number) => {
  let gap = wall() - steadily()
  let offset = Math.max(from, wall()) - steadily()
  return () => {
    const steady = steadily()
    const drift = wall() - steady - gap
    if (Math.abs(drift) > JUMP_MS) {
      gap += drift
      offset += Math.max(0, drift)
    }
    return Math.floor(offset + steady)
  }
}

/** Less is the wall clock's grain: following it step by step, always forwards, would add up. */
const JUMP_MS = 1000

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
