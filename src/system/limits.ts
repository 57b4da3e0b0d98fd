// Watches one running command: its time, the growth of its log, and whether it is still wanted.

import {stat} from 'node:fs/promises'
import {delay, monotonic} from './clock.ts'

export type StopReason = 'timed-out' | 'stalled' | 'cancelled'

export interface Watched {
  /** Milliseconds it may take; 0: for ever. */
  readonly runMs: number
  /** Milliseconds without a new byte in its log; 0: for ever. */
  readonly idleMs: number
  /** Absolute. */
  readonly log: string
  readonly signals: readonly AbortSignal[]
}

export interface Watch {
  /** Settles when the command must be stopped; never, if it ends before. */
  readonly stopped: Promise<StopReason>
  /** Must be called in the end: frees timers and listeners. */
  end(): void
}

export const watch = (watched: Watched): Watch => {
  const over = new AbortController()
  const stopped = new Promise<StopReason>(resolve => {
    for (const signal of watched.signals) {
      if (signal.aborted) resolve('cancelled')
      else signal.addEventListener('abort', () => resolve('cancelled'), {once: true, signal: over.signal})
    }
    if (watched.runMs > 0)
      void delay(watched.runMs, over.signal).then(unlessOver(over, () => resolve('timed-out')))
    if (watched.idleMs > 0)
      void silence(watched, over.signal).then(unlessOver(over, () => resolve('stalled')))
  })
  return {stopped, end: () => over.abort()}
}

const unlessOver = (over: AbortController, act: () => void) => (): void => {
  if (!over.signal.aborted) act()
}

/** Often enough to be a tenth off at most, seldom enough to cost nothing. */
const pollMs = (idleMs: number): number => Math.min(Math.max(idleMs / 10, 5), 1000)

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({size}) => size,
    () => 0,
  )

const silence = async ({log, idleMs}: Watched, over: AbortSignal): Promise<void> => {
  let size = await sizeOf(log)
  let since = monotonic()
  while (!over.aborted && monotonic() - since < idleMs) {
    await delay(pollMs(idleMs), over)
    const now = await sizeOf(log)
    if (now !== size) since = monotonic()
    size = now
  }
}
