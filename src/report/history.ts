// All that has happened to one task, with time and cause, as the journal tells it.

import type {TaskId} from '../graph/task.ts'
import type {EventType, RunEvent} from '../run/event.ts'
import {evolve} from '../run/evolve.ts'
import type {Phase} from '../run/phase.ts'
import type {RunState} from '../run/state.ts'
import {formatInstant} from './time.ts'
import {describeEvent} from './words.ts'

export interface HistoryEntry {
  readonly at: number
  readonly event: EventType
  readonly cause: string
  readonly phase: Phase
  /** The phase before, where it changed. */
  readonly from?: Phase
}

/** Every event that is about the task, and every other one that moved it. */
export const taskHistory = (events: readonly RunEvent[], task: TaskId): readonly HistoryEntry[] => {
  const entries: HistoryEntry[] = []
  let state: RunState | undefined
  let from: Phase | undefined
  for (const event of events) {
    state = evolve(state, event)
    const phase = state.tasks.get(task)?.phase
    // A plan that was edited may have added it later.
    if (phase === undefined) continue
    if (phase !== from || isAbout(event, task))
      entries.push({
        at: event.at,
        event: event.type,
        cause: describeEvent(event),
        phase,
        ...(from === undefined || from === phase ? {} : {from}),
      })
    from = phase
  }
  return entries
}

const isAbout = (event: RunEvent, task: TaskId): boolean =>
  event.type === 'alarm-raised' ? event.tasks.includes(task) : 'task' in event && event.task === task

/** A line each; ends with a newline. */
export const historyText = (entries: readonly HistoryEntry[]): string => {
  const moves = entries.map(({from, phase}) => (from === undefined ? phase : `${from} → ${phase}`))
  const width = Math.max(0, ...moves.map(({length}) => length))
  const lines = entries.map(
    ({at, cause}, index) => `${formatInstant(at)}  ${(moves[index] ?? '').padEnd(width)}  ${cause}`,
  )
  return lines.map(line => `${line}\n`).join('')
}

export const historyJson = (run: string, task: TaskId, entries: readonly HistoryEntry[]): object => ({
  schemaVersion: 1,
  kind: 'history',
  run,
  task,
  entries: entries.map(({at, from, ...rest}) => ({at: formatInstant(at), from: from ?? null, ...rest})),
})
