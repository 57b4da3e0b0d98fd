// Gives up agents that have not finished, for good; but never one that is at work.

import type {RunError} from '../dispatcher/runs.ts'
import {isIncomplete} from '../report/agent-state.ts'
import type {AgentRecord} from '../report/recovery.ts'
import type {EventBody} from '../run/event.ts'
import {objection} from '../run/request.ts'
import {lastAttempt, type RunState, taskState} from '../run/state.ts'
import {removeFile} from '../system/files.ts'
import {ok, type Result} from '../util/result.ts'
import {isLive, readDeployment, recordOf} from './deployment.ts'
import {failed, runFailure} from './failure.ts'
import type {OperationError} from './operation.ts'
import {isAtWork} from './recovery.ts'
import {amendRun} from './resting-run.ts'

export interface Wanted {
  /** Absent: all that are incomplete. */
  readonly agentId?: string | undefined
  readonly by: string
}

const notFound = (id: string) => failed('not-found', `Agent ${id} not found`)
const alreadyCompleted = (id: string) => failed('completed', `Agent ${id} is already completed`)
const atWork = (id: string): string => `Agent ${id} is at work and was left alone; stop it first.`

interface ClearOrder {
  readonly root: string
  readonly run: string
  readonly agents: readonly AgentRecord[]
  readonly input: Wanted
  readonly tell: (message: string) => void
}

/** Their tasks are cancelled, by a person's word. */
export const clearRun = async ({
  root,
  run,
  agents,
  input: {agentId, by},
  tell,
}: ClearOrder): Promise<Result<readonly string[], OperationError>> => {
  const wanted = choose(agents, agentId)
  if (!wanted.ok) return wanted
  const cleared: string[] = []
  const amended = await amendRun<RunError>({directory: root, run}, async state => {
    const bodies: EventBody[] = []
    for (const {agent_id: id} of wanted.value) {
      if (await isTaskAtWork(state, id)) {
        if (agentId === undefined) tell(atWork(id))
        continue
      }
      const ending = endingOf(state, id, by)
      if (ending.length === 0) continue
      bodies.push(...ending)
      cleared.push(id)
    }
    return ok(bodies)
  })
  if (!amended.ok) return runFailure(amended.error)
  return agentId !== undefined && cleared.length === 0 ? failed('at-work', atWork(agentId)) : ok(cleared)
}

const choose = <T extends AgentRecord>(
  agents: readonly T[],
  id: string | undefined,
): Result<readonly T[], OperationError> => {
  if (id === undefined) return ok(agents.filter(isIncomplete))
  const found = agents.find(({agent_id}) => agent_id === id)
  if (found === undefined) return notFound(id)
  return isIncomplete(found) ? ok([found]) : alreadyCompleted(id)
}

const isTaskAtWork = async (state: RunState, id: string): Promise<boolean> => {
  const task = taskState(state, id)
  const attempt = lastAttempt(task)
  return task.phase === 'running' && attempt !== undefined && (await isAtWork(attempt))
}

/** An attempt that nobody works at any more ends with it. */
const endingOf = (state: RunState, task: string, by: string): readonly EventBody[] => {
  const request = {type: 'cancel-requested', task, by, reason: 'cleared by agent-spawn recover'} as const
  if (objection(state, request) !== undefined) return []
  const {phase, attempts} = taskState(state, task)
  if (phase !== 'running') return [request]
  const end = {durationMs: 0, trespasses: []}
  return [
    request,
    {type: 'attempt-finished', task, attempt: attempts.length, outcome: {type: 'cancelled'}, ...end},
  ]
}

/** Their states are removed. */
export const clearDeployment = async (
  directory: string,
  {agentId}: Wanted,
  tell: (message: string) => void,
): Promise<Result<readonly string[], OperationError>> => {
  const {agents} = await readDeployment(directory)
  const wanted = choose(
    agents.map(agent => ({...recordOf(agent), agent})),
    agentId,
  )
  if (!wanted.ok) return wanted
  const cleared: string[] = []
  for (const {agent_id, agent} of wanted.value) {
    if (await isLive(agent)) {
      if (agentId !== undefined) return failed('at-work', atWork(agent_id))
      tell(atWork(agent_id))
    } else {
      await removeFile(agent.path)
      cleared.push(agent_id)
    }
  }
  return ok(cleared)
}
