// Changed files in a queue until they are merged: records in the vocabulary of the scripts that coordinate agents.

import type {TaskId} from '../graph/task.ts'
import {formatInstant} from './time.ts'

export interface FileChange {
  readonly timestamp: string
  readonly agent: TaskId
  readonly files: readonly string[]
  readonly status: 'pending' | 'merged'
  /** Whether another task has changed any of them, too, and none of it is merged. */
  readonly conflict_risk: 'none' | 'high'
}

export interface Change {
  /** Epoch milliseconds. */
  readonly at: number
  readonly task: TaskId
  readonly paths: readonly string[]
  readonly isMerged?: boolean
}

/** `contested`: paths that several have changed and nobody has merged. */
export const fileChange = (
  {at, task, paths, isMerged = false}: Change,
  contested: ReadonlySet<string>,
): FileChange => ({
  timestamp: formatInstant(at),
  agent: task,
  files: paths,
  status: isMerged ? 'merged' : 'pending',
  conflict_risk: !isMerged && paths.some(path => contested.has(path)) ? 'high' : 'none',
})
