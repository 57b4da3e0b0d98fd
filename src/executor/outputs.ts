// Which of a task's declared outputs are not there. What counts is the tree that would be merged: an ignored file is not in it.

import {overlaps} from '../graph/claims.ts'
import type {Output, Task} from '../graph/task.ts'
import {git, splitNul} from '../system/git.ts'
import {lookFor} from './gates/file-exists.ts'
import type {Capture} from './workspace/workspace.ts'

export interface OutputQuestion {
  readonly task: Task
  /** Absolute. */
  readonly directory: string
  readonly capture: Capture
  readonly gitDir?: string
}

export const missingOutputs = async (question: OutputQuestion): Promise<readonly string[]> => {
  const {task, gitDir, capture} = question
  if (task.outputs.length === 0) return []
  if (gitDir === undefined || capture.tree === undefined) return missingIn(question.directory, task)
  const isThere = inTree(await treePaths(gitDir, capture.tree))
  return task.outputs.filter(output => isThere(output) === (output.intent === 'delete')).map(({path}) => path)
}

type Presence = (output: Output) => boolean

const treePaths = async (gitDir: string, tree: string): Promise<readonly string[]> => {
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', tree], {gitDir})
  if (!listed.ok) throw new Error(listed.error.message)
  return splitNul(listed.value)
}

/** A directory is there when it holds a file, a glob when it matches one. */
const inTree = (paths: readonly string[]): Presence => {
  const names = new Set(paths)
  return ({path}) => names.has(path) || paths.some(found => overlaps(path, found))
}

/** As `missingOutputs`, in a tree that no git directory is about. */
export const missingIn = async (directory: string, {outputs}: Task): Promise<readonly string[]> => {
  const found = await Promise.all(outputs.map(({path}) => lookFor(directory, path)))
  return outputs.filter(({intent}, index) => found[index]?.ok === (intent === 'delete')).map(({path}) => path)
}
