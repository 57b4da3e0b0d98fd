// The group table of the execution log: one row for each group, one for the tasks that are in none.

import {listed} from '../graph/wording.ts'
import type {RunState, TaskState} from '../run/state.ts'
import {inline, table} from './markdown.ts'
import {commonWord} from './status-word.ts'
import {endedAt, startedAt} from './task-facts.ts'
import {formatDuration, formatInstant} from './time.ts'

/** The tasks of one row; the graph decides who belongs to it. */
export interface Row {
  readonly name: string
  readonly tasks: readonly TaskState[]
}

/** In plan order; groups without tasks are left out. */
export const groupRows = ({graph, tasks}: RunState): readonly Row[] => {
  const members = Map.groupBy(tasks.values(), ({task}) => task.group)
  const grouped = graph.groups.map(({id}) => ({name: id, tasks: members.get(id) ?? []}))
  const rows = [...grouped, {name: '(no group)', tasks: members.get(undefined) ?? []}]
  return rows.filter(row => row.tasks.length > 0)
}

const UNKNOWN = '—'

export const groupTable = (state: RunState): string =>
  table(['Group', 'Tasks', 'Status', 'Start', 'End', 'Duration'], groupRows(state).map(cells))

const cells = ({name, tasks}: Row): readonly string[] => {
  const start = minimum(tasks.flatMap(task => startedAt(task) ?? []))
  const end = tasks.every(isOver) ? maximum(tasks.flatMap(task => endedAt(task) ?? [])) : undefined
  return [
    inline(name),
    `${listed(tasks.map(({task}) => task.id))} (${progress(tasks)})`,
    commonWord(tasks),
    start === undefined ? UNKNOWN : formatInstant(start),
    end === undefined ? UNKNOWN : formatInstant(end),
    start === undefined || end === undefined ? UNKNOWN : formatDuration(end - start),
  ]
}

const isOver = (task: TaskState): boolean => task.phase === 'skipped' || endedAt(task) !== undefined

/** `2/4 done`. */
export const progress = (tasks: readonly TaskState[]): string =>
  `${tasks.filter(({phase}) => phase === 'done').length}/${tasks.length} done`

const minimum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((least, value) => Math.min(least, value))

const maximum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((most, value) => Math.max(most, value))
