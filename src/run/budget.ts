// What is left of a run's budgets. An expected share is set aside for each attempt under way, so that those that run at once
// overshoot a budget by one attempt at most.

import {dateOf, type Ledger, NOTHING, type Spent, sum, tokensOf} from './ledger.ts'
import {isSpent} from './outcome.ts'
import type {Allowance, Budget} from './policy.ts'
import type {AttemptState, RunState, TaskState} from './state.ts'

/** A budget with nothing left, and how much there was. */
export interface SpentBudget {
  readonly scope: keyof Budget
  readonly what: keyof Allowance
  readonly limit: number
}

/** What keeps every task from starting now, the shares of running attempts included. */
export const spentBudget = (state: RunState, at: number): SpentBudget | undefined => {
  const {policy, ledger, schedule} = state
  const running = schedule.running.size
  const ms = ledger.ms + (ledger.since === undefined ? 0 : at - ledger.since)
  const today = ledger.day.date === dateOf(at) ? ledger.day : NOTHING
  return (
    firstSpent('run', policy.budget.run, {...withShares(ledger.run, ledger, running), ms}) ??
    firstSpent('day', policy.budget.day, withShares(today, ledger, running))
  )
}

/** Until one attempt has told what it uses, a second might use up the same rest. */
const withShares = (spent: Spent, {largest}: Ledger, running: number): Spent => {
  if (running === 0) return spent
  const unknown = {tokens: Number.POSITIVE_INFINITY, usd: Number.POSITIVE_INFINITY}
  const {tokens, usd} = largest ?? unknown
  return {
    attempts: spent.attempts + running,
    tokens: spent.tokens + running * tokens,
    usd: spent.usd + running * usd,
  }
}

const MEASURES = ['attempts', 'tokens', 'usd', 'ms'] as const satisfies readonly (keyof Allowance)[]

const firstSpent = (scope: keyof Budget, allowance: Allowance, spent: Allowance): SpentBudget | undefined => {
  for (const what of MEASURES) {
    const limit = allowance[what]
    if (limit !== undefined && (spent[what] ?? 0) >= limit) return {scope, what, limit}
  }
  return undefined
}

/** What keeps this task alone from being tried again. */
export const spentByTask = ({policy}: RunState, {attempts}: TaskState): SpentBudget | undefined =>
  attempts.length === 0 ? undefined : firstSpent('task', policy.budget.task, usedBy(attempts))

/** Of all that ended. */
export const usedBy = (attempts: readonly AttemptState[]): Spent & {readonly ms: number} => {
  const used = attempts.map(usedIn).reduce(sum, NOTHING)
  return {...used, ms: attempts.reduce((ms, {durationMs = 0}) => ms + durationMs, 0)}
}

/** An attempt that costs no try may have used tokens all the same. */
export const usedIn = ({outcome, exit, by}: AttemptState): Spent => ({
  attempts: outcome !== undefined && isSpent(outcome) && by === undefined ? 1 : 0,
  tokens: tokensOf(exit?.usage ?? {}),
  usd: exit?.usage?.usd ?? 0,
})
