// One attempt, from an empty workspace to a verdict: workspace, agent, evidence. Knows nothing of other attempts or of merging.
// Given one that another dispatcher began, it goes on from there: it looks at the world before it does anything.

import {relative} from 'node:path'
import type {AttemptFinished, AttemptRef, EventOf} from '../run/event.ts'
import type {Outcome} from '../run/outcome.ts'
import {type AttemptState, attemptState, type RunState, taskState} from '../run/state.ts'
import {monotonic, wallClock} from '../system/clock.ts'
import {agentTurn} from './agent-turn.ts'
import {type AttemptOrder, attemptPath, environment, type Place} from './attempt-order.ts'
import {hookRunner} from './hook.ts'
import {announce, endSurvivors} from './leaders.ts'
import {verify} from './verify.ts'
import {watchWork} from './work-watch.ts'
import {type CommitMessage, taskSubject} from './workspace/commit.ts'
import {workspaceType} from './workspace/names.ts'
import {openWorkspace, reopenWorkspace} from './workspace/opening.ts'
import type {Capture, Workspace, WorkspaceOrder} from './workspace/workspace.ts'

export interface AttemptEnd {
  readonly result: Omit<AttemptFinished, 'type' | 'task' | 'attempt'>
  /** Still open; absent if there never was one. */
  readonly workspace?: Workspace
}

/** Whatever the agent does is a result; rejects only if the host itself fails. */
export const attempt = async (order: AttemptOrder): Promise<AttemptEnd> => {
  const {event, state} = order
  const known = attemptState(state, event)
  const start = startOf(known)
  await endSurvivors(known, order.processes)
  const opened = await openWorkspace(workspaceOrder(order))
  if (!opened.ok) {
    // A set-up that was stopped has failed, too, but that says nothing of the task.
    const outcome: Outcome = order.signal.aborted
      ? {type: 'cancelled'}
      : {type: 'refused', reason: opened.error}
    return {result: ended(outcome, start)}
  }
  const workspace = opened.value
  if (known.workspace === undefined) announceWorkspace(order, workspace)
  const result = await work(order, workspace, known)
  return {workspace, result: {...result, durationMs: Math.round(monotonic() - start)}}
}

/** By the monotonic clock of this process, which knows nothing of the time before it. */
const startOf = ({startedAt, workspace}: AttemptState): number =>
  monotonic() - (workspace === undefined ? 0 : Math.max(0, wallClock() - startedAt))

const announceWorkspace = ({event, root, emit}: AttemptOrder, {path, branch}: Workspace): void => {
  const {task, attempt: number} = event
  emit({type: 'workspace-created', task, attempt: number, path: relative(root, path) || '.', branch})
}

const ended = (outcome: Outcome, start: number): AttemptEnd['result'] => ({
  outcome,
  durationMs: Math.round(monotonic() - start),
  trespasses: [],
})

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
    ...(hub === undefined || base === undefined ? {} : {source: {hub, base}}),
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

/** The agent's turn, and then the evidence: its work is kept whatever the verdict. */
const work = async (
  order: AttemptOrder,
  workspace: Workspace,
  known: AttemptState,
): Promise<AttemptEnd['result']> => {
  const failure = await watchedTurn(order, workspace, known)
  // What it does or did is not over, or was cut off in the middle: the next attempt goes on with it.
  if (failure?.type === 'lost') return {outcome: failure, durationMs: 0, trespasses: []}
  // Gates have run on it since: what they left is nobody's work.
  if (known.exit !== undefined && (await workspace.isCaptured())) await workspace.restore()
  const captured = await workspace.capture(commitMessage(order))
  if (!captured.ok) return {outcome: {type: 'refused', reason: captured.error}, durationMs: 0, trespasses: []}
  const {commit, tree} = captured.value
  const verdict =
    failure === undefined
      ? await verify({...verification(order, workspace), capture: captured.value})
      : {outcome: failure, trespasses: failure.type === 'trespassed' ? failure.paths : []}
  // What gates leave behind is nobody's work: the next try goes on from what was captured.
  if (verdict.outcome.type !== 'passed') await workspace.restore()
  return {
    ...verdict,
    durationMs: 0,
    ...(commit === undefined ? {} : {commit}),
    ...(tree === undefined ? {} : {tree}),
  }
}

/** Where each works in a tree of its own, whoever is seen to write where it may not can be stopped at once. */
const watchedTurn = async (
  order: AttemptOrder,
  workspace: Workspace,
  known: AttemptState,
): Promise<Outcome | undefined> => {
  if (known.exit !== undefined || order.hub === undefined) return agentTurn(order, workspace, known)
  const watch = watchWork(order, workspace)
  const signal = AbortSignal.any([order.signal, watch.signal])
  const turn = agentTurn({...order, signal}, workspace, known)
  const paths = await turn.then(watch.stop, watch.stop)
  const failure = await turn
  const isEnded = paths.length > 0 && failure?.type === 'cancelled' && !order.signal.aborted
  return isEnded ? {type: 'trespassed', paths} : failure
}

const verification = (order: AttemptOrder, workspace: Workspace) => {
  const {event, state, processes, signal, emit, hub} = order
  return {
    task: taskState(state, event.task).task,
    policy: state.policy,
    directory: workspace.path,
    env: environment(order, workspace.env),
    logDirectory: attemptPath(order, 'gates'),
    ...(hub === undefined ? {} : {gitDir: hub.path}),
    processes,
    signal,
    onStart: announce(order),
    onGate: (record: EventOf<'gate-finished'>['record'], {tree}: Capture) =>
      emit({
        type: 'gate-finished',
        task: event.task,
        attempt: event.attempt,
        stage: 'workspace',
        record,
        ...(tree === undefined ? {} : {tree}),
      }),
  }
}

/** The attempt's own commit, on its base; the one that is merged is made anew on the tip. */
const commitMessage = ({event, state}: AttemptOrder): CommitMessage => {
  const {task} = taskState(state, event.task)
  return {
    subject: taskSubject('feat', task.id, task.title),
    trailers: [
      ['Agent-Spawn-Task', task.id],
      ['Agent-Spawn-Attempt', String(event.attempt)],
      ['Agent-Spawn-Agent', event.agent],
      ['Agent-Spawn-Run', state.run],
    ],
    at: event.at,
  }
}
