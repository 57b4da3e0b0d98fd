// Keeps `.conductor/state/<agent>.json` and `.conductor/status.json` up to date with a run. They are made from the journal alone,
// and never read as truth: whoever wants them right at any price makes them again.

import {join} from 'node:path'
import type {TaskId} from '../graph/task.ts'
import {nameOf} from '../graph/task-id.ts'
import {agentState, totalEffort} from '../report/agent-state.ts'
import {statusJson} from '../report/status.ts'
import type {RunEvent} from '../run/event.ts'
import {isSimulated} from '../run/policy.ts'
import {type RunState, taskState} from '../run/state.ts'
import {monotonic} from '../system/clock.ts'
import {replaceTextSync} from '../system/files.ts'
import {isThereSync, makeDirectorySync, sweepDirectorySync} from '../system/files-at-once.ts'

export const stateDirectory = (root: string): string => join(root, '.conductor', 'state')
export const statusPath = (root: string): string => join(root, '.conductor', 'status.json')

export interface Projections {
  /** For each event once it is durable, before anything is done because of it. */
  readonly observe: (event: RunEvent, state: RunState) => void
  /** Writes what is still to be written. */
  readonly close: () => void
}

/** What stands in every file: text that ends with a newline, by its path. Nothing of a simulated run. */
export function* projectionsOf(root: string, state: RunState): Generator<readonly [string, string]> {
  if (isSimulated(state.policy)) return
  const effort = totalEffort(state.graph)
  for (const {task} of state.tasks.values()) {
    const text = agentText(state, task.id, effort)
    if (text !== undefined) yield [statePath(root, task.id), text]
  }
  yield [statusPath(root), print(statusJson(state))]
}

/** Makes all files again; throws Node's own error. */
export const writeProjections = (root: string, state: RunState): void => {
  if (isSimulated(state.policy)) return
  prepare(root, state)
  for (const [path, text] of projectionsOf(root, state)) replaceTextSync(path, text)
}

const statePath = (root: string, agent: TaskId): string => join(stateDirectory(root), fileName(agent))

const fileName = (agent: TaskId): string => `${nameOf(agent)}.json`

const agentText = (state: RunState, id: TaskId, effort: number): string | undefined => {
  const agent = agentState(state, taskState(state, id), effort)
  return agent === undefined ? undefined : print(agent)
}

const print = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`

/** Soon enough for a person, and seldom enough for a run of short tasks. */
const INTERVAL_MS = 200

/** The whole status takes as long to write as the plan is large; the run shall not notice. */
const MOST_OF_THE_TIME = 20

/** What is not written is told once, and stops nothing: the journal is what counts. */
export const keepProjections = (root: string, warn: (message: string) => void): Projections => {
  const changed = new Set<TaskId>()
  let current: RunState | undefined
  let effort = 0
  let timer: NodeJS.Timeout | undefined
  let isStale = false
  let hasFailed = false

  const trying = (write: () => void): void => {
    try {
      write()
    } catch (error) {
      if (!hasFailed) warn(unwritten(error))
      hasFailed = true
    }
  }

  const begin = (state: RunState): void => {
    effort = totalEffort(state.graph)
    trying(() => prepare(root, state))
    for (const {task, attempts} of state.tasks.values()) if (attempts.length > 0) changed.add(task.id)
  }

  const writeAgent = (state: RunState, id: TaskId): void => {
    changed.delete(id)
    const text = agentText(state, id, effort)
    if (text !== undefined) trying(() => replaceTextSync(statePath(root, id), text))
  }

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (current === undefined || !isStale) return
    const state = current
    isStale = false
    for (const id of changed) writeAgent(state, id)
    trying(() => replaceTextSync(statusPath(root), print(statusJson(state))))
  }

  const flushAndRest = (): void => {
    const start = monotonic()
    flush()
    timer = setTimeout(rest, (monotonic() - start) * MOST_OF_THE_TIME)
  }

  const rest = (): void => {
    timer = undefined
    if (isStale) wake()
  }

  const wake = (): void => {
    timer ??= setTimeout(flushAndRest, INTERVAL_MS)
  }

  return {
    observe: (event, state) => {
      if (isSimulated(state.policy)) return
      if (current === undefined || event.type === 'plan-changed') begin(state)
      current = state
      isStale = true
      if (event.type === 'attempt-started') writeAgent(state, event.task)
      else if ('task' in event) changed.add(event.task)
      wake()
    },
    close: flush,
  }
}

/** The directory holds this run's agents and no others. Git shows none of it to the user, who did not write it. */
const prepare = (root: string, state: RunState): void => {
  const directory = stateDirectory(root)
  makeDirectorySync(directory)
  const deployed = [...state.tasks.values()].filter(({attempts}) => attempts.length > 0)
  const kept = new Set(deployed.map(({task}) => fileName(task.id)))
  sweepDirectorySync(directory, name => !name.endsWith('.json') || kept.has(name))
  ignoreSync(join(directory, '.gitignore'), '*\n')
  ignoreSync(join(root, '.conductor', '.gitignore'), '/.gitignore\n/status.json\n')
}

/** A file of the user's own is left as it is. */
const ignoreSync = (path: string, text: string): void => {
  if (!isThereSync(path)) replaceTextSync(path, text)
}

const unwritten = (error: unknown): string =>
  `The files about the state of agents are not up to date: ${error instanceof Error ? error.message : error}. The run goes on, for its journal is what counts; \`agent-spawn doctor --repair\` makes them again.`
