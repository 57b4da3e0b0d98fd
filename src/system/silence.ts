// Whether a command still does something: it prints, it uses the CPU, or files change where it works.

import type {Dirent} from 'node:fs'
import {readdir, stat} from 'node:fs/promises'
import {join} from 'node:path'
import {delay, monotonic, wallClock} from './clock.ts'
import type {Leader} from './tree.ts'
import {cpuMsOf} from './vitals.ts'

export interface Quiet {
  /** Milliseconds without a sign of life after which it counts as stalled. */
  readonly idleMs: number
  /** Absolute. */
  readonly log: string
  readonly cwd: string
  readonly leader: Leader
  /** Told once per silence, at half of the limit. */
  readonly onSilent?: (silenceMs: number) => void
}

/** Of one core. Who waits for an answer of the network needs less, and whoever works needs more. */
const BUSY_SHARE = 0.05

/** Often enough to be a tenth off at most, seldom enough to cost nothing. */
const pollMs = (idleMs: number): number => Math.min(Math.max(idleMs / 10, 5), 1000)

/** Resolves when nothing has happened for so long; true, unless the signal came first. */
export const silence = async (quiet: Quiet, signal: AbortSignal): Promise<boolean> => {
  const {idleMs} = quiet
  let last = await lookAt(quiet)
  let heardAt = monotonic()
  let isTold = false
  while (!signal.aborted) {
    await delay(pollMs(idleMs), signal)
    const now = await lookAt(quiet)
    const isHeard = isBusy(last, now)
    const silenceMs = monotonic() - heardAt
    const isDoubtful = silenceMs >= (isTold ? idleMs : idleMs / 2)
    last = now
    if (isHeard || (isDoubtful && (await hasChanged(quiet.cwd, wallClock() - silenceMs)))) {
      heardAt = monotonic()
      isTold = false
    } else if (silenceMs >= idleMs) return !signal.aborted
    else if (isDoubtful && !isTold) {
      isTold = true
      quiet.onSilent?.(silenceMs)
    }
  }
  return false
}

interface Look {
  readonly at: number
  readonly size: number
  readonly cpuMs: number
}

const lookAt = async ({log, leader}: Quiet): Promise<Look> => {
  const [size, cpuMs] = await Promise.all([sizeOf(log), cpuMsOf(leader)])
  return {at: monotonic(), size, cpuMs}
}

const isBusy = (before: Look, now: Look): boolean =>
  now.size !== before.size || now.cpuMs - before.cpuMs > (now.at - before.at) * BUSY_SHARE

/** 0 if there is no such file. */
export const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({size}) => size,
    () => 0,
  )

/** What lies there at the top is our own, or is written by whoever looks at the tree. */
const NOT_WORK: ReadonlySet<string> = new Set(['.git', '.conductor'])

/** Whether a file below has changed since; epoch milliseconds. Looked at seldom, for it may take seconds. */
export const hasChanged = async (directory: string, since: number): Promise<boolean> => {
  const directories = [directory]
  for (const path of directories) {
    const entries: readonly Dirent[] = await readdir(path, {withFileTypes: true}).catch(() => [])
    for (const entry of entries) {
      if (path === directory && NOT_WORK.has(entry.name)) continue
      const inner = join(path, entry.name)
      if (entry.isDirectory()) directories.push(inner)
      if (await isYounger(inner, since)) return true
    }
  }
  return false
}

const isYounger = (path: string, since: number): Promise<boolean> =>
  stat(path).then(
    ({ctimeMs}) => ctimeMs > since,
    () => false,
  )
