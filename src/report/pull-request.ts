// What a reviewer on a code host is told of a run: its tasks, what speaks for each, and where the rest can be read. Markdown.

import {counted} from '../graph/wording.ts'
import type {RunState, TaskState} from '../run/state.ts'
import {lastAttempt} from '../run/state.ts'
import {executionLogName} from './execution-log.ts'
import {code, document, inline, table} from './markdown.ts'
import {promotionSection} from './promotion.ts'
import {statusWord} from './status-word.ts'
import {needsOf} from './task-facts.ts'
import {oneLine, shortCommit} from './words.ts'

export const pullRequestName = ({run}: RunState): string => `PULL_REQUEST_${run}.md`

/** One line. */
export const pullRequestTitle = (state: RunState): string => {
  const done = [...state.tasks.values()].filter(({phase}) => phase === 'done')
  const [only] = done
  if (done.length === 1 && only !== undefined) return oneLine(`${only.task.id}: ${only.task.title}`)
  const title = oneLine(state.graph.title)
  return title === '' ? `${counted(done.length, 'task')} of run ${state.run}` : title
}

/** Ends with a newline. */
export const pullRequestBody = (state: RunState): string => {
  const tasks = [...state.tasks.values()].filter(({phase}) => phase !== 'skipped')
  const done = tasks.filter(({phase}) => phase === 'done')
  const open = tasks.filter(({phase}) => phase !== 'done')
  return document([
    `${done.length} of ${counted(tasks.length, 'task')} done by run ${code(state.run)}${origin(state)}.`,
    '## Tasks',
    done.length === 0 ? 'None.' : table(['Task', 'Title', 'Agent', 'Commit', 'Evidence'], done.map(doneRow)),
    ...(open.length === 0
      ? []
      : ['## Not done', table(['Task', 'Title', 'Status', 'Needs'], open.map(openRow))]),
    ...promotionSection(state),
    '## Log',
    `What each gate printed is in ${code(executionLogName(state))}; \`agent-spawn log\` prints it as well.`,
  ])
}

const origin = ({base}: RunState): string =>
  base === undefined ? '' : `, from ${code(base.branch)} at ${code(shortCommit(base.commit))}`

const doneRow = (task: TaskState): readonly string[] => {
  const attempt = lastAttempt(task)
  return [
    task.task.id,
    inline(task.task.title),
    inline(attempt?.agent ?? ''),
    task.merged === undefined ? '—' : code(shortCommit(task.merged)),
    evidence(task),
  ]
}

const evidence = (task: TaskState): string => {
  const gates = (lastAttempt(task)?.gates ?? []).map(
    ({record}) =>
      `${code(record.gate)} ${record.verdict}${record.tries === undefined ? '' : ` on try ${record.tries}`}`,
  )
  const person = task.review === undefined ? [] : [`${task.review.decision} by ${inline(task.review.by)}`]
  const said = [...new Set([...gates, ...person])]
  return said.length === 0 ? 'its outputs exist' : said.join(', ')
}

const openRow = (task: TaskState): readonly string[] => [
  task.task.id,
  inline(task.task.title),
  statusWord(task),
  needsOf(task).map(inline).join('; ') || '—',
]
