// A run on a terminal, redrawn in place: a line for each group with what runs and what failed below it, and one for all.
// A plan with many groups is that one line alone, so that a thousand tasks stay readable.

import {Listr, type ListrTask} from 'listr2'
import {groupRows, progress} from '../report/group-table.ts'
import {describeOutcome, describeReason, oneLine} from '../report/words.ts'
import {heldBack} from '../run/explain.ts'
import {isSettled} from '../run/phase.ts'
import {isReady} from '../run/schedule.ts'
import {lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {display} from '../util/display.ts'
import type {ProgressView} from './progress-view.ts'
import type {Terminal} from './terminal.ts'

/** More would not fit a terminal of 24 lines together with what runs. */
const MAX_GROUPS = 8
/** Tasks below a line. */
const MAX_TASKS = 8
const MAX_FAILED = 4
const MAX_TITLE = 40
const MAX_DETAIL = 60
/** Milliseconds between drawings: to look at all tasks of a large plan after each event would slow the run. */
const INTERVAL_MS = 100

export const liveView = ({printError}: Terminal): ProgressView => {
  const late: string[] = []
  let drawing: Drawing | undefined
  const print = (message: string): void => printError(`agent-spawn: ${display(message)}\n`)
  return {
    observe: (_event, state) => {
      if (drawing === undefined) drawing = startDrawing(state)
      else drawing.update(state)
    },
    // What is printed while the lines are redrawn would be lost between them.
    notice: message => {
      if (drawing === undefined) print(message)
      else late.push(message)
    },
    // The line of the whole run says it.
    hint: () => undefined,
    close: async () => {
      await drawing?.close()
      for (const message of late) print(message)
    },
  }
}

interface Drawing {
  readonly update: (state: RunState) => void
  readonly close: () => Promise<void>
}

/** One line of the drawing, and the tasks it stands for. */
interface Row {
  readonly tasksOf: (state: RunState) => readonly TaskState[]
  readonly name: string
  readonly hasDetails: boolean
  /** Of the whole run. */
  readonly isWhole: boolean
}

interface DrawnRow {
  readonly row: Row
  readonly show: (title: string, output: string) => void
  readonly end: (isWell: boolean) => void
}

const startDrawing = (first: RunState): Drawing => {
  let state = first
  let isOver = false
  const drawn: DrawnRow[] = []
  const begin = (line: DrawnRow): void => {
    drawn.push(line)
    // The library begins its lines one after the other, and a short run may be faster.
    if (isOver) refreshRow(line, state, isOver)
  }
  const tasks = rowsOf(first).map(row => listrTask(row, first, begin))
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    rendererOptions: {showErrorMessage: false, formatOutput: 'truncate'},
  })
  const finished = list.run().catch(() => undefined)
  const refresh = (): void => {
    for (const line of drawn) refreshRow(line, state, isOver)
  }
  const timer = setInterval(refresh, INTERVAL_MS)
  return {
    update: newer => {
      state = newer
    },
    close: async () => {
      clearInterval(timer)
      isOver = true
      refresh()
      await finished
    },
  }
}

const rowsOf = (state: RunState): readonly Row[] => {
  const groups = groupRows(state).filter(({tasks}) => tasks.some(({phase}) => phase !== 'skipped'))
  const isFolded = groups.length > MAX_GROUPS || groups.length === 1
  const all: Row = {
    ...{name: 'All', hasDetails: isFolded, isWhole: true},
    tasksOf: ({tasks}) => takingPart([...tasks.values()]),
  }
  if (isFolded) return [all]
  const rows = groups.map(({name, tasks}): Row => {
    const ids = tasks.map(({task}) => task.id)
    const tasksOf = (now: RunState): readonly TaskState[] =>
      takingPart(ids.flatMap(id => now.tasks.get(id) ?? []))
    return {name: oneLine(name), hasDetails: true, isWhole: false, tasksOf}
  })
  return [...rows, all]
}

const takingPart = (tasks: readonly TaskState[]): readonly TaskState[] =>
  tasks.filter(({phase}) => phase !== 'skipped')

const listrTask = (row: Row, state: RunState, begin: (line: DrawnRow) => void): ListrTask => ({
  title: titleOf(row, state),
  rendererOptions: {outputBar: true, persistentOutput: true},
  task: (_, task) => {
    const {promise, resolve, reject} = Promise.withResolvers<void>()
    begin({
      row,
      show: (title, output) => {
        if (task.title !== title) task.title = title
        if (task.output !== output) task.output = output
      },
      end: isWell => (isWell ? resolve() : reject(new Error(row.name))),
    })
    return promise
  },
})

const refreshRow = ({row, show, end}: DrawnRow, state: RunState, isOver: boolean): void => {
  const tasks = row.tasksOf(state)
  show(titleOf(row, state), row.hasDetails ? detailsOf(tasks) : '')
  const isSettledWhole = tasks.every(({phase}) => isSettled(phase))
  if (isOver || isSettledWhole) end(tasks.every(({phase}) => phase === 'done'))
}

const titleOf = (row: Row, state: RunState): string => {
  const tasks = row.tasksOf(state)
  const count = (...phases: readonly TaskState['phase'][]): number =>
    tasks.filter(({phase}) => phases.includes(phase)).length
  const parts = [
    [count('running'), 'running'],
    [count('validated', 'merging'), 'merging'],
    [count('needs-review'), 'to be reviewed'],
    [count('failed', 'cancelled'), 'failed'],
  ] as const
  const others = parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]))
  const whole = row.isWhole ? [...stoppingOf(state), ...waitingOf(state)] : []
  return [`${row.name}: ${progress(tasks)}`, ...others, ...whole].join(', ')
}

/** Why nothing moves although something is left to do. */
const waitingOf = (state: RunState): readonly string[] => {
  const {paused, schedule} = state
  if (paused !== undefined) return [`paused by ${oneLine(paused.by)}`]
  if (schedule.running.size + schedule.merging.size > 0) return []
  for (const id of schedule.waiting) {
    const [reason] = isReady(schedule, id) ? heldBack(state, id) : []
    if (reason !== undefined) return [`${id} ${describeReason(reason)}`]
  }
  return []
}

const stoppingOf = ({stopping}: RunState): readonly string[] => {
  if (stopping === undefined) return []
  return [stopping.mode === 'drain' ? 'starting nothing new (Ctrl-C stops what runs)' : 'stopping what runs']
}

/** The failed ones first, as they matter longest, but never in place of all that run. */
const detailsOf = (tasks: readonly TaskState[]): string => {
  const failed = tasks.filter(({phase}) => phase === 'failed' || phase === 'needs-review')
  const running = tasks.filter(({phase}) => phase === 'running' || phase === 'merging')
  const shown = [...failed.slice(0, MAX_FAILED), ...running].slice(0, MAX_TASKS)
  const more = failed.length + running.length - shown.length
  return [...shown.map(detailOf), ...(more === 0 ? [] : [`… and ${more} more`])].join('\n')
}

const detailOf = (state: TaskState): string => {
  const {task, phase, attempts} = state
  const outcome = lastAttempt(state)?.outcome
  const why =
    phase === 'failed' && outcome !== undefined ? `: ${cut(describeOutcome(outcome), MAX_DETAIL)}` : ''
  const again = phase === 'running' && attempts.length > 1 ? `, attempt ${attempts.length}` : ''
  return `${task.id} ${cut(oneLine(task.title), MAX_TITLE)} ${phase}${again}${why}`
}

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text
