// The gates of a task, or of its run, on a commit that holds its work and that of others. Knows nothing of whose turn it is.

import {attemptPath, environment, type Place} from '../executor/attempt-order.ts'
import {runGates} from '../executor/gates/table.ts'
import {hookRunner} from '../executor/hook.ts'
import {announce} from '../executor/leaders.ts'
import {inCleanClone} from '../executor/workspace/clean-clone.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import {nameOf} from '../graph/task-id.ts'
import type {AttemptRef, EventBody, ObjectId} from '../run/event.ts'
import type {GateRecord} from '../run/outcome.ts'
import {attemptState, type RunState, taskState} from '../run/state.ts'
import type {Result} from '../util/result.ts'

export interface Judging extends Place {
  readonly hub: Hub
  /** Whose work it is. */
  readonly event: AttemptRef
  readonly state: RunState
  readonly emit: (body: EventBody) => void
  /** Told whole sentences of what is less than perfect. */
  readonly warn: (message: string) => void
}

/** The directory that the task's work is judged in, merged with that of others: one judgement at a time. */
export const judgingName = ({task}: Pick<AttemptRef, 'task'>): string => `merge-${nameOf(task)}`

/** Names the logs. */
export type Turn = 'merged' | 'ahead' | 'integration'

/** The error, a whole sentence, says why there is no clean clone to judge. After an abort, what it says means nothing. */
export const judgeCommit = (
  work: Judging,
  commit: ObjectId,
  turn: Turn,
): Promise<Result<readonly GateRecord[], string>> => {
  const {event, state, hub, processes, signal, warn} = work
  const {task} = taskState(state, event.task)
  const limitMs = state.policy.limits.gateMs
  const onStart = announce(work)
  const clone = {
    ...{hub, run: state.run, task: event.task, attempt: event.attempt, commit, warn},
    name: judgingName(event),
    policy: state.policy.workspace,
    runHook: hookRunner({processes, signal, onStart, limitMs, log: attemptPath(work, `${turn}.setup.log`)}),
  }
  return inCleanClone(clone, ({path, env}) => {
    const context = {
      directory: path,
      env: environment(work, env),
      logDirectory: attemptPath(work, `${turn}.gates`),
      ...{limitMs, signal, processes, onStart},
      work: {
        ...{hub, run: state.run, task, attempt: event.attempt, commit, policy: state.policy},
        author: attemptState(state, event).agent,
      },
    }
    const gates = turn === 'integration' ? state.policy.quality : task.gates
    return runGates(gates, context, () => undefined)
  })
}
