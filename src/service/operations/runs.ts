// `runs`: all runs of a repository, oldest first.

import {z} from 'zod'
import {listRuns, readRun} from '../../dispatcher/runs.ts'
import type {RunState} from '../../run/state.ts'
import {ok} from '../../util/result.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'

const INPUT = z.object({})

/** One of the two is there. */
export interface ListedRun {
  readonly run: string
  readonly state?: RunState
  /** Why its journal cannot be read. */
  readonly problem?: string
}

export const runs = operation({
  input: INPUT,
  perform: async (_, {directory}) => {
    const root = await findRoot(directory)
    const found: ListedRun[] = []
    for (const run of await listRuns(root)) {
      const state = await readRun(root, run)
      found.push(state.ok ? {run, state: state.value} : {run, problem: state.error.message})
    }
    return ok(found)
  },
})
