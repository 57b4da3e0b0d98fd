// Whether what a task is given is there. Looks at names only, as the agent would; words that are no path are for the agent to understand.

import {basename, dirname, isAbsolute, join} from 'node:path'
import picomatch from 'picomatch'
import type {Task} from '../graph/task.ts'
import {kindOf} from '../system/files.ts'
import {resolveInside} from '../system/inside.ts'

export interface Ground {
  /** The tree that the task begins with, absolute. */
  readonly directory: string
  /** The documents of the plan: what they say of the task is in its instruction, whether or not they are committed. */
  readonly plans: readonly string[]
}

/** The paths that are not there, in the order of the plan. One counts from the top of the tree, or else from the plan that names it. */
export const missingInputs = async (
  {inputs, source}: Pick<Task, 'inputs' | 'source'>,
  {directory, plans}: Ground,
): Promise<readonly string[]> => {
  const missing: string[] = []
  for (const path of new Set(inputs.flatMap(input => input.path ?? []))) {
    const places = [path, join(dirname(source.file), path)]
    // However its directory is given: a plan that is moved still means itself.
    const isPlan = plans.some(plan => basename(plan) === basename(path))
    if (isPlan || isAbsolute(path) || picomatch.scan(path).isGlob) continue
    if (!(await isAnywhere(directory, places))) missing.push(path)
  }
  return missing
}

const isAnywhere = async (directory: string, places: readonly string[]): Promise<boolean> => {
  let isInside = false
  for (const place of places) {
    const path = await resolveInside(directory, place)
    isInside ||= path.ok
    if (path.ok && (await kindOf(path.value)) !== undefined) return true
  }
  // Of what lies elsewhere on the machine nothing is known here.
  return !isInside
}
