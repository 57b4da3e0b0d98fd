// Where a run stands, for people: groups folded to a line each, then what runs, failed, waits for a person or is blocked.
// At most 40 lines, however many tasks there are.

import {counted} from '../graph/wording.ts'
import {explain} from '../run/explain.ts'
import {isSimulated} from '../run/policy.ts'
import {isPersonsToResolve} from '../run/repair.ts'
import {lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {groupRows, progress, type Row} from './group-table.ts'
import {promotionLine} from './promotion.ts'
import {commonWord, runWord, statusWord} from './status-word.ts'
import type {Style} from './style.ts'
import {isBlocked, isExhausted, leftOf, needsOf} from './task-facts.ts'
import {formatTime} from './time.ts'
import {describeOutcome, describeReason, oneLine, shortCommit} from './words.ts'

const GROUP_LINES = 10
const TASK_LINES = 18
/** Each kind of task gets so many lines before any gets more. */
const FAIR_LINES = 4
const TITLE_CHARS = 40
const DETAIL_CHARS = 100

/** Ends with a newline. */
export const statusText = (state: RunState, style: Style): string =>
  [headLines(state, style), groupLines(state, style), taskLines(state, style)]
    .filter(lines => lines.length > 0)
    .map(lines => `${lines.join('\n')}\n`)
    .join('\n')

const headLines = (state: RunState, style: Style): readonly string[] => {
  const {base, tip, stopping, paused, policy, rollbacks} = state
  const promotion = promotionLine(state)
  return [
    `${style.bold(`run ${oneLine(state.run)}`)}  ${runWord(state)}, ${progress([...state.tasks.values()])}`,
    ...(isSimulated(policy) ? [style.yellow('simulation: no agent runs, nothing is verified')] : []),
    ...(base === undefined
      ? []
      : [
          `${oneLine(base.integrationBranch)} at ${shortCommit(tip ?? base.commit)}, from ${oneLine(base.branch)}`,
        ]),
    ...(promotion === '' ? [] : [promotion]),
    ...(stopping === undefined ? [] : [style.yellow(`stopping: ${cut(stopping.reason, DETAIL_CHARS)}`)]),
    ...rollbacks.map(({task, by}) =>
      style.yellow(`rolling back ${task}, asked for by ${cut(by, DETAIL_CHARS)}`),
    ),
    ...(paused === undefined
      ? []
      : [style.yellow(`paused by ${cut(`${paused.by}: ${paused.reason}`, DETAIL_CHARS)}`)]),
  ]
}

const groupLines = (state: RunState, style: Style): readonly string[] => {
  if (state.graph.groups.length === 0) return []
  const found = groupRows(state)
  const rows = found.length > GROUP_LINES ? found.toSorted((a, b) => interest(a) - interest(b)) : found
  const width = Math.max(...rows.map(({name}) => cut(name, TITLE_CHARS).length))
  return [
    ...rows.slice(0, GROUP_LINES).map(row => groupLine(row, width, style)),
    ...remainder(rows.length - GROUP_LINES, 'groups'),
  ]
}

/** Where something happens comes first, what is over last. */
const interest = ({tasks}: Row): number => {
  const word = commonWord(tasks)
  if (word === 'pending') return 1
  return word === 'completed' || word === 'skipped' ? 2 : 0
}

const groupLine = ({name, tasks}: Row, width: number, style: Style): string => {
  const counts = Map.groupBy(tasks, statusWord)
  const others = [...counts].filter(([word]) => word !== 'completed' && word !== 'pending')
  const text = [progress(tasks), ...others.map(([word, found]) => `${found.length} ${word}`)].join(', ')
  const isDone = tasks.every(({phase}) => phase === 'done')
  return `${cut(name, TITLE_CHARS).padEnd(width)}  ${isDone ? style.green(text) : text}`
}

const taskLines = (state: RunState, style: Style): readonly string[] => {
  const sections = sectionsOf(state, style)
  const counts = sections.map(({tasks}) => tasks.length)
  const shares = share(counts, TASK_LINES)
  return sections.flatMap(({name, tasks, line}, index) => {
    const limit = shares[index] ?? 0
    return [...tasks.slice(0, limit).map(line), ...remainder(tasks.length - limit, name)]
  })
}

/** One kind of task; `line` is for the few that are shown. */
interface Section {
  readonly name: string
  readonly tasks: readonly TaskState[]
  readonly line: (task: TaskState) => string
}

const sectionsOf = (state: RunState, style: Style): readonly Section[] => {
  const tasks = [...state.tasks.values()]
  return [
    {
      name: 'running',
      tasks: tasks.filter(isMoving),
      line: task => taskLine(style.cyan(label(task.phase)), task, doing(task)),
    },
    {
      name: 'failed',
      tasks: tasks.filter(isOff),
      line: task => taskLine(style.red(label(task.phase)), task, failure(task)),
    },
    {
      name: 'that need a review',
      tasks: tasks.filter(({phase}) => phase === 'needs-review'),
      line: task => taskLine(style.yellow(label(task.phase)), task, review(task)),
    },
    {
      name: 'blocked',
      tasks: tasks.filter(task => isBlocked(state, task) || leftOf(task) !== undefined),
      line: task => {
        const left = leftOf(task)
        return left === undefined
          ? taskLine(style.dim(label('blocked')), task, reason(state, task))
          : taskLine(style.yellow(label(left.word)), task, left.text)
      },
    },
  ]
}

const isMoving = ({phase}: TaskState): boolean =>
  phase === 'running' || phase === 'validated' || phase === 'merging'
const isOff = ({phase}: TaskState): boolean => phase === 'failed' || phase === 'cancelled'

const LABEL_WIDTH = 'needs-review'.length
const label = (word: string): string => word.padEnd(LABEL_WIDTH)

const taskLine = (name: string, {task}: TaskState, detail: string): string =>
  `${name}  ${task.id}  ${cut(task.title, TITLE_CHARS)}: ${cut(detail, DETAIL_CHARS)}`

const doing = (task: TaskState): string => {
  const attempt = lastAttempt(task)
  if (attempt === undefined) return ''
  return `attempt ${attempt.number} (${attempt.agent}) since ${formatTime(attempt.startedAt)}`
}

const failure = (task: TaskState): string => {
  const outcome = lastAttempt(task)?.outcome
  if (task.review?.decision === 'rejected' && outcome?.type === 'passed')
    return `rejected by ${task.review.by}`
  if (task.cancellation !== undefined)
    return because(`Cancelled by ${task.cancellation.by}`, task.cancellation.text)
  if (task.givenUp !== undefined)
    return `given up by ${task.givenUp.by}; agent-spawn retry ${task.task.id} takes it back`
  const told = `${outcome === undefined ? '' : describeOutcome(outcome)} After ${counted(task.attempts.length, 'attempt')}.`
  return task.quarantined === true ? `In quarantine until agent-spawn retry ${task.task.id}. ${told}` : told
}

const because = (what: string, why: string): string => (why === '' ? `${what}.` : `${what}: ${why}`)

const review = (task: TaskState): string => {
  const {id} = task.task
  if (isPersonsToResolve(task))
    return `edit ${lastAttempt(task)?.workspace}, then agent-spawn resolve ${id} --continue | --abort`
  if (isExhausted(task)) return `${needsOf(task).join('; ')} | agent-spawn reject ${id}`
  return `agent-spawn approve ${id} | reject ${id}, after: ${needsOf(task).join('; ')}`
}

const reason = (state: RunState, {task}: TaskState): string => {
  const [first] = explain(state, task.id)
  return first === undefined ? '' : describeReason(first)
}

/** Lines for each section: a few for all, the rest to the first that can use them. */
const share = (wanted: readonly number[], budget: number): readonly number[] => {
  const fair = wanted.map(count => Math.min(count, FAIR_LINES))
  let rest = budget - fair.reduce((sum, count) => sum + count, 0)
  return wanted.map((count, index) => {
    const base = fair[index] ?? 0
    const extra = Math.max(0, Math.min(count - base, rest))
    rest -= extra
    return base + extra
  })
}

const remainder = (count: number, name: string): readonly string[] =>
  count > 0 ? [`… and ${count} more ${name}`] : []

const cut = (text: string, limit: number): string => {
  const line = oneLine(text)
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`
}
