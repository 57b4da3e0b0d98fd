// One merge of a run: what `integrate` needs to know of the task, and the gates for the merged tree.

import {join} from 'node:path'
import {announce, attemptFile} from '../executor/attempt.ts'
import {runGates} from '../executor/gates/table.ts'
import {hookRunner} from '../executor/hook.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import type {EventOf} from '../run/event.ts'
import {type AttemptState, lastAttempt, taskState} from '../run/state.ts'
import type {ProcessPool} from '../system/process.ts'
import {integrate, type MergedTree, type MergeResult} from './integrate.ts'
import type {Work} from './workers/workers.ts'

export interface MergeWork extends Work<EventOf<'merge-started'>> {
  readonly hub: Hub
  /** Where the run keeps its logs, absolute. */
  readonly runDirectory: string
  readonly processes: ProcessPool
  readonly signal: AbortSignal
  readonly warn: (message: string) => void
}

export const merge = (work: MergeWork): Promise<MergeResult> => {
  const {event, state, hub, signal, warn} = work
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
      log: pathOf(work, 'merged.setup.log'),
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

const pathOf = ({runDirectory, event}: MergeWork, name: string): string =>
  join(runDirectory, attemptFile(event, name))

const judge = (work: MergeWork, {directory, tree, env}: MergedTree) => {
  const {event, state, emit, processes, signal} = work
  const {task} = taskState(state, event.task)
  const context = {
    directory,
    env: {
      ...env,
      AGENT_SPAWN_RUN: state.run,
      AGENT_SPAWN_TASK: event.task,
      AGENT_SPAWN_ATTEMPT: `${event.attempt}`,
    },
    logDirectory: pathOf(work, 'merged.gates'),
    limitMs: state.policy.limits.gateMs,
    signal,
    processes,
    onStart: announce(work),
  }
  return runGates(task.gates, context, record =>
    emit({type: 'gate-finished', task: event.task, attempt: event.attempt, stage: 'merged', record, tree}),
  )
}
