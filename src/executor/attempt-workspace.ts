// The workspace of an attempt: what it is made from, and what was left in it. Knows nothing of what is done there.

import type {AttemptRef, ObjectId} from '../run/event.ts'
import {attemptState, type RunState, taskState} from '../run/state.ts'
import {kindOf} from '../system/files.ts'
import {err, ok, type Result} from '../util/result.ts'
import {type AttemptOrder, attemptPath, type Place} from './attempt-order.ts'
import {hookRunner} from './hook.ts'
import {announce} from './leaders.ts'
import {repairedWork} from './repair.ts'
import {workspaceType} from './workspace/names.ts'
import {openWorkspace, reopenWorkspace} from './workspace/opening.ts'
import type {Workspace, WorkspaceOrder} from './workspace/workspace.ts'

/** Whose workspace, and how it is made. */
export interface WorkspaceQuestion extends Place {
  readonly event: AttemptRef
  readonly state: RunState
  readonly emit: AttemptOrder['emit']
}

/** The workspace that an attempt left, whichever dispatcher made it; undefined if there is none any more. */
export const leftWorkspace = (question: WorkspaceQuestion): Promise<Workspace | undefined> =>
  reopenWorkspace(workspaceOrder(question))

const workspaceOrder = (question: WorkspaceQuestion): WorkspaceOrder => {
  const {event, state, root, hub, processes, signal} = question
  const {task} = taskState(state, event.task)
  const {base} = attemptState(state, event)
  return {
    run: state.run,
    task: event.task,
    attempt: event.attempt,
    type: workspaceType(task, state.policy.workspace),
    policy: state.policy.workspace,
    root,
    ...(hub === undefined || base === undefined ? {} : {source: {hub, base, ...mergingFor(question)}}),
    outputs: task.outputs.map(({path}) => path),
    runHook: hookRunner({
      processes,
      log: attemptPath(question, 'setup.log'),
      limitMs: state.policy.limits.gateMs,
      signal,
      onStart: announce(question),
    }),
  }
}

/** As `openWorkspace`; but what a person has done lies in a workspace that is there, and in no new one. */
export const openForAttempt = async (order: AttemptOrder): Promise<Result<Workspace, string>> => {
  const wanted = workspaceOrder(order)
  if (order.event.by !== 'person') return openWorkspace(wanted)
  const left = await reopenWorkspace(wanted)
  if (left !== undefined && (await kindOf(left.path)) === 'directory') return openWorkspace(wanted)
  return err(
    `The workspace in which the conflict was laid out is gone, and so is what was done there. agent-spawn retry ${order.event.task} lets agents try again.`,
  )
}

const mergingFor = ({state, event}: WorkspaceQuestion): {readonly merging?: ObjectId} => {
  const work = repairedWork(state, event)
  return work === undefined ? {} : {merging: work.commit}
}

/** Where agents can do no more: the two sides of a conflict in the task's workspace, for a person. The error says why they are not. */
export const layOut = async (
  question: WorkspaceQuestion,
  {tip, commit}: {readonly tip: ObjectId; readonly commit: ObjectId},
): Promise<Result<void, string>> => {
  const {hub} = question
  if (hub === undefined) throw new Error('bug: a conflict without a hub')
  const order = workspaceOrder(question)
  const opened = await openWorkspace({...order, source: {hub, base: tip, merging: commit}})
  if (!opened.ok) return opened
  await opened.value.close({keep: true})
  return ok(undefined)
}
