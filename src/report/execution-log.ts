// The execution log of a run, `EXECUTION_LOG_<date>.md`: regenerated from the journal at any time, byte for byte the same.

import {counted, listed} from '../graph/wording.ts'
import {isSimulated} from '../run/policy.ts'
import type {RunState, TaskState} from '../run/state.ts'
import {groupTable} from './group-table.ts'
import {code, document, inline, table} from './markdown.ts'
import {promotionSection} from './promotion.ts'
import {runWord} from './status-word.ts'
import {criteriaSection} from './success-criteria.ts'
import {taskEntry} from './task-entry.ts'
import {workMs} from './task-facts.ts'
import {formatDate, formatDuration, formatInstant} from './time.ts'
import {shortCommit} from './words.ts'

/** Beyond so many tasks, the gates of those that passed are left to their own reports: the log stays readable. */
const FULL_EVIDENCE_TASKS = 100

/** Named by the day the run began, in UTC, so that a resumed run keeps its file. */
export const executionLogName = (state: RunState): string => `EXECUTION_LOG_${formatDate(state.startedAt)}.md`

/** Markdown; ends with a newline. */
export const executionLog = (state: RunState): string => {
  const {title} = state.graph
  const scope = state.tasks.size > FULL_EVIDENCE_TASKS ? 'failed' : 'all'
  return document([
    title === '' ? '# Execution log' : `# Execution log: ${inline(title)}`,
    banner(state),
    header(state),
    '## Summary',
    summary(state),
    '## Groups',
    groupTable(state),
    ...promotionSection(state),
    ...criteriaSection(state.graph),
    '## Tasks',
    ...Array.from(state.tasks.values()).flatMap(task => taskEntry(state, task, scope)),
  ])
}

const banner = ({policy}: RunState): string =>
  isSimulated(policy) ? '> **Simulation.** No agent ran, nothing was written and nothing was verified.' : ''

const header = (state: RunState): string => {
  const {policy, graph} = state
  const facts = [
    ['Date Started', formatInstant(state.startedAt)],
    ['Status', runWord(state)],
    ['Total Tasks', String(graph.tasks.length)],
    ['Groups', groupNames(state)],
    ['Run', code(state.run)],
    ...repositoryFacts(state),
    ['Agent', inline(policy.agents.default.name)],
    ['Slots', String(policy.slots)],
    ['Attempts', `at most ${counted(policy.attempts, 'attempt')} per task`],
    ['Last Event', formatInstant(state.at)],
    ['Wall Time', formatDuration(state.at - state.startedAt)],
    ...(state.stopping === undefined ? [] : [['Stopped', inline(state.stopping.reason)]]),
  ]
  return facts.map(([name, value]) => `- **${name}:** ${value}`).join('\n')
}

const groupNames = ({graph}: RunState): string =>
  graph.groups.length === 0
    ? '0'
    : `${graph.groups.length} (${listed(graph.groups.map(({id}) => inline(id)))})`

const repositoryFacts = ({base, tip}: RunState): readonly (readonly [string, string])[] =>
  base === undefined
    ? []
    : [
        ['Base', `${code(base.branch)} at ${code(shortCommit(base.commit))}`],
        ['Integration Branch', `${code(base.integrationBranch)} at ${code(shortCommit(tip ?? base.commit))}`],
      ]

const summary = (state: RunState): string => {
  const {counts} = state.schedule
  const rows: readonly (readonly [string, string])[] = [
    ['Done', String(counts.done)],
    ['Running', String(counts.running + counts.validated + counts.merging)],
    ['Failed', String(counts.failed)],
    ['Cancelled', String(counts.cancelled)],
    ['Needs review', String(counts['needs-review'])],
    ['Waiting', String(counts.waiting)],
    ['Skipped', String(counts.skipped)],
    ['Attempts', String(sumOver(state, task => task.attempts.length))],
    ['Speed-up', speedUp(state)],
  ]
  return table(['Figure', 'Value'], rows)
}

/** How much longer the same attempts would have taken one after the other. */
const speedUp = (state: RunState): string => {
  const work = sumOver(state, task => workMs(task) ?? 0)
  const wall = state.at - state.startedAt
  if (wall <= 0) return '—'
  return `${(work / wall).toFixed(1)} (${formatDuration(work)} of attempts in ${formatDuration(wall)})`
}

const sumOver = ({tasks}: RunState, amount: (task: TaskState) => number): number =>
  Array.from(tasks.values(), amount).reduce((sum, one) => sum + one, 0)
