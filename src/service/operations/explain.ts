// `explain`: why a task is not running, in a run or at the very beginning of one.

import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import {JOURNAL_VERSION} from '../../run/event.ts'
import {evolve} from '../../run/evolve.ts'
import {explain as reasonsOf} from '../../run/explain.ts'
import {type RunState, taskState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import {runFailure} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {type Prepared, prepare, RUN_INPUT} from '../preparation.ts'
import {selectOne} from '../scope.ts'

export const explain = operation({
  input: z.object({task: z.string(), run: z.string().optional()}),
  perform: async ({task, run}, {directory}) => {
    const state = await readRun(await findRoot(directory), run)
    return state.ok ? explained(state.value, task) : runFailure(state.error)
  },
})

/** `run --explain`: of a run that has not begun. */
export const foresee = operation({
  input: RUN_INPUT.extend({task: z.string()}),
  perform: async (input, context) => {
    const prepared = await prepare(input, context)
    return prepared.ok ? explained(beginningOf(prepared.value), input.task) : prepared
  },
})

const beginningOf = ({graph, policy, selection}: Prepared): RunState =>
  evolve(undefined, {
    ...{type: 'run-started', at: 0, version: JOURNAL_VERSION, run: 'preview'},
    ...{graph, policy, selection},
  })

const explained = (state: RunState, word: string): Result<Explained, OperationError> => {
  const id = selectOne(state.graph, word)
  if (!id.ok) return id
  return ok({task: taskState(state, id.value), reasons: reasonsOf(state, id.value)})
}

interface Explained {
  readonly task: ReturnType<typeof taskState>
  readonly reasons: ReturnType<typeof reasonsOf>
}
