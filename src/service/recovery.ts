// The agents of a directory that have not finished, and what became of those whose dispatcher is gone. Only looks.

import {join} from 'node:path'
import {findLockHolder} from '../dispatcher/run-lock.ts'
import {listRuns, type RunError, readRun, runDirectory, runsDirectory} from '../dispatcher/runs.ts'
import {attemptFile} from '../executor/attempt-order.ts'
import type {TaskId} from '../graph/task.ts'
import {type AgentState, agentState, totalEffort} from '../report/agent-state.ts'
import {oneLine} from '../report/words.ts'
import type {ProcessName} from '../run/event.ts'
import {type AttemptState, lastAttempt, type RunState, taskState} from '../run/state.ts'
import {readTail} from '../system/files.ts'
import {isAlive} from '../system/identity.ts'
import {ok, type Result} from '../util/result.ts'

export interface AgentsOfRun {
  readonly state: RunState
  /** All that were ever started, in the order of the plan. */
  readonly agents: readonly AgentState[]
}

/** Of the last run, or the named one; undefined where there is no run. */
export const agentsOfRun = async (
  root: string,
  run?: string,
): Promise<Result<AgentsOfRun | undefined, RunError>> => {
  if (run === undefined && (await listRuns(root)).length === 0) return ok(undefined)
  const read = await readRun(root, run)
  if (!read.ok) return read
  const state = read.value
  const effort = totalEffort(state.graph)
  const agents = [...state.tasks.values()].flatMap(task => agentState(state, task, effort) ?? [])
  const isHeld = (await findLockHolder(runsDirectory(root))) !== undefined
  return ok({
    state,
    agents: isHeld ? agents : await Promise.all(agents.map(agent => seen(root, state, agent))),
  })
}

/** What was at work when the dispatcher went, looked up in the world. */
const seen = async (root: string, state: RunState, agent: AgentState): Promise<AgentState> => {
  if (taskState(state, agent.agent_id).phase !== 'running') return agent
  const attempt = attemptOf(state, agent.agent_id)
  if (await isAtWork(attempt))
    return {...agent, progress_message: 'still at work; `agent-spawn recover resume` waits for it'}
  const last = await lastLine(join(runDirectory(root, state.run), logOf(agent.agent_id, attempt)))
  const {progress_message: told} = agent
  const words = [
    ...(told === undefined ? [] : [`it told: ${told}`]),
    ...(last === '' ? [] : [`it last said: ${last}`]),
  ]
  return {...agent, pid: null, progress_message: ['interrupted: its process is gone', ...words].join('; ')}
}

const attemptOf = (state: RunState, id: TaskId): AttemptState => {
  const attempt = lastAttempt(taskState(state, id))
  if (attempt === undefined) throw new Error(`bug: ${id} has a state and no attempt`)
  return attempt
}

/** The agent until it has ended; then whatever was started last. */
export const leaderOf = ({agentProcess, exit, leaders}: AttemptState): ProcessName | undefined =>
  exit === undefined && agentProcess !== undefined ? agentProcess.leader : leaders.at(-1)

/** Whether any process of an attempt lives, by more than its number. */
export const isAtWork = async ({leaders}: AttemptState): Promise<boolean> => {
  const lives = await Promise.all(leaders.map((leader: ProcessName) => isAlive(leader)))
  return lives.includes(true)
}

/** Of the agent's output: enough characters for one line of it. */
const LINE_CHARS = 400

const lastLine = async (path: string): Promise<string> =>
  oneLine((await readTail(path, LINE_CHARS)).trimEnd().split('\n').at(-1) ?? '')

const logOf = (task: TaskId, {number, log}: AttemptState): string =>
  log ?? attemptFile({task, attempt: number}, 'log')
