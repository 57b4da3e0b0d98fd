// Tells which tasks were ticked in which documents, for people and for programs.

import {counted, listed} from '../graph/wording.ts'
import type {MarkChange, TaskTicking} from '../plan/write-back.ts'
import {display} from '../util/display.ts'
import {unreachable} from '../util/unreachable.ts'
import type {Style} from './style.ts'
import {oneLine} from './words.ts'

/** A line for each task, and one that counts them. Ends with a newline. */
export const syncText = (tasks: readonly TaskTicking[], {isDry}: {isDry: boolean}, style: Style): string => {
  if (tasks.length === 0) return 'No task of the run is done: there is nothing to tick.\n'
  const width = Math.max(...tasks.map(({id}) => id.length))
  const lines = tasks.map(task => `${display(task.id).padEnd(width)}  ${wordsFor(task, style)}\n`)
  return `${lines.join('')}\n${summary(tasks, isDry)}\n`
}

const wordsFor = ({ticking, changes, parts}: TaskTicking, style: Style): string => {
  switch (ticking) {
    case 'ticked':
      return `${style.green('ticked')}  ${changes.map(changeText).join(', ')}`
    case 'already':
      return style.dim('is ticked already')
    case 'no-mark':
      return style.yellow('has no mark that could be ticked')
    case 'open-parts':
      return style.yellow(
        `is not ticked: ${listed(parts)} of it ${parts.length === 1 ? 'is' : 'are'} not done`,
      )
    case 'not-found':
      return style.yellow('is not in the document any more')
    default:
      return unreachable(ticking)
  }
}

const changeText = ({location: {file, line}, from, to}: MarkChange): string =>
  `${oneLine(file)}:${line} [${display(from)}] → [${display(to)}]`

const summary = (tasks: readonly TaskTicking[], isDry: boolean): string => {
  const ticked = tasks.filter(({ticking}) => ticking === 'ticked')
  const files = new Set(ticked.flatMap(({changes}) => changes.map(({location}) => location.file)))
  if (ticked.length === 0) return 'Nothing to change.'
  const where = listed([...files].map(oneLine))
  return isDry
    ? `${counted(ticked.length, 'task')} would be ticked in ${where}.`
    : `${counted(ticked.length, 'task')} ticked in ${where}.`
}

export const syncJson = (
  run: string,
  tasks: readonly TaskTicking[],
  {isDry}: {readonly isDry: boolean},
): object => ({
  schemaVersion: 1,
  kind: 'sync',
  run,
  dryRun: isDry,
  tasks: tasks.map(({id, ticking, changes, parts}) => ({
    task: id,
    result: ticking,
    changes: changes.map(({location, from, to}) => ({...location, from, to})),
    ...(parts.length === 0 ? {} : {openParts: parts}),
  })),
})
