// Which of a task's declared outputs are not there. What counts is the tree that would be merged: an ignored file is not in it.

import {join} from 'node:path'
import {overlaps} from '../graph/claims.ts'
import type {Output, Task} from '../graph/task.ts'
import {kindOf, listDirectory} from '../system/files.ts'
import {git, splitNul} from '../system/git.ts'
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
  const isThere =
    gitDir === undefined || capture.tree === undefined
      ? await inDirectory(question)
      : inTree(await treePaths(gitDir, capture.tree))
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

const inDirectory = async ({task, directory}: OutputQuestion): Promise<Presence> => {
  const there = await Promise.all(task.outputs.map(({path}) => isInDirectory(join(directory, path))))
  return output => there[task.outputs.indexOf(output)] ?? false
}

const isInDirectory = async (path: string): Promise<boolean> => {
  const kind = await kindOf(path)
  return kind === 'directory' ? (await listDirectory(path)).length > 0 : kind !== undefined
}
