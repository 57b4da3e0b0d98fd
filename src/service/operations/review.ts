// `approve` and `reject`: a person's word on a task that waits for one. Recorded in the resting run; `run --continue` acts on it.

import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import {ok} from '../../util/result.ts'
import {runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {recordReview} from '../review.ts'
import {selectOne} from '../scope.ts'

const INPUT = z.object({
  task: z.string(),
  run: z.string().optional(),
  comment: z.string().optional(),
  by: z.string(),
})

const reviewing = (decision: 'approved' | 'rejected') =>
  operation({
    input: INPUT,
    perform: async ({task: word, run, comment, by}, {directory}) => {
      const root = await findRoot(directory)
      const found = await readRun(root, run)
      if (!found.ok) return runFailure(found.error)
      const task = selectOne(found.value.graph, word)
      if (!task.ok) return task
      const review = {task: task.value, decision, by, ...(comment === undefined ? {} : {comment})}
      const state = await recordReview({directory: root, run: found.value.run, review})
      return state.ok ? ok({state: state.value, task: task.value}) : runFailure(state.error)
    },
  })

export const approve = reviewing('approved')
export const reject = reviewing('rejected')
