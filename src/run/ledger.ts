// The account of a run: what its attempts have used. Knows no budget.

import type {Usage} from './event.ts'

export interface Spent {
  /** Those that cost a try. */
  readonly attempts: number
  readonly tokens: number
  readonly usd: number
}

/** Of attempts that ended. */
export interface Ledger {
  readonly run: Spent
  /** Days since the epoch, in UTC. */
  readonly day: Spent & {readonly date: number}
  /** The largest that one attempt has used so far; absent before the first has ended. */
  readonly largest?: {readonly tokens: number; readonly usd: number}
  /** Milliseconds at work, until the run last rested. */
  readonly ms: number
  /** Since when it is at work again; absent while it rests. */
  readonly since?: number
}

export const NOTHING: Spent = {attempts: 0, tokens: 0, usd: 0}
const DAY_MS = 86_400_000

export const dateOf = (at: number): number => Math.floor(at / DAY_MS)

export const openLedger = (at: number): Ledger => ({
  run: NOTHING,
  day: {...NOTHING, date: dateOf(at)},
  ms: 0,
  since: at,
})

/** The run rests from now on; `at` of its last event. */
export const closed = ({since, ...ledger}: Ledger, at: number): Ledger => ({
  ...ledger,
  ms: ledger.ms + (since === undefined ? 0 : at - since),
})

/** The run is at work from now on; `before`: of the last event until now, where it died without resting. */
export const reopened = (ledger: Ledger, {before, at}: {before: number; at: number}): Ledger => ({
  ...closed(ledger, before),
  since: at,
})

export const tokensOf = ({inputTokens = 0, outputTokens = 0}: Usage): number => inputTokens + outputTokens

/** One more attempt; `used` is what it counts for. */
export const booked = (ledger: Ledger, at: number, used: Spent): Ledger => {
  const date = dateOf(at)
  const today = ledger.day.date === date ? ledger.day : NOTHING
  const {tokens = 0, usd = 0} = ledger.largest ?? {}
  return {
    ...ledger,
    run: sum(ledger.run, used),
    day: {...sum(today, used), date},
    largest: {tokens: Math.max(tokens, used.tokens), usd: Math.max(usd, used.usd)},
  }
}

export const sum = (a: Spent, b: Spent): Spent => ({
  attempts: a.attempts + b.attempts,
  tokens: a.tokens + b.tokens,
  usd: a.usd + b.usd,
})
