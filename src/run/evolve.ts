// The fold: what each event makes of the state. Decides nothing, and refuses what cannot have happened.

import type {Task} from '../graph/task.ts'
import {unreachable} from '../util/unreachable.ts'
import {afterMerge, FIRST_WINDOW, noteAhead} from './ahead.ts'
import {raiseAlarm, wrote} from './alarm-fold.ts'
import {deadlineOf} from './approval.ts'
import {reprieved} from './breaker.ts'
import {usedIn} from './budget.ts'
import type {
  AttemptFinished,
  AttemptRef,
  AttemptStarted,
  EventOf,
  MergeFinished,
  RunEvent,
  RunFinished,
  RunResumed,
  RunStarted,
  Stamp,
  StopRequested,
} from './event.ts'
import {fail} from './failure.ts'
import {newTask, note, type Owned, phasesOf, reschedule, rescheduleAtWork, setPhase, taskOf} from './fold.ts'
import {afterEnd, afterStart} from './hold.ts'
import {booked, closed, openLedger, reopened} from './ledger.ts'
import type {Phase} from './phase.ts'
import {completed, integrates, type Policy} from './policy.ts'
import {noteProgress} from './progress.ts'
import {decidePromotion, finishPromotion, integrateBase} from './promotion.ts'
import {isolate, putInQuarantine, release} from './quarantine.ts'
import {accepted, cancel, changePlan, decide, resolve, retry, revive} from './request-fold.ts'
import {finishRevert, requestRollback} from './revert-fold.ts'
import {createSchedule} from './schedule.ts'
import {attemptState, type Decision, type RunState, type TaskState} from './state.ts'

/**
 * Applies one event. Takes ownership: the state passed in is changed and returned, for copying 100,000 tasks per event would
 * make a run quadratic. Equal events give equal states, always. Only `run-started` takes no state.
 */
export const evolve = (state: RunState | undefined, event: RunEvent): RunState => {
  if (event.type === 'run-started') return start(state, event)
  if (state === undefined) throw new Error(`bug: a journal that begins with ${event.type}`)
  const run: Owned<RunState> = state
  if (event.type === 'run-resumed') run.ledger = reopened(run.ledger, {before: run.at, at: event.at})
  run.at = event.at
  if ('requestId' in event && event.requestId !== undefined) run.requests.add(event.requestId)
  apply(run, event)
  if (event.type === 'attempt-finished' || event.type === 'merge-finished') isolate(run, event.task)
  return run
}

/** The state from a whole journal; undefined from an empty one. */
export const replay = (events: Iterable<RunEvent>): RunState | undefined => {
  let state: RunState | undefined
  for (const event of events) state = evolve(state, event)
  return state
}

const start = (state: RunState | undefined, event: RunStarted & Stamp): RunState => {
  if (state !== undefined) throw new Error(`bug: run ${state.run} is started twice`)
  const {run, graph, base, at} = event
  const policy = completed(event.policy)
  const selected = new Set(event.selection)
  const tasks = graph.tasks.map(task => newTask(task, selected.has(task.id) ? 'waiting' : 'skipped'))
  const byId = new Map(tasks.map(task => [task.task.id, task]))
  return {
    run,
    graph,
    policy,
    ...(base === undefined ? {} : {base, tip: base.commit}),
    startedAt: at,
    at,
    tasks: byId,
    inFlight: new Map(),
    requests: new Set(),
    turns: new Map(),
    rollbacks: [],
    resolved: [],
    window: FIRST_WINDOW,
    breakers: new Map(),
    quarantine: new Map(),
    ledger: openLedger(at),
    deadlines: new Map(),
    promotions: [],
    schedule: createSchedule(graph, policy, {phases: phasesOf(byId), at}),
  }
}

const apply = (run: Owned<RunState>, event: Exclude<RunEvent, {readonly type: 'run-started'}>): void => {
  switch (event.type) {
    case 'run-resumed':
      return resume(run, event)
    case 'attempt-started':
      return startAttempt(run, event)
    case 'attempt-adopted':
    case 'agent-silent':
    case 'trespass-seen':
      return
    case 'workspace-created':
      return note(run, event, {workspace: event.path, branch: event.branch})
    case 'process-started':
      return addProcess(run, event)
    case 'alarm-raised':
      return raiseAlarm(run, event)
    case 'agent-exited':
      return noteExit(run, event)
    case 'gate-finished':
      return addGate(run, event)
    case 'judged-ahead':
      return noteAhead(run, event)
    case 'attempt-finished':
      return finishAttempt(run, event)
    case 'merge-started':
      return startMerge(run, event)
    case 'merge-finished':
      return finishMerge(run, event)
    case 'revert-started':
      run.inFlight.set(event.task, event)
      return
    case 'revert-finished':
      settle(run, 'revert-started', event)
      return finishRevert(run, event)
    case 'review-decided':
      return decide(run, event)
    case 'stop-requested':
      return stopBy(run, event)
    case 'pause-requested':
      run.paused = {by: event.by, reason: event.reason}
      return
    case 'resume-requested':
      delete run.paused
      return
    case 'cancel-requested':
      return cancel(run, event)
    case 'progress-reported':
      return noteProgress(run, event)
    case 'quarantine-requested':
      return putInQuarantine(run, event)
    case 'release-requested':
      return release(run, event)
    case 'retry-requested':
      return retry(run, event)
    case 'rollback-requested':
      return requestRollback(run, event)
    case 'resolve-requested':
      return resolve(run, event)
    case 'plan-changed':
      return changePlan(run, event)
    case 'base-integrated':
      return integrateBase(run, event)
    case 'promotion-finished':
      return finishPromotion(run, event)
    case 'promotion-decided':
      return decidePromotion(run, event)
    case 'run-finished':
      return finish(run, event)
    default:
      return unreachable(event)
  }
}

/** A wish to let things finish does not take back an order to stop them. */
const stopBy = (run: Owned<RunState>, {mode, by, reason}: StopRequested): void => {
  run.stopping = {mode: run.stopping?.mode === 'kill' ? 'kill' : mode, by, reason}
}

const finish = (run: Owned<RunState>, {result, at}: RunFinished & Stamp): void => {
  run.result = result
  run.ledger = closed(run.ledger, at)
}

/** A new schedule under the new policy, with every task where it was; what had failed may try again. */
const resume = (run: Owned<RunState>, {policy, selection, at}: RunResumed & Stamp): void => {
  // Whoever goes on with a run that rested wants to see it try; one that died goes on as if it had not.
  const hasRested = run.result !== undefined
  if (hasRested) {
    run.breakers = new Map([...run.breakers].map(([name, breaker]) => [name, reprieved(breaker, at)]))
    delete run.hasFailed
  }
  delete run.result
  delete run.stopping
  delete run.paused
  run.policy = completed(policy)
  for (const task of selection.map(id => taskOf(run, id)))
    if (hasRested || task.phase === 'skipped') revive(run, task)
  for (const decision of run.inFlight.values())
    if (decision.type !== 'revert-started') forgetVerdicts(run, decision)
  if (hasRested) reschedule(run)
  else rescheduleAtWork(run)
}

/** The gates of what is performed again run again. */
const forgetVerdicts = (run: RunState, decision: Decision): void =>
  note(run, decision, {
    gates: attemptState(run, decision).gates.filter(
      ({stage}) => stage === 'workspace' && decision.type === 'merge-started',
    ),
  })

const startAttempt = (run: Owned<RunState>, event: AttemptStarted & Stamp): void => {
  const task = taskOf(run, event.task)
  if (event.attempt !== task.attempts.length + 1)
    throw new Error(`bug: attempt ${event.attempt} of ${event.task} follows ${task.attempts.length}`)
  setPhase(run, event.task, 'running', ['waiting'])
  task.attempts = [
    ...task.attempts,
    {
      number: event.attempt,
      agent: event.agent,
      startedAt: event.at,
      ...(event.base === undefined ? {} : {base: event.base}),
      ...(event.repairs === undefined ? {} : {repairs: event.repairs}),
      ...(event.by === undefined ? {} : {by: event.by}),
      leaders: [],
      gates: [],
      trespasses: [],
    },
  ]
  run.inFlight.set(event.task, event)
  run.breakers = afterStart(run, event, event.agent, event.at)
}

const addProcess = (run: RunState, event: EventOf<'process-started'>): void => {
  const {task, attempt, leader, status, uptimeMs, at} = event
  const agentProcess =
    status === undefined
      ? {}
      : {agentProcess: {leader, status, startedAt: at, ...(uptimeMs === undefined ? {} : {uptimeMs})}}
  note(
    run,
    {task, attempt},
    {
      leaders: [...attemptState(run, {task, attempt}).leaders, leader],
      ...agentProcess,
    },
  )
}

const noteExit = (run: RunState, event: EventOf<'agent-exited'>): void => {
  const {type, at, task, attempt, log, ...exit} = event
  note(run, {task, attempt}, {exit, log})
}

const startMerge = (run: Owned<RunState>, event: EventOf<'merge-started'>): void => {
  setPhase(run, event.task, 'merging', ['validated'])
  run.inFlight.set(event.task, event)
}

const addGate = (run: Owned<RunState>, event: EventOf<'gate-finished'>): void => {
  const {stage, record} = event
  note(run, event, {gates: [...attemptState(run, event).gates, {stage, record}]})
}

/** The number of an attempt is its fence: whoever comes back late, after others have taken over, changes nothing any more. */
const settle = (run: RunState, type: Decision['type'], {task, attempt}: AttemptRef): void => {
  const decision = run.inFlight.get(task)
  if (decision?.type !== type || decision.attempt !== attempt)
    throw new Error(
      `bug: the end of ${type} for attempt ${attempt} of ${task}, expected ${decision === undefined ? 'none' : `${decision.type} for attempt ${decision.attempt}`}`,
    )
  run.inFlight.delete(task)
}

const finishAttempt = (run: Owned<RunState>, event: AttemptFinished & Stamp): void => {
  settle(run, 'attempt-started', event)
  const {outcome, durationMs, commit, tree, trespasses, concerns, changed} = event
  note(run, event, {
    outcome,
    durationMs,
    trespasses,
    finishedAt: event.at,
    ...(commit === undefined ? {} : {commit}),
    ...(tree === undefined ? {} : {tree}),
    ...(concerns === undefined ? {} : {concerns}),
    ...(changed === undefined ? {} : {changed}),
  })
  if (!integrates(run.policy)) wrote(run, event.task, changed)
  const task = taskOf(run, event.task)
  const attempt = attemptState(run, event)
  run.breakers = afterEnd(run, event, attempt)
  // Whoever works for nothing says nothing of what an agent may use.
  if (attempt.by === undefined) run.ledger = booked(run.ledger, event.at, usedIn(attempt))
  if (outcome.type !== 'passed') return fail(run, task, outcome)
  setPhase(run, event.task, phaseOfPassed(run, task), ['running'])
  if (task.phase === 'done') task.doneAt = event.at
  if (task.phase === 'needs-review') noteDeadline(run, event)
}

const noteDeadline = (run: RunState, {task, at}: AttemptFinished & Stamp): void => {
  const deadline = deadlineOf(run.policy, taskOf(run, task), at)
  if (deadline === undefined) run.deadlines.delete(task)
  else run.deadlines.set(task, deadline)
}

const phaseOfPassed = (run: RunState, task: TaskState): Phase => {
  if (task.cancellation !== undefined) return 'cancelled'
  return needsReview(run.policy, task) ? 'needs-review' : accepted(run)
}

/** Whether the host's evidence leaves something open: an alarm, steps for a person, a concern, or no evidence at all. */
const needsReview = (policy: Policy, {task, attempts, alarm}: TaskState): boolean => {
  const last = attempts.at(-1)
  const isManual = last?.gates.some(({record}) => record.verdict === 'manual') ?? false
  return (
    alarm !== undefined ||
    policy.approval === 'always' ||
    last?.concerns !== undefined ||
    (isManual && policy.manual === 'needs-review') ||
    (isUnverified(task) && policy.unverified === 'needs-review')
  )
}

/** Neither a gate nor a declared output speaks for its work. */
export const isUnverified = (task: Task): boolean => task.gates.length === 0 && task.outputs.length === 0

const finishMerge = (run: Owned<RunState>, event: MergeFinished & Stamp): void => {
  settle(run, 'merge-started', event)
  const task = taskOf(run, event.task)
  // It was cut short, by us or by a person, and did not happen: the work is as good as before.
  if (event.result.type === 'lost' || event.result.type === 'cancelled')
    return setPhase(run, event.task, task.cancellation === undefined ? 'validated' : 'cancelled', ['merging'])
  afterMerge(run, event)
  if (event.result.type !== 'merged') {
    if (event.tip !== undefined) run.tip = event.tip
    note(run, event, {outcome: event.result})
    return fail(run, task, event.result)
  }
  note(run, event, {merged: event.result.commit})
  task.merged = event.result.commit
  delete task.cancellation
  delete task.repair
  delete task.stale
  task.doneAt = event.at
  run.tip = event.result.commit
  wrote(run, event.task, attemptState(run, event).changed)
  setPhase(run, event.task, 'done', ['merging'])
}
