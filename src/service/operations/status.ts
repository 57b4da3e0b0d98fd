// `status`: where a run stands, by its journal.

import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import {ok} from '../../util/result.ts'
import {runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'

const INPUT = z.object({run: z.string().optional()})

export const status = operation({
  input: INPUT,
  perform: async ({run}, {directory}) => {
    const state = await readRun(await findRoot(directory), run)
    return state.ok ? ok(state.value) : runFailure(state.error)
  },
})
