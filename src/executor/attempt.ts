// One attempt, from an empty workspace to a verdict: workspace, agent, evidence. Knows nothing of other attempts or of merging.
// Given one that another dispatcher began, it goes on from there: it looks at the world before it does anything.

import {relative} from 'node:path'
import {exclusivePaths} from '../run/claim.ts'
import type {AttemptFinished, EventOf} from '../run/event.ts'
import type {Outcome} from '../run/outcome.ts'
import {type AttemptState, attemptState, taskState} from '../run/state.ts'
import {monotonic, wallClock} from '../system/clock.ts'
import {agentTurn} from './agent-turn.ts'
import {type AttemptOrder, attemptPath, environment} from './attempt-order.ts'
import {openForAttempt} from './attempt-workspace.ts'
import {claimedChanges} from './claimed-changes.ts'
import {announce, endSurvivors} from './leaders.ts'
import {leftConflict} from './repair.ts'
import {resolverTurn} from './resolver.ts'
import {lookAtSharedTree, sharedTrespasses} from './shared-tree.ts'
import {verify} from './verify.ts'
import {watchWork} from './work-watch.ts'
import {authorTrailers, type CommitMessage, taskSubject} from './workspace/commit.ts'
import type {Hub} from './workspace/hub.ts'
import type {Capture, Workspace} from './workspace/workspace.ts'

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
  const opened = await openForAttempt(order)
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

/** The agent's turn, and then the evidence: its work is kept whatever the verdict. */
const work = async (
  order: AttemptOrder,
  workspace: Workspace,
  known: AttemptState,
): Promise<AttemptEnd['result']> => {
  const before = known.exit === undefined ? await lookAtSharedTree(order) : undefined
  const failure = await turnOf(order, workspace, known)
  // What it does or did is not over, or was cut off in the middle: the next attempt goes on with it.
  if (failure?.type === 'lost') return {outcome: failure, durationMs: 0, trespasses: []}
  // Gates have run on it since: what they left is nobody's work.
  if (isOver(order, known) && (await workspace.isCaptured())) await workspace.restore()
  const captured = await workspace.capture(commitMessage(order))
  if (!captured.ok) return {outcome: {type: 'refused', reason: captured.error}, durationMs: 0, trespasses: []}
  const {commit, tree} = captured.value
  const wrong = failure ?? (await leftConflict(order, tree))
  const verdict =
    wrong === undefined
      ? await verify({
          ...verification(order, workspace),
          capture: captured.value,
          ...(order.hub === undefined ? {trespasses: await sharedTrespasses(order, before)} : {}),
        })
      : {outcome: wrong, trespasses: wrong.type === 'trespassed' ? wrong.paths : []}
  // What gates leave behind is nobody's work: the next try goes on from what was captured.
  if (verdict.outcome.type !== 'passed') await workspace.restore()
  return {
    ...verdict,
    durationMs: 0,
    ...(commit === undefined ? {} : {commit}),
    ...(tree === undefined ? {} : {tree}),
    ...(await changedBy(order, captured.value)),
  }
}

/** Enough for a person to read and for rewrites to be noticed; who changes more has formatted or generated it. */
const CHANGED_MAX = 1_000

const changedBy = async (
  {event, state, root}: AttemptOrder,
  {changed}: Capture,
): Promise<{readonly changed?: readonly string[]}> => {
  const {task} = taskState(state, event.task)
  const found = changed ?? (await claimedChanges(root, exclusivePaths(task, state.policy), event.at))
  return found.length === 0 ? {} : {changed: found.slice(0, CHANGED_MAX)}
}

const isOver = ({event}: AttemptOrder, {exit}: AttemptState): boolean =>
  exit !== undefined || event.by !== undefined

const turnOf = async (
  order: AttemptOrder,
  workspace: Workspace,
  known: AttemptState,
): Promise<Outcome | undefined> => {
  switch (order.event.by) {
    case 'person':
      return undefined
    case 'resolver':
      return (await workspace.isCaptured()) ? undefined : resolverTurn(order, workspace)
    default:
      return watchedTurn(order, workspace, known)
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
  const {event, state, processes, signal, emit, hub, settings} = order
  return {
    task: taskState(state, event.task).task,
    // Claims keep agents apart; a person may write where it seems right.
    policy: event.by === 'person' ? {...state.policy, claims: 'warn' as const} : state.policy,
    directory: workspace.path,
    env: environment(order, workspace.env),
    logDirectory: attemptPath(order, 'gates'),
    ...(hub === undefined ? {} : {gitDir: hub.path, work: workOf(order, hub)}),
    ...(settings === undefined ? {} : {settings}),
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

const workOf = ({event, state}: AttemptOrder, hub: Hub) => ({
  ...{hub, run: state.run, attempt: event.attempt, author: event.agent, policy: state.policy},
  task: taskState(state, event.task).task,
})

/** The attempt's own commit, on its base; the one that is merged is made anew on the tip. */
const commitMessage = ({event, state}: AttemptOrder): CommitMessage => {
  const {task} = taskState(state, event.task)
  return {
    subject: taskSubject('feat', task.id, task.title),
    trailers: authorTrailers({...event, run: state.run}),
    at: event.at,
  }
}
