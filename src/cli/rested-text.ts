// What is said of a run when it rests: where it stands, where its reports lie, and what to do next.

import {counted} from '../graph/wording.ts'
import {statusText} from '../report/status-text.ts'
import {oneLine} from '../report/words.ts'
import type {Allowance} from '../run/policy.ts'
import {hindrances} from '../run/start.ts'
import type {RunState} from '../run/state.ts'
import type {Output} from '../service/client.ts'
import type {Terminal} from './terminal.ts'

type Rested = Output<'run'>

/** The last line of the stream of events. */
export const runJson = ({state, reports}: Rested): object => ({
  schemaVersion: 1,
  kind: 'run',
  run: state.run,
  result: state.result,
  integrationBranch: state.base?.integrationBranch ?? null,
  counts: {...state.schedule.counts},
  reports,
})

/** Ends with a newline. */
export const restedText = ({state, reports}: Rested, {style}: Terminal): string =>
  `${['', statusText(state, style).trimEnd(), '', ...reportLines(reports), ...nextStep(state)].join('\n').trimEnd()}\n`

/** What to say with it, or before it, so that the run can spend more. */
const largerBudget = (state: RunState): string => {
  for (const hindrance of hindrances(state, state.at)) {
    if (hindrance.type !== 'budget') continue
    const {scope, what} = hindrance.budget
    if (scope === 'run') return BUDGET_FLAGS[what]
    return `after raising budget.${scope} in .conductor/config.yaml${scope === 'day' ? ', or tomorrow' : ''}`
  }
  return ''
}

const BUDGET_FLAGS: Record<keyof Allowance, string> = {
  attempts: '--budget-attempts N',
  tokens: '--budget-tokens N',
  usd: '--budget-usd AMOUNT',
  ms: '--budget-time DURATION',
}

const reportLines = ([log, ...tasks]: readonly string[]): readonly string[] => {
  if (log === undefined) return []
  const more = tasks.length === 0 ? '' : ` and ${counted(tasks.length, 'task report')}`
  return [`reports: ${oneLine(log)}${more}`]
}

const nextStep = (state: RunState): readonly string[] => {
  const {result, base, run} = state
  const again = `agent-spawn run --continue --run ${run}`
  if (result === 'budget') return [`next: ${again} ${largerBudget(state)}`]
  if (result === 'limited') return [`next: ${again}, when the limit is over or another agent shall do it`]
  if (result !== 'done') return [`next: agent-spawn log, then ${again}`]
  return base === undefined ? [] : ['next: agent-spawn land']
}
