// Keeps `.conductor/state/<agent>.json`, `.conductor/status.json` and, where it is wanted, `orchestrator.json` up to date with a run. They are made from the journal alone,
// and never read as truth: whoever wants them right at any price makes them again.

import {dirname, join} from 'node:path'
import type {TaskId} from '../graph/task.ts'
import {nameOf} from '../graph/task-id.ts'
import {agentState, totalEffort} from '../report/agent-state.ts'
import {orchestratorOf} from '../report/orchestrator.ts'
import {statusJson} from '../report/status.ts'
import {formatLogTime} from '../report/time.ts'
import {describeEvent} from '../report/words.ts'
import type {RunEvent} from '../run/event.ts'
import {isSimulated} from '../run/policy.ts'
import {type RunState, taskState} from '../run/state.ts'
import {monotonic} from '../system/clock.ts'
import {replaceTextSync} from '../system/files.ts'
import {appendTextSync, isThereSync, makeDirectorySync, sweepDirectorySync} from '../system/files-at-once.ts'
import {display} from '../util/display.ts'

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
  yield* wholeFiles(root, state)
}

/** Those that tell of all tasks. */
function* wholeFiles(root: string, state: RunState): Generator<readonly [string, string]> {
  yield [statusPath(root), print(statusJson(state))]
  const {orchestrator} = state.policy
  if (orchestrator !== undefined) yield [join(root, orchestrator), print(orchestratorOf(state))]
}

/** What has happened, beside the manifest: `.agents/orchestrator.log`. */
const logPath = (root: string, manifest: string): string => join(root, manifest.replace(/\.json$/, '.log'))

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

/** Whoever goes on with a run of thousands of tasks writes a file for each, and is to start the first of its own meanwhile. */
const AT_ONCE_MS = 50

/** The whole status takes as long to write as the plan is large; the run shall not notice. */
const MOST_OF_THE_TIME = 20

/** What is not written is told once, and stops nothing: the journal is what counts. */
export const keepProjections = (root: string, warn: (message: string) => void): Projections => {
  const changed = new Set<TaskId>()
  const lines: string[] = []
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
    doubtAll(state)
  }

  const doubtAll = ({tasks}: RunState): void => {
    for (const {task, attempts} of tasks.values()) if (attempts.length > 0) changed.add(task.id)
  }

  const writeAgent = (state: RunState, id: TaskId): void => {
    changed.delete(id)
    const text = agentText(state, id, effort)
    if (text !== undefined) trying(() => replaceTextSync(statePath(root, id), text))
  }

  const flush = (mostMs = Number.POSITIVE_INFINITY): void => {
    const end = monotonic() + mostMs
    clearTimeout(timer)
    timer = undefined
    if (current === undefined || !isStale) return
    const state = current
    for (const id of changed) {
      if (monotonic() > end) break
      writeAgent(state, id)
    }
    isStale = changed.size > 0
    for (const [path, text] of wholeFiles(root, state)) trying(() => replaceTextSync(path, text))
    writeLog(state)
  }

  const writeLog = ({policy: {orchestrator}}: RunState): void => {
    const text = lines.splice(0).join('')
    if (orchestrator !== undefined && text !== '')
      trying(() => appendTextSync(logPath(root, orchestrator), text))
  }

  const flushAndRest = (): void => {
    const start = monotonic()
    flush(AT_ONCE_MS)
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
      if (state.policy.orchestrator !== undefined)
        lines.push(`[${formatLogTime(event.at)}] ${display(describeEvent(event))}\n`)
      if (event.type === 'attempt-started') writeAgent(state, event.task)
      else if ('task' in event) changed.add(event.task)
      else if (event.type === 'quarantine-requested' || event.type === 'release-requested') doubtAll(state)
      else if (event.type === 'alarm-raised') for (const id of event.tasks) changed.add(id)
      wake()
    },
    close: () => flush(),
  }
}

/** The directory holds this run's agents and no others. Git shows none of it to the user, who did not write it. */
const prepare = (root: string, state: RunState): void => {
  const directory = stateDirectory(root)
  makeDirectorySync(directory)
  if (state.policy.orchestrator !== undefined)
    makeDirectorySync(dirname(join(root, state.policy.orchestrator)))
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
