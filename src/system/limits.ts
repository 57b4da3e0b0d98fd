// Watches one running command: its time, its signs of life, its memory, the size of its log, and whether it is still wanted.

import {MAX_TIMER_MS, monotonic} from './clock.ts'
import {capLog} from './log-cap.ts'
import {type Quiet, silence} from './silence.ts'
import type {Leader} from './tree.ts'
import {vitalsOf} from './vitals.ts'

export type StopReason = 'timed-out' | 'stalled' | 'out-of-memory' | 'cancelled'

export interface Watched extends Quiet {
  /** Milliseconds it may take; 0: for ever. */
  readonly runMs: number
  /** Milliseconds without a sign of life; 0: for ever. */
  readonly idleMs: number
  /** Bytes that it and all it starts may use; 0 or absent: no matter. */
  readonly memoryBytes?: number
  /** Bytes of its log, of which the middle is left out beyond that. Default: 64 MiB. */
  readonly logBytes?: number
  /** Other files that it appends to, of no more bytes each. */
  readonly logs?: readonly string[]
  readonly signals: readonly AbortSignal[]
}

export interface Watch {
  /** Settles when the command must be stopped; never, if it ends before. */
  readonly stopped: Promise<StopReason>
  /** Must be called in the end: frees timers and listeners. */
  end(): void
}

/** Of gates' shells and set-up commands. */
const LOG_BYTES = 64 * 1024 * 1024

/** What fills a disk in less is not stopped by looking at it. */
const LOG_POLL_MS = 250

/** What takes all memory in less is stopped by the system. */
const MEMORY_POLL_MS = 500

export const watch = (watched: Watched): Watch => {
  const {promise: stopped, resolve, reject} = Promise.withResolvers<StopReason>()
  const over = new AbortController()
  const {runMs, idleMs, memoryBytes = 0, leader} = watched
  const endings = watched.signals.map(signal => onAbort(signal, () => resolve('cancelled')))
  if (runMs > 0) endings.push(after(runMs, () => resolve('timed-out')))
  endings.push(every(LOG_POLL_MS, () => capLogs(watched), reject))
  if (memoryBytes > 0)
    endings.push(
      every(
        MEMORY_POLL_MS,
        async () => {
          if (await isOver(leader, memoryBytes)) resolve('out-of-memory')
        },
        reject,
      ),
    )
  if (idleMs > 0)
    silence(watched, over.signal).then(isStalled => {
      if (isStalled) resolve('stalled')
    }, reject)
  return {
    stopped,
    end: () => {
      over.abort()
      for (const end of endings) end()
    },
  }
}

export type Logged = Pick<Watched, 'logBytes' | 'logs'> & {readonly log: string}

export const capLogs = async ({log, logs = [], logBytes = LOG_BYTES}: Logged): Promise<void> => {
  for (const path of [log, ...logs]) await capLog(path, logBytes)
}

const isOver = async (leader: Leader, memoryBytes: number): Promise<boolean> =>
  (await vitalsOf(leader)).memoryBytes > memoryBytes

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

/** One after the other, each so long after the one before. */
const every = (ms: number, act: () => Promise<void>, fail: (error: unknown) => void): End => {
  let isEnded = false
  let timer: NodeJS.Timeout | undefined
  const arm = (): void => {
    timer = setTimeout(() => act().then(() => isEnded || arm(), fail), ms)
  }
  arm()
  return () => {
    isEnded = true
    clearTimeout(timer)
  }
}
