// The fold: what each event makes of the state. Decides nothing, and refuses what cannot have happened.

import type {Task, TaskId} from '../graph/task.ts'
import {unreachable} from '../util/unreachable.ts'
import type {
  AttemptFinished,
  AttemptRef,
  AttemptStarted,
  EventOf,
  MergeFinished,
  ReviewDecided,
  RunEvent,
  RunResumed,
  RunStarted,
  Stamp,
  StopRequested,
} from './event.ts'
import type {Outcome} from './outcome.ts'
import type {Phase} from './phase.ts'
import {integrates, type Policy} from './policy.ts'
import {createSchedule, move} from './schedule.ts'
import type {AttemptState, RunState, TaskState} from './state.ts'

/**
 * Applies one event. Takes ownership: the state passed in is changed and returned, for copying 100,000 tasks per event would
 * make a run quadratic. Equal events give equal states, always. Only `run-started` takes no state.
 */
export const evolve = (state: RunState | undefined, event: RunEvent): RunState => {
  if (event.type === 'run-started') return start(state, event)
  if (state === undefined) throw new Error(`bug: a journal that begins with ${event.type}`)
  const run: Owned<RunState> = state
  run.at = event.at
  apply(run, event)
  return run
}

/** The state from a whole journal; undefined from an empty one. */
export const replay = (events: Iterable<RunEvent>): RunState | undefined => {
  let state: RunState | undefined
  for (const event of events) state = evolve(state, event)
  return state
}

type Owned<T> = {-readonly [K in keyof T]: T[K]}

const start = (state: RunState | undefined, event: RunStarted & Stamp): RunState => {
  if (state !== undefined) throw new Error(`bug: run ${state.run} is started twice`)
  const {run, graph, policy, base, at} = event
  const selected = new Set(event.selection)
  const tasks = graph.tasks.map(task => {
    const phase: Phase = selected.has(task.id) ? 'waiting' : 'skipped'
    return {task, phase, spent: 0, attempts: []}
  })
  const byId = new Map(tasks.map(task => [task.task.id, task]))
  return {
    run,
    graph,
    policy,
    ...(base === undefined ? {} : {base, tip: base.commit}),
    startedAt: at,
    at,
    tasks: byId,
    schedule: createSchedule(graph, policy, phasesOf(byId)),
  }
}

const phasesOf = (tasks: ReadonlyMap<TaskId, TaskState>): ReadonlyMap<TaskId, Phase> =>
  new Map([...tasks].map(([id, {phase}]) => [id, phase]))

const apply = (run: Owned<RunState>, event: Exclude<RunEvent, {readonly type: 'run-started'}>): void => {
  switch (event.type) {
    case 'run-resumed':
      return resume(run, event)
    case 'attempt-started':
      return startAttempt(run, event)
    case 'workspace-created':
      return note(run, event, {workspace: event.path, branch: event.branch})
    case 'process-started':
      return note(run, event, {leaders: [...attemptOf(run, event).leaders, event.leader]})
    case 'agent-exited':
      return note(run, event, {exitCode: event.exitCode, log: event.log})
    case 'gate-finished':
      return addGate(run, event)
    case 'attempt-finished':
      return finishAttempt(run, event)
    case 'merge-started':
      return setPhase(run, event.task, 'merging', ['validated'])
    case 'merge-finished':
      return finishMerge(run, event)
    case 'review-decided':
      return decide(run, event)
    case 'stop-requested':
      return stopBy(run, event)
    case 'run-finished':
      run.result = event.result
      return
    default:
      return unreachable(event)
  }
}

/** A wish to let things finish does not take back an order to stop them. */
const stopBy = (run: Owned<RunState>, {mode, by, reason}: StopRequested): void => {
  run.stopping = {mode: run.stopping?.mode === 'kill' ? 'kill' : mode, by, reason}
}

/** A new schedule under the new policy, with every task where it was; what had failed may try again. */
const resume = (run: Owned<RunState>, {policy, selection}: RunResumed): void => {
  delete run.result
  delete run.stopping
  run.policy = policy
  for (const id of selection) revive(taskOf(run, id))
  run.schedule = createSchedule(run.graph, policy, phasesOf(run.tasks))
}

const REVIVED: ReadonlySet<Phase> = new Set(['failed', 'cancelled', 'skipped'])

const revive = (task: Owned<TaskState>): void => {
  if (!REVIVED.has(task.phase)) return
  task.phase = wasRefusedMerge(task) ? 'validated' : 'waiting'
  task.spent = 0
}

/** Its work is good; only the host could not merge it. */
const wasRefusedMerge = ({phase, attempts}: TaskState): boolean => {
  const last = attempts.at(-1)
  return phase === 'failed' && last?.outcome?.type === 'refused' && last.commit !== undefined
}

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
      leaders: [],
      gates: [],
      trespasses: [],
    },
  ]
}

const addGate = (run: Owned<RunState>, event: EventOf<'gate-finished'>): void => {
  const {stage, record} = event
  note(run, event, {gates: [...attemptOf(run, event).gates, {stage, record}]})
}

const finishAttempt = (run: Owned<RunState>, event: AttemptFinished & Stamp): void => {
  const {outcome, durationMs, commit, tree, trespasses} = event
  note(run, event, {
    outcome,
    durationMs,
    trespasses,
    finishedAt: event.at,
    ...(commit === undefined ? {} : {commit}),
    ...(tree === undefined ? {} : {tree}),
  })
  const task = taskOf(run, event.task)
  if (outcome.type !== 'passed') return fail(run, task, outcome)
  setPhase(run, event.task, needsReview(run.policy, task) ? 'needs-review' : accepted(run), ['running'])
  if (task.phase === 'done') task.doneAt = event.at
}

/** Validated work must be merged to count, unless all attempts share one tree. */
const accepted = (run: RunState): Phase => (integrates(run.policy) ? 'validated' : 'done')

/** Whether the host's evidence leaves something open: steps for a person, or no evidence at all. */
const needsReview = (policy: Policy, {task, attempts}: TaskState): boolean => {
  const isManual = attempts.at(-1)?.gates.some(({record}) => record.verdict === 'manual') ?? false
  return (
    (isManual && policy.manual === 'needs-review') ||
    (isUnverified(task) && policy.unverified === 'needs-review')
  )
}

/** Neither a gate nor a declared output speaks for its work. */
export const isUnverified = (task: Task): boolean => task.gates.length === 0 && task.outputs.length === 0

const finishMerge = (run: Owned<RunState>, event: MergeFinished & Stamp): void => {
  const task = taskOf(run, event.task)
  // It was cut short, by us or by a person, and did not happen: the work is as good as before.
  if (event.result.type === 'lost' || event.result.type === 'cancelled')
    return setPhase(run, event.task, 'validated', ['merging'])
  if (event.result.type !== 'merged') {
    note(run, event, {outcome: event.result})
    return fail(run, task, event.result)
  }
  task.merged = event.result.commit
  task.doneAt = event.at
  run.tip = event.result.commit
  setPhase(run, event.task, 'done', ['merging'])
}

const decide = (run: Owned<RunState>, {task: id, decision, by, comment, at}: ReviewDecided & Stamp): void => {
  const task = taskOf(run, id)
  task.review = {decision, by, at, ...(comment === undefined ? {} : {comment})}
  setPhase(run, id, decision === 'approved' ? accepted(run) : 'failed', ['needs-review'])
  if (task.phase === 'done') task.doneAt = at
}

/** Back to waiting while tries are left. Our own crash, a usage limit and a stop by the user cost none. */
const fail = (run: Owned<RunState>, task: Owned<TaskState>, outcome: Outcome): void => {
  if (isSpent(outcome)) task.spent += 1
  setPhase(run, task.task.id, phaseAfter(run, task, outcome), ['running', 'merging'])
}

const phaseAfter = (run: RunState, task: TaskState, outcome: Outcome): Phase => {
  if (outcome.type === 'refused') return 'failed'
  if (outcome.type === 'cancelled') return run.stopping === undefined ? 'cancelled' : 'waiting'
  return task.spent < run.policy.attempts ? 'waiting' : 'failed'
}

export const isSpent = ({type}: Outcome): boolean =>
  type !== 'lost' && type !== 'limited' && type !== 'cancelled'

/** Every change of a phase goes through here. */
const setPhase = (run: RunState, id: TaskId, to: Phase, expected?: readonly Phase[]): void => {
  const task = taskOf(run, id)
  const from = task.phase
  if (expected !== undefined && !expected.includes(from))
    throw new Error(`bug: ${id} is ${from}, expected ${expected.join(' or ')} before ${to}`)
  task.phase = to
  move(run.schedule, task.task, {from, to})
}

const note = (run: RunState, ref: AttemptRef, facts: Partial<AttemptState>): void => {
  const task = taskOf(run, ref.task)
  task.attempts = task.attempts.with(ref.attempt - 1, {...attemptOf(run, ref), ...facts})
}

const attemptOf = (run: RunState, {task, attempt}: AttemptRef): AttemptState => {
  const found = taskOf(run, task).attempts[attempt - 1]
  if (found === undefined) throw new Error(`bug: ${task} has no attempt ${attempt}`)
  return found
}

const taskOf = (run: RunState, id: TaskId): Owned<TaskState> => {
  const task = run.tasks.get(id)
  if (task === undefined) throw new Error(`bug: run ${run.run} has no task ${id}`)
  return own(task)
}

const own = (task: TaskState): Owned<TaskState> => task
