// One merge of a run: what `integrate` needs to know of the task, and the gates for the merged tree.

import {attemptPath, environment, type Place} from '../executor/attempt-order.ts'
import {runGates} from '../executor/gates/table.ts'
import {hookRunner} from '../executor/hook.ts'
import {announce, endSurvivors} from '../executor/leaders.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import type {EventOf} from '../run/event.ts'
import {type AttemptState, attemptState, lastAttempt, taskState} from '../run/state.ts'
import {integrate, type MergedTree, type MergeResult} from './integrate.ts'
import type {Work} from './workers/workers.ts'

export interface MergeWork extends Work<EventOf<'merge-started'>>, Place {
  readonly hub: Hub
  readonly warn: (message: string) => void
}

/** What a dispatcher that died over it has left running is ended first. */
export const merge = async (work: MergeWork): Promise<MergeResult> => {
  const {event, state, hub, signal, warn} = work
  await endSurvivors(attemptState(state, event), work.processes)
  const found = taskState(state, event.task)
  const last = lastAttempt(found)
  return integrate({
    hub,
    run: state.run,
    task: event.task,
    attempt: event.attempt,
    title: found.task.title,
    agent: last?.agent ?? '',
    commit: event.commit,
    tip: event.tip,
    verdicts: verdictsOf(last),
    gates: merged => judge(work, merged),
    policy: state.policy.workspace,
    runHook: hookRunner({
      ...work,
      onStart: announce(work),
      log: attemptPath(work, 'merged.setup.log'),
      limitMs: state.policy.limits.gateMs,
    }),
    signal,
    at: event.at,
    warn,
  })
}

/** Of the attempt's own tree: a merge that was tried before may have left verdicts on another one. */
const verdictsOf = (attempt: AttemptState | undefined) =>
  (attempt?.gates ?? []).filter(({stage}) => stage === 'workspace').map(({record}) => record)

const judge = (work: MergeWork, {directory, tree, env}: MergedTree) => {
  const {event, state, emit, processes, signal} = work
  const {task} = taskState(state, event.task)
  const context = {
    directory,
    env: environment(work, env),
    logDirectory: attemptPath(work, 'merged.gates'),
    limitMs: state.policy.limits.gateMs,
    signal,
    processes,
    onStart: announce(work),
  }
  return runGates(task.gates, context, record =>
    emit({type: 'gate-finished', task: event.task, attempt: event.attempt, stage: 'merged', record, tree}),
  )
}
