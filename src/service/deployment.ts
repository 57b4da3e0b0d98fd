// A deployment directory of another coordinator, which keeps one `state/<agent>.json` per agent and an `agents/<agent>/status.json`
// beside it: what they say, where they contradict each other, and what can be told of the processes they name.

import {basename, join} from 'node:path'
import {z} from 'zod'
import {isIncomplete} from '../report/agent-state.ts'
import type {AgentRecord} from '../report/recovery.ts'
import {wallClock} from '../system/clock.ts'
import {listDirectory, readText, writeAtomic} from '../system/files.ts'
import {processStart} from '../system/host.ts'

/** Half-written and stopped agents have little more than these two. */
const RECORD = z.looseObject({
  agent_id: z.string().min(1),
  status: z.string(),
  agent_name: z.string().optional(),
  agent_type: z.string().optional(),
  parent_agent_id: z.string().nullish(),
  pid: z.int().positive().nullish(),
  started_at: z.string().nullish(),
  progress: z.number().optional(),
  progress_message: z.string().optional(),
  last_updated: z.string().optional(),
  completed_at: z.string().optional(),
  failed_at: z.string().optional(),
})
type StateRecord = z.output<typeof RECORD>

const STATUS = z.looseObject({status: z.string(), last_updated: z.string().optional()})

export interface DeployedAgent {
  /** Absolute. */
  readonly path: string
  readonly record: StateRecord
  /** What its `status.json` says, if there is one. */
  readonly status?: z.output<typeof STATUS>
}

export interface Deployment {
  readonly agents: readonly DeployedAgent[]
  /** Files that hold no state of an agent, as whole sentences. */
  readonly corrupt: readonly {readonly path: string; readonly message: string}[]
}

/** An absent directory holds no agents. */
export const readDeployment = async (directory: string): Promise<Deployment> => {
  const agents: DeployedAgent[] = []
  const corrupt: {path: string; message: string}[] = []
  for (const name of await listDirectory(join(directory, 'state'))) {
    if (!name.endsWith('.json')) continue
    const path = join(directory, 'state', name)
    const record = await readJson(path, RECORD)
    if (record === undefined) corrupt.push({path, message: `${path} does not hold the state of an agent.`})
    else {
      const status = await readJson(join(directory, 'agents', basename(name, '.json'), 'status.json'), STATUS)
      agents.push({path, record, ...(status === undefined ? {} : {status})})
    }
  }
  return {agents, corrupt}
}

const readJson = async <T extends z.ZodType>(path: string, shape: T): Promise<z.output<T> | undefined> => {
  const text = await readText(path)
  if (!text.ok) return undefined
  try {
    return shape.safeParse(JSON.parse(text.value)).data
  } catch {
    return undefined
  }
}

export const incompleteAgents = ({agents}: Deployment): readonly DeployedAgent[] =>
  agents.filter(({record}) => isIncomplete(record))

/** For lists of agents; what is null or absent there is absent here. */
export const recordOf = ({record}: DeployedAgent): AgentRecord => {
  const {agent_id, status, agent_name, agent_type, parent_agent_id, started_at, progress, progress_message} =
    record
  return {
    agent_id,
    status,
    ...(agent_name === undefined ? {} : {agent_name}),
    ...(agent_type === undefined ? {} : {agent_type}),
    ...(parent_agent_id === undefined ? {} : {parent_agent_id}),
    ...(started_at === undefined ? {} : {started_at}),
    ...(progress === undefined ? {} : {progress}),
    ...(progress_message === undefined ? {} : {progress_message}),
  }
}

/** Seconds between a process's start and the note of it. */
const SLACK_MS = 60_000

/** Whether its process lives. A number that was given to another process since does not count. */
export const isLive = async ({record}: DeployedAgent): Promise<boolean> => {
  const {pid, started_at} = record
  const noted = Date.parse(started_at ?? '')
  const began = pid === undefined || pid === null ? undefined : await processStart(pid)
  return began !== undefined && (Number.isNaN(noted) || Math.abs(began - noted) < SLACK_MS)
}

const CRASHED = 'Process terminated unexpectedly (recovered after crash)'

/**
 * What its state should say: what its `status.json` says of its end, or that it failed if its process is gone. Undefined where
 * there is nothing to say against it.
 */
export const reconciled = async (agent: DeployedAgent): Promise<StateRecord | undefined> => {
  const {record, status} = agent
  if (!isIncomplete(record)) return undefined
  const {completed_at: _completed, failed_at: _failed, error: _error, ...kept} = record
  if (status !== undefined && !isIncomplete(status)) {
    const at = status.last_updated ?? new Date(wallClock()).toISOString()
    return {...kept, status: status.status, last_updated: at, ...endOf(status.status, at)}
  }
  if (await isLive(agent)) return undefined
  const at = new Date(wallClock()).toISOString()
  return {...kept, status: 'failed', last_updated: at, error: CRASHED, failed_at: at}
}

const endOf = (status: string, at: string): object => {
  if (status === 'completed') return {completed_at: at}
  return status === 'failed' ? {failed_at: at} : {}
}

export const writeState = (path: string, record: object): Promise<void> =>
  writeAtomic(path, `${JSON.stringify(record, undefined, 2)}\n`)

const DAY_MS = 86_400_000

/** Those that ended more than so many days ago; without a date, nobody knows, and they stay. */
export const expiredAgents = async (
  directory: string,
  {keepDays, at}: {readonly keepDays: number; readonly at: number},
): Promise<readonly DeployedAgent[]> => {
  const {agents} = await readDeployment(directory)
  return agents.filter(({record}) => {
    const ended = Date.parse(record.completed_at ?? record.failed_at ?? record.last_updated ?? '')
    return !isIncomplete(record) && at - ended >= keepDays * DAY_MS
  })
}
