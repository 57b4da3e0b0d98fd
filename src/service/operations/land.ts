// `land`: moves the branch that a run began on forward to the run's merged work.

import {relative, sep} from 'node:path'
import {z} from 'zod'
import {land as moveBranch} from '../../dispatcher/land.ts'
import {readRun} from '../../dispatcher/runs.ts'
import {openHub} from '../../executor/workspace/hub.ts'
import {openRepository} from '../../executor/workspace/repository.ts'
import type {RunState} from '../../run/state.ts'
import {realPath} from '../../system/files.ts'
import {ok} from '../../util/result.ts'
import {blocked, invalid, runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {documentsOf, type Whereabouts} from '../run-documents.ts'

const INPUT = z.object({run: z.string().optional()})

export const land = operation({
  input: INPUT,
  perform: async ({run: id}, {directory}) => {
    const root = await findRoot(directory)
    const found = await readRun(root, id)
    if (!found.ok) return runFailure(found.error)
    const {run, base} = found.value
    if (base === undefined)
      return invalid(
        'nothing',
        `Run ${run} merged nothing: it worked in the one shared tree, or was simulated. There is nothing to land.`,
      )
    const repository = await openRepository(root)
    if (!repository.ok) return invalid(repository.error.type, repository.error.message)
    const landed = await moveBranch({
      ...{hub: await openHub(repository.value), run, base},
      mayDiffer: await documentPaths(found.value, {directory, root}),
    })
    return landed.ok ? ok({run, ...landed.value}) : blocked(landed.error.type, landed.error.message)
  },
})

/** The plan, which `sync` may have ticked: that is no work in progress. */
const documentPaths = async ({graph}: RunState, whereabouts: Whereabouts): Promise<readonly string[]> => {
  const documents = await documentsOf(graph, whereabouts)
  const top = (await realPath(whereabouts.root)) ?? whereabouts.root
  return documents.ok ? documents.value.map(({path}) => relative(top, path).replaceAll(sep, '/')) : []
}
