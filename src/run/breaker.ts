// A circuit breaker: holds back an agent that fails whatever it is given, or a provider whose usage limit is reached, and
// lets one attempt probe from time to time. Knows neither what it guards nor what becomes of the tasks meanwhile.

import type {TaskId} from '../graph/task.ts'
import type {AttemptRef} from './event.ts'

/** None at all, for what has given no cause. All moments in epoch milliseconds. */
export interface Breaker {
  /** Tasks whose attempts failed one after the other; the same task may stand there more than once. */
  readonly streak: readonly TaskId[]
  /** Absent: attempts pass. */
  readonly open?: Opening
}

export interface Opening {
  readonly since: number
  /** Of its newest cause: an attempt that began before says nothing new. */
  readonly armedAt: number
  /** From then on one attempt may probe. */
  readonly until: number
  /** Probes that failed. */
  readonly probes: number
  readonly probe?: AttemptRef & {readonly startedAt: number}
}

/** An attempt that was begun a minute ago and still runs has met no limit: those say so within seconds. */
const PROBE_MS = 60_000

/** Hammering on a closed door opens none; half an hour late is late enough. */
const FIRST_PAUSE_MS = 60_000
const LONGEST_PAUSE_MS = 1_800_000

/** Doubles with each probe that failed. */
export const pauseMs = (probes: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(probes, 10))

/** When the next attempt may pass, as far as is known now; in the past if it may already. */
export const passesAt = (breaker: Breaker | undefined): number => {
  const open = breaker?.open
  if (open === undefined) return Number.NEGATIVE_INFINITY
  return open.probe === undefined ? open.until : open.probe.startedAt + PROBE_MS
}

/** What an attempt that starts now makes of it: behind an open breaker, the first one is the probe. */
export const probing = (breaker: Breaker, attempt: AttemptRef, at: number): Breaker =>
  breaker.open === undefined || breaker.open.probe !== undefined
    ? breaker
    : {...breaker, open: {...breaker.open, probe: {...attempt, startedAt: at}}}

export interface Verdict {
  readonly attempt: AttemptRef
  readonly startedAt: number
  readonly at: number
  /** `unclear`: it ended for reasons that have nothing to do with what is guarded. */
  readonly is: 'good' | 'bad' | 'unclear'
  /** Whether so many failures in a row are enough to open. */
  readonly isEnough: (streak: readonly TaskId[]) => boolean
  /** When to probe after so many probes that failed. */
  readonly until: (probes: number) => number
}

/** What the end of an attempt makes of it; undefined: nothing to remember. */
export const judged = (breaker: Breaker | undefined, verdict: Verdict): Breaker | undefined => {
  const open = breaker?.open
  if (verdict.is === 'unclear') return withoutProbe(breaker, verdict.attempt)
  if (open !== undefined) return judgedOpen(open, verdict)
  if (verdict.is === 'good') return undefined
  const streak = [...(breaker?.streak ?? []), verdict.attempt.task]
  if (!verdict.isEnough(streak)) return {streak}
  const {at} = verdict
  return {streak: [], open: {since: at, armedAt: at, until: verdict.until(0), probes: 0}}
}

const judgedOpen = (open: Opening, verdict: Verdict): Breaker | undefined => {
  const isNews = isProbe(open, verdict.attempt) || verdict.startedAt > open.armedAt
  if (verdict.is === 'good') return isNews ? undefined : {streak: [], open}
  // One of those that were under way when it opened: it may know better for how long.
  if (!isNews) return {streak: [], open: {...open, until: Math.max(open.until, verdict.until(open.probes))}}
  const {since, probes} = open
  const until = verdict.until(probes + 1)
  return {streak: [], open: {since, armedAt: verdict.at, until, probes: probes + 1}}
}

const isProbe = ({probe}: Opening, {task, attempt}: AttemptRef): boolean =>
  probe?.task === task && probe.attempt === attempt

const withoutProbe = (breaker: Breaker | undefined, attempt: AttemptRef): Breaker | undefined => {
  if (breaker?.open === undefined || !isProbe(breaker.open, attempt)) return breaker
  const {probe, ...open} = breaker.open
  return {...breaker, open}
}

/** A person goes on with the run: one attempt may probe at once. */
export const reprieved = (breaker: Breaker, at: number): Breaker =>
  breaker.open === undefined ? breaker : {streak: [], open: {since: at, armedAt: at, until: at, probes: 0}}
