// What an attempt is given, and where its files lie. Does nothing.

import {join} from 'node:path'
import {nameOf} from '../graph/task-id.ts'
import type {AttemptRef, EventBody, EventOf} from '../run/event.ts'
import type {RunState} from '../run/state.ts'
import type {ProcessPool} from '../system/process.ts'
import type {SettingsWatch} from './repository-settings.ts'
import type {Hub} from './workspace/hub.ts'

/** What attempts and merges of a run have in common. */
export interface Place {
  /** The top of the user's working tree, absolute. */
  readonly root: string
  /** Where the run keeps its logs, absolute. */
  readonly runDirectory: string
  /** Absent where all share one tree. */
  readonly hub?: Hub
  /** Of the user's repository, where there is a hub. */
  readonly settings?: SettingsWatch
  readonly processes: ProcessPool
  readonly signal: AbortSignal
}

export interface AttemptOrder extends Place {
  readonly event: EventOf<'attempt-started'>
  readonly state: RunState
  readonly emit: (body: EventBody) => void
}

/** The directory that all attempts of a run keep their files in, relative to the run's. It must exist. */
export const ATTEMPTS = 'attempts'

/** One of an attempt's files, relative to the run's directory. Side by side: a directory for each would cost as much as its log. */
export const attemptFile = ({task, attempt: number}: AttemptRef, name: string): string =>
  join(ATTEMPTS, `${nameOf(task)}-${number}.${name}`)

/** Absolute. */
export const attemptPath = (
  {runDirectory, event}: {readonly runDirectory: string; readonly event: AttemptRef},
  name: string,
): string => join(runDirectory, attemptFile(event, name))

/** For everything that works for the attempt; `env` is its workspace's. */
export const environment = (
  {event, state}: {readonly event: AttemptRef; readonly state: RunState},
  env: {readonly [name: string]: string},
): {readonly [name: string]: string} => ({
  ...env,
  AGENT_SPAWN_RUN: state.run,
  AGENT_SPAWN_TASK: event.task,
  AGENT_SPAWN_ATTEMPT: `${event.attempt}`,
})
