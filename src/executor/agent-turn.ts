// The agent's part of an attempt: told what to do, started or found at work, and waited for. Whether its work is good is for
// others to find out.

import {join} from 'node:path'
import {listed} from '../graph/wording.ts'
import {taskInstruction} from '../report/instruction.ts'
import type {Outcome} from '../run/outcome.ts'
import {type AgentSpec, agentFor, agentNamed, type Limits, limitsFor, providerOf} from '../run/policy.ts'
import {type AgentExit, type AgentProcess, type AttemptState, taskState} from '../run/state.ts'
import {wallClock} from '../system/clock.ts'
import {kindOf, readTail, writeAnew} from '../system/files.ts'
import {outcomeOfAgent} from './agents/agent-outcome.ts'
import {type AgentEnd, runAgent} from './agents/run-agent.ts'
import type {Said} from './agents/said.ts'
import {agentOfKind} from './agents/table.ts'
import {type AttemptOrder, attemptFile, attemptPath, environment} from './attempt-order.ts'
import {missingInputs} from './inputs.ts'
import {announce} from './leaders.ts'
import {relatedDocuments} from './related-documents.ts'
import {repairStory} from './repair.ts'
import {resumptionOf} from './resumption.ts'
import {INSTRUCTION_FILE, type Workspace} from './workspace/workspace.ts'

/** `known`: what the journal already says of the attempt. Undefined: the agent ended well, as far as one can tell from outside. */
export const agentTurn = async (
  order: AttemptOrder,
  workspace: Workspace,
  known: AttemptState,
): Promise<Outcome | undefined> => {
  const {exit, agentProcess} = known
  const end = exit === undefined ? await observe(order, workspace, agentProcess) : recorded(exit)
  if (end.how === 'exited' && end.exitCode === 0 && end.leaked === undefined) return undefined
  const limit = end.how === 'exited' ? (await hear(order)).limit : undefined
  if (limit !== undefined) return {type: 'limited', provider: providerOf(specOf(order)), ...limit}
  const tail = await readTail(attemptPath(order, LOG), TAIL_CHARS)
  return outcomeOfAgent(end, tail, limitsOf(order))
}

const LOG = 'log'
const STATUS = 'status'

/** Enough to find the last line of an agent that prints JSON. */
const TAIL_CHARS = 4_000

/** Some tell their usage step by step; of more than this, what is told last counts most. */
const HEARD_CHARS = 4_194_304

const hear = async (order: AttemptOrder): Promise<Said> => {
  const agent = agentOfKind(specOf(order).kind)
  if (agent?.hear === undefined) return {}
  return agent.hear(await readTail(attemptPath(order, LOG), HEARD_CHARS), wallClock())
}

/** As the attempt was given out; where the settings know that agent no more, as they are now. */
const specOf = ({event, state}: AttemptOrder): AgentSpec => {
  const {task} = taskState(state, event.task)
  const {agents} = state.policy
  return agentNamed(task, agents, event.agent) ?? agentFor(task, agents)
}

const recorded = ({stopped, ...exit}: AgentExit): AgentEnd => ({how: stopped ?? 'exited', ...exit})

const observe = async (
  order: AttemptOrder,
  workspace: Workspace,
  agentProcess: AgentProcess | undefined,
): Promise<AgentEnd> => {
  const end = await (agentProcess === undefined
    ? start(order, workspace)
    : adopt(order, workspace, agentProcess))
  const {how, exitCode, signal, leaked, durationMs} = end
  // Nothing has ended that never began, or that nobody has seen the end of.
  if (how === 'refused' || how === 'lost' || how === 'left') return end
  const {usage} = await hear(order)
  order.emit({
    type: 'agent-exited',
    task: order.event.task,
    attempt: order.event.attempt,
    exitCode,
    ...(signal === undefined ? {} : {signal}),
    ...(how === 'exited' ? {} : {stopped: how}),
    ...(leaked === undefined ? {} : {leaked}),
    durationMs: Math.round(durationMs),
    log: attemptFile(order.event, LOG),
    ...(usage === undefined ? {} : {usage}),
  })
  return end
}

/**
 * Its command is sent when the event is written, so that whoever finds no event knows that nothing was started.
 * Where the settings have changed since the attempt was given out, it is given out again.
 */
const start = async (order: AttemptOrder, workspace: Workspace): Promise<AgentEnd> => {
  const {event, state} = order
  const {task} = taskState(state, event.task)
  const spec = specOf(order)
  const agent = agentOfKind(spec.kind)
  if (spec.name !== event.agent || (await wasBegun(order))) return {...REFUSED, how: 'lost'}
  if (agent === undefined)
    return {...REFUSED, reason: `There is no agent of kind ${JSON.stringify(spec.kind)}.`}
  const missing = await missingInputs(task, {directory: workspace.path, plans: state.graph.sources})
  if (missing.length > 0) return {...REFUSED, reason: withoutInputs(missing)}
  return runAgent(agent, {
    ...turnOf(order),
    spec,
    task,
    workspace: workspace.path,
    env: environment(order, workspace.env),
    instructionFile: await writeInstruction(order, workspace),
    status: attemptPath(order, STATUS),
    onStart: announce(order, attemptFile(event, STATUS)),
  })
}

const withoutInputs = (paths: readonly string[]): string =>
  `The task is given ${listed(paths.map(path => JSON.stringify(path)))}, which the tree it begins with does not hold. Commit it before a new run, let a task that it depends on write it, or correct the inputs in the plan.`

/** A machine that crashed may have kept the status file and lost the line that says whose it is. */
const wasBegun = async (order: AttemptOrder): Promise<boolean> =>
  (await kindOf(attemptPath(order, STATUS))) !== undefined

const REFUSED = {how: 'refused', exitCode: null, durationMs: 0} as const

const adopt = (
  order: AttemptOrder,
  workspace: Workspace,
  {status, ...known}: AgentProcess,
): Promise<AgentEnd> => {
  const {task, attempt} = order.event
  const {limits, ...turn} = turnOf(order)
  return order.processes.adopt({
    ...turn,
    ...limits,
    cwd: workspace.path,
    ...known,
    status: join(order.runDirectory, status),
    onAlive: () => order.emit({type: 'attempt-adopted', task, attempt}),
  })
}

const turnOf = (order: AttemptOrder) => ({
  log: attemptPath(order, LOG),
  limits: limitsOf(order),
  signal: order.signal,
  onSilent: (silenceMs: number) => noteSilence(order, silenceMs),
  processes: order.processes,
  // In a tree of its own, nobody may write on once the work is captured.
  alone: order.state.policy.workspace.mode !== 'shared',
})

const limitsOf = (order: AttemptOrder): Limits => {
  const {event, state} = order
  return limitsFor(taskState(state, event.task).task, specOf(order), state.policy)
}

const noteSilence = (order: AttemptOrder, silenceMs: number): void => {
  const {task, attempt} = order.event
  order.emit({
    type: 'agent-silent',
    task,
    attempt,
    silenceMs: Math.round(silenceMs),
    limitMs: limitsOf(order).idleMs,
  })
}

/** In the workspace's top, where an earlier attempt may have left anything; where all share one tree, among the run's files. */
const writeInstruction = async (order: AttemptOrder, workspace: Workspace): Promise<string> => {
  const {state, event} = order
  const isShared = state.policy.workspace.mode === 'shared'
  const path = isShared ? attemptPath(order, 'instruction.md') : join(workspace.path, INSTRUCTION_FILE)
  const resumption = await resumptionOf(order, workspace)
  const repair = await repairStory(order)
  await writeAnew(
    path,
    taskInstruction(state, event.task, {
      workspace: workspace.path,
      documents: await relatedDocuments(taskState(state, event.task).task, workspace.path),
      ...(resumption === undefined ? {} : {resumption}),
      ...(repair === undefined ? {} : {repair}),
    }),
  )
  return path
}
