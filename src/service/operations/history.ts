// `history`: every transition of a task or agent, with time and cause, from the journal.

import {z} from 'zod'
import {readHistory} from '../../dispatcher/runs.ts'
import type {TaskId} from '../../graph/task.ts'
import {taskHistory} from '../../report/history.ts'
import type {RunState} from '../../run/state.ts'
import {ok} from '../../util/result.ts'
import {runFailure} from '../failure.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {selectOne} from '../scope.ts'

const INPUT = z.object({
  /** A task, or the name of the workspace that an agent works in. */
  agent: z.string(),
  run: z.string().optional(),
})

export const history = operation({
  input: INPUT,
  perform: async ({agent, run}, {directory}) => {
    const read = await readHistory(await findRoot(directory), run)
    if (!read.ok) return runFailure(read.error)
    const {events, state} = read.value
    const task = selectOne(state.graph, workerOf(state, agent) ?? agent)
    return task.ok ? ok({run: state.run, task: task.value, entries: taskHistory(events, task.value)}) : task
  },
})

/** Whose workspace bears that name. */
const workerOf = ({tasks}: RunState, name: string): TaskId | undefined =>
  [...tasks.values()].find(({attempts}) =>
    attempts.some(({workspace}) => workspace?.split('/').at(-1) === name),
  )?.task.id
