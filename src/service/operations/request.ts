// What people ask of a run: `resolve`, `cancel` and `retry` a task, `pause`, `resume` and `stop` the whole. The dispatcher at work does it; if there is none, it is recorded, and `run --continue` acts on it.

import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import type {TaskId} from '../../graph/task.ts'
import type {RunState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import {type Asked, askRun, type Wish} from '../ask-run.ts'
import {runFailure} from '../failure.ts'
import {type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {selectOne} from '../scope.ts'

const OF_RUN = z.object({run: z.string().optional(), by: z.string()})
const OF_TASK = OF_RUN.extend({task: z.string()})

interface Asking {
  readonly directory: string
  readonly run: string | undefined
}

/** `request` makes the wish from the run as it is; its errors are the answer. */
export const ask = async (
  {directory, run}: Asking,
  request: (state: RunState) => Result<Wish, OperationError> | Promise<Result<Wish, OperationError>>,
): Promise<Result<Asked, OperationError>> => {
  const root = await findRoot(directory)
  const found = await readRun(root, run)
  if (!found.ok) return runFailure(found.error)
  const wanted = await request(found.value)
  if (!wanted.ok) return wanted
  const asked = await askRun({directory: root, run: found.value.run, request: wanted.value})
  return asked.ok ? asked : runFailure(asked.error)
}

const askOfTask = async (
  {task: word, ...asking}: Asking & {readonly task: string},
  request: (task: TaskId) => Wish,
): Promise<Result<Asked & {readonly task: TaskId}, OperationError>> => {
  let task = ''
  const asked = await ask(asking, ({graph}) => {
    const selected = selectOne(graph, word)
    if (!selected.ok) return selected
    task = selected.value
    return ok(request(task))
  })
  return asked.ok ? ok({...asked.value, task}) : asked
}

export const resolve = operation({
  input: OF_TASK.extend({continue: z.boolean(), abort: z.boolean()}).refine(
    ({continue: goOn, abort}) => goOn !== abort,
    'either --continue or --abort',
  ),
  perform: ({task, run, abort, by}, {directory}) =>
    askOfTask({directory, run, task}, id => ({
      ...{type: 'resolve-requested', task: id, by},
      action: abort ? 'abort' : 'continue',
    })),
})

export const cancel = operation({
  input: OF_TASK.extend({reason: z.string().optional()}),
  perform: ({task, run, reason, by}, {directory}) =>
    askOfTask({directory, run, task}, id => ({
      ...{type: 'cancel-requested', task: id, by},
      ...(reason === undefined ? {} : {reason}),
    })),
})

export const retry = operation({
  input: OF_TASK.extend({downstream: z.boolean(), feedback: z.string().min(1, 'some words').optional()}),
  perform: ({task, run, downstream, feedback, by}, {directory}) =>
    askOfTask({directory, run, task}, id => ({
      ...{type: 'retry-requested', task: id, downstream, by},
      ...(feedback === undefined ? {} : {feedback}),
    })),
})

export const pause = operation({
  input: OF_RUN.extend({reason: z.string().optional()}),
  perform: ({run, reason = 'asked to', by}, {directory}) =>
    ask({directory, run}, () => ok({type: 'pause-requested', by, reason})),
})

export const resume = operation({
  input: OF_RUN,
  perform: ({run, by}, {directory}) => ask({directory, run}, () => ok({type: 'resume-requested', by})),
})

export const stop = operation({
  input: OF_RUN.extend({mode: z.enum(['drain', 'kill', 'detach'])}),
  perform: ({run, mode, by}, {directory}) =>
    ask({directory, run}, () => ok({type: 'stop-requested', mode, by: 'user', reason: `asked to by ${by}`})),
})
