// Watches one running command: its time, the growth of its log, and whether it is still wanted.

import {stat} from 'node:fs/promises'
import {MAX_TIMER_MS, monotonic} from './clock.ts'

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
  const {promise: stopped, resolve} = Promise.withResolvers<StopReason>()
  const endings = watched.signals.map(signal => onAbort(signal, () => resolve('cancelled')))
  if (watched.runMs > 0) endings.push(after(watched.runMs, () => resolve('timed-out')))
  if (watched.idleMs > 0) endings.push(afterSilence(watched, () => resolve('stalled')))
  return {
    stopped,
    end: () => {
      for (const end of endings) end()
    },
  }
}

/** Takes back what was asked for. */
type End = () => void

const onAbort = (signal: AbortSignal, act: () => void): End => {
  if (signal.aborted) act()
  signal.addEventListener('abort', act, {once: true})
  return () => signal.removeEventListener('abort', act)
}

/** A timer of its own for each command is cheap; an aborted `delay` is not, as it makes an error. */
const after = (ms: number, act: () => void): End => {
  const due = monotonic() + ms
  let timer: NodeJS.Timeout | undefined
  const arm = (): void => {
    const left = due - monotonic()
    if (left <= 0) act()
    else timer = setTimeout(arm, Math.min(left, MAX_TIMER_MS))
  }
  arm()
  return () => clearTimeout(timer)
}

const afterSilence = ({log, idleMs}: Watched, act: () => void): End => {
  let size = 0
  let since = monotonic()
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const look = async (): Promise<void> => {
    const now = await sizeOf(log)
    if (now !== size) since = monotonic()
    size = now
    if (isOver) return
    if (monotonic() - since >= idleMs) act()
    else timer = setTimeout(look, pollMs(idleMs))
  }
  void look()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

/** Often enough to be a tenth off at most, seldom enough to cost nothing. */
const pollMs = (idleMs: number): number => Math.min(Math.max(idleMs / 10, 5), 1000)

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({size}) => size,
    () => 0,
  )
