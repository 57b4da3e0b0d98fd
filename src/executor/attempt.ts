// One attempt, from an empty workspace to a verdict: workspace, agent, evidence. Knows nothing of other attempts or of merging.

import {join, relative} from 'node:path'
import {taskInstruction} from '../report/instruction.ts'
import type {AttemptFinished, AttemptRef, EventBody, EventOf, ProcessName} from '../run/event.ts'
import type {Outcome} from '../run/outcome.ts'
import {type AgentSpec, agentFor} from '../run/policy.ts'
import {type RunState, type TaskState, taskState} from '../run/state.ts'
import {monotonic} from '../system/clock.ts'
import {readTail, writeText} from '../system/files.ts'
import type {ProcessPool} from '../system/process.ts'
import {outcomeOfAgent} from './agents/agent-outcome.ts'
import {runAgent} from './agents/run-agent.ts'
import {agentOfKind} from './agents/table.ts'
import {hookRunner} from './hook.ts'
import {verify} from './verify.ts'
import {type CommitMessage, taskSubject} from './workspace/commit.ts'
import type {Hub} from './workspace/hub.ts'
import {workspaceType} from './workspace/names.ts'
import {
  type Capture,
  INSTRUCTION_FILE,
  openWorkspace,
  type Workspace,
  type WorkspaceOrder,
} from './workspace/workspace.ts'

export interface AttemptOrder {
  readonly event: EventOf<'attempt-started'>
  readonly state: RunState
  /** The top of the user's working tree, absolute. */
  readonly root: string
  /** Where the run keeps its logs, absolute. */
  readonly runDirectory: string
  /** Absent where all share one tree. */
  readonly hub?: Hub
  readonly processes: ProcessPool
  readonly signal: AbortSignal
  readonly emit: (body: EventBody) => void
}

export interface AttemptEnd {
  readonly result: Omit<AttemptFinished, 'type' | 'task' | 'attempt'>
  /** Still open; absent if there never was one. */
  readonly workspace?: Workspace
}

/** Whatever the agent does is a result; rejects only if the host itself fails. */
export const attempt = async (order: AttemptOrder): Promise<AttemptEnd> => {
  const start = monotonic()
  const opened = await openWorkspace(workspaceOrder(order))
  if (!opened.ok) {
    // A set-up that was stopped has failed, too, but that says nothing of the task.
    const outcome: Outcome = order.signal.aborted
      ? {type: 'cancelled'}
      : {type: 'refused', reason: opened.error}
    return {result: ended(outcome, start)}
  }
  const workspace = opened.value
  const {task, attempt: number} = order.event
  order.emit({
    type: 'workspace-created',
    task,
    attempt: number,
    path: relative(order.root, workspace.path) || '.',
    branch: workspace.branch,
  })
  const result = await work(order, workspace)
  return {workspace, result: {...result, durationMs: Math.round(monotonic() - start)}}
}

const ended = (outcome: Outcome, start: number): AttemptEnd['result'] => ({
  outcome,
  durationMs: Math.round(monotonic() - start),
  trespasses: [],
})

/** The directory that all attempts of a run keep their logs in, relative to the run's. It must exist. */
export const ATTEMPTS = 'attempts'

/** One of an attempt's files, relative to the run's directory. Side by side: a directory for each would cost as much as its log. */
export const attemptFile = ({task, attempt: number}: AttemptRef, name: string): string =>
  join(ATTEMPTS, `${task}-${number}.${name}`)

const pathOf = (order: AttemptOrder, name: string): string =>
  join(order.runDirectory, attemptFile(order.event, name))

const workspaceOrder = (order: AttemptOrder): WorkspaceOrder => {
  const {event, state, root, hub, processes, signal} = order
  const {task} = taskState(state, event.task)
  const log = pathOf(order, 'setup.log')
  return {
    run: state.run,
    task: event.task,
    attempt: event.attempt,
    type: workspaceType(task, state.policy.workspace),
    policy: state.policy.workspace,
    root,
    ...(hub === undefined || event.base === undefined ? {} : {source: {hub, base: event.base}}),
    reuse: event.attempt > 1,
    runHook: hookRunner({
      processes,
      log,
      limitMs: state.policy.limits.gateMs,
      signal,
      onStart: announce(order),
    }),
  }
}

/** The agent's turn, and then the evidence: its work is kept whatever the verdict. */
const work = async (order: AttemptOrder, workspace: Workspace): Promise<AttemptEnd['result']> => {
  const failure = await runItsAgent(order, workspace)
  const captured = await workspace.capture(commitMessage(order))
  if (!captured.ok) return {outcome: {type: 'refused', reason: captured.error}, durationMs: 0, trespasses: []}
  const {commit, tree} = captured.value
  const verdict =
    failure === undefined
      ? await verify({...verification(order, workspace), capture: captured.value})
      : {outcome: failure, trespasses: []}
  // What gates leave behind is nobody's work: the next try goes on from what was captured.
  if (verdict.outcome.type !== 'passed') await workspace.restore()
  return {
    ...verdict,
    durationMs: 0,
    ...(commit === undefined ? {} : {commit}),
    ...(tree === undefined ? {} : {tree}),
  }
}

/** Writes down each process that works for the attempt, before it does anything. */
export const announce =
  ({event, emit}: {readonly event: AttemptRef; readonly emit: (body: EventBody) => void}) =>
  (leader: ProcessName): void =>
    emit({type: 'process-started', task: event.task, attempt: event.attempt, leader})

const verification = (order: AttemptOrder, workspace: Workspace) => {
  const {event, state, processes, signal, emit, hub} = order
  return {
    task: taskState(state, event.task).task,
    policy: state.policy,
    directory: workspace.path,
    env: environment(order, workspace),
    logDirectory: pathOf(order, 'gates'),
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

/** Undefined: it ended well as far as one can tell from outside. */
const runItsAgent = async (order: AttemptOrder, workspace: Workspace): Promise<Outcome | undefined> => {
  const {event, state, runDirectory, processes, signal} = order
  const task = taskState(state, event.task)
  const spec = agentFor(task.task, state.policy.agents)
  const agent = agentOfKind(spec.kind)
  if (agent === undefined)
    return {type: 'refused', reason: `There is no agent of kind ${JSON.stringify(spec.kind)}.`}
  const log = attemptFile(event, 'log')
  const end = await runAgent(agent, {
    ...agentContext(order, workspace, spec),
    instructionFile: await writeInstruction(order, workspace, task),
    log: join(runDirectory, log),
    limits: state.policy.limits,
    signal,
    processes,
    onStart: announce(order),
    // In a tree of its own, nobody may write on once the work is captured.
    alone: state.policy.workspace.mode !== 'shared',
  })
  const {exitCode, durationMs, signal: endSignal} = end
  order.emit({
    type: 'agent-exited',
    task: event.task,
    attempt: event.attempt,
    exitCode,
    ...(endSignal === undefined ? {} : {signal: endSignal}),
    durationMs: Math.round(durationMs),
    log,
  })
  if (end.how === 'exited' && exitCode === 0) return undefined
  return outcomeOfAgent(end, await readTail(join(runDirectory, log), TAIL_CHARS), state.policy.limits)
}

/** Enough to find the last line of an agent that prints JSON. */
const TAIL_CHARS = 4_000

const agentContext = (order: AttemptOrder, workspace: Workspace, spec: AgentSpec) => ({
  spec,
  task: taskState(order.state, order.event.task).task,
  workspace: workspace.path,
  env: environment(order, workspace),
})

/** In the workspace's top; where all share one tree, among the run's files. */
const writeInstruction = async (
  order: AttemptOrder,
  workspace: Workspace,
  {task}: TaskState,
): Promise<string> => {
  const isShared = order.state.policy.workspace.mode === 'shared'
  const path = isShared ? pathOf(order, 'instruction.md') : join(workspace.path, INSTRUCTION_FILE)
  await writeText(path, taskInstruction(order.state, task.id, {workspace: workspace.path}))
  return path
}

const environment = (
  {event, state}: AttemptOrder,
  workspace: Workspace,
): {readonly [name: string]: string} => ({
  ...workspace.env,
  AGENT_SPAWN_RUN: state.run,
  AGENT_SPAWN_TASK: event.task,
  AGENT_SPAWN_ATTEMPT: String(event.attempt),
})

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
