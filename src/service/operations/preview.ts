// `run --dry-run`: what a run would start, in which order and why.

import {ok} from '../../util/result.ts'
import {operation} from '../operation.ts'
import {prepare, RUN_INPUT} from '../preparation.ts'
import {previewRun} from '../preview.ts'
import {commandsOf} from '../trust.ts'

export const preview = operation({
  input: RUN_INPUT,
  perform: async (input, context) => {
    const prepared = await prepare(input, context)
    if (!prepared.ok) return prepared
    const {graph, policy, selection} = prepared.value
    const commands = commandsOf({graph, policy}).length
    return ok({policy, starts: previewRun(graph, policy, selection), commands})
  },
})
