// `rollback`: asks for a task's merged work to be taken back. What stands in the way is told at once, as far as it can be known.

import {z} from 'zod'
import {isLanded, treeWithout} from '../../dispatcher/revert.ts'
import {hubAt} from '../../executor/workspace/hub.ts'
import type {TaskId} from '../../graph/task.ts'
import {describeUnreverted} from '../../report/words.ts'
import {mergesOf, type RunState, taskState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import {blocked} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {selectOne} from '../scope.ts'
import {ask} from './request.ts'

const INPUT = z.object({
  task: z.string(),
  run: z.string().optional(),
  reason: z.string().optional(),
  by: z.string(),
})

export const rollback = operation({
  input: INPUT,
  perform: async ({task: word, run, reason, by}, {directory}) => {
    const root = await findRoot(directory)
    let target: Target | undefined
    const asked = await ask({directory, run}, async state => {
      const selected = selectOne(state.graph, word)
      if (!selected.ok) return selected
      const task = selected.value
      const looked = await look(root, state, task)
      if (!looked.ok) return looked
      target = {task, isLanded: looked.value}
      return ok({type: 'rollback-requested', task, by, ...(reason === undefined ? {} : {reason})})
    })
    if (!asked.ok) return asked
    if (target === undefined) throw new Error('bug: something was asked of no task')
    return ok({...asked.value, ...target})
  },
})

interface Target {
  readonly task: TaskId
  /** Its work is on the branch that the run began on, too, which takes another `land` to change. */
  readonly isLanded: boolean
}

/** Whether its work is landed; the error is what makes taking it back impossible by now. */
const look = async (root: string, state: RunState, id: TaskId): Promise<Result<boolean, OperationError>> => {
  const {base, tip} = state
  const commits = mergesOf(taskState(state, id)).map(({merged}) => merged)
  const [newest] = commits
  const hub = await hubAt(root)
  // Whoever records the wish says what is wrong with it.
  if (hub === undefined || base === undefined || tip === undefined || newest === undefined) return ok(false)
  const tree = await treeWithout({hub, task: id, commits, tip})
  if (!tree.ok)
    return blocked('conflicted', `Task ${id} cannot be rolled back: ${describeUnreverted(tree.error)}`)
  return ok(await isLanded(hub, base.branch, newest))
}
