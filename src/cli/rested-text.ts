// What is said of a run when it rests: where it stands, where its reports lie, and what to do next.

import {counted} from '../graph/wording.ts'
import {statusText} from '../report/status-text.ts'
import {oneLine} from '../report/words.ts'
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

const reportLines = ([log, ...tasks]: readonly string[]): readonly string[] => {
  if (log === undefined) return []
  const more = tasks.length === 0 ? '' : ` and ${counted(tasks.length, 'task report')}`
  return [`reports: ${oneLine(log)}${more}`]
}

const nextStep = ({result, base, run}: RunState): readonly string[] => {
  if (result !== 'done') return [`next: agent-spawn log, then agent-spawn run --continue --run ${run}`]
  return base === undefined ? [] : ['next: agent-spawn land']
}
