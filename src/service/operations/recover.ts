// `recover`: the agents that have not finished, and giving them up. Going on with them is `continue`.

import {resolve} from 'node:path'
import {z} from 'zod'
import {isIncomplete} from '../../report/agent-state.ts'
import {type AgentRecord, type RecoverySummary, recoverySummary} from '../../report/recovery.ts'
import {ok, type Result} from '../../util/result.ts'
import {clearDeployment, clearRun} from '../clearing.ts'
import {incompleteAgents, readDeployment, recordOf} from '../deployment.ts'
import {runFailure} from '../failure.ts'
import type {OperationError} from '../operation.ts'
import {operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {agentsOfRun} from '../recovery.ts'

const DEPLOYMENT = 'agent-deployment'

const PLACE = {
  run: z.string().optional(),
  /** Of another coordinator; default: the runs of this repository, or `agent-deployment` where there are none. */
  deploymentDir: z.string().optional(),
}

/** Whose agents are meant. */
type Source =
  | {readonly type: 'run'; readonly run: string; readonly agents: readonly AgentRecord[]}
  | {readonly type: 'deployment'; readonly directory: string}

const sourceOf = async (
  directory: string,
  {run, deploymentDir}: {readonly run?: string | undefined; readonly deploymentDir?: string | undefined},
): Promise<Result<Source, OperationError>> => {
  if (deploymentDir === undefined) {
    const found = await agentsOfRun(await findRoot(directory), run)
    if (!found.ok) return runFailure(found.error)
    if (found.value !== undefined) {
      const {state, agents} = found.value
      return ok({type: 'run', run: state.run, agents})
    }
  }
  return ok({type: 'deployment', directory: resolve(directory, deploymentDir ?? DEPLOYMENT)})
}

export interface Recovery {
  /** Absent: they are of another coordinator. */
  readonly run?: string
  readonly summary: RecoverySummary
}

export const recovery = operation({
  input: z.object(PLACE),
  perform: async (input, {directory, emit}): Promise<Result<Recovery, OperationError>> => {
    const source = await sourceOf(directory, input)
    if (!source.ok) return source
    if (source.value.type === 'run') {
      const {run, agents} = source.value
      return ok({run, summary: recoverySummary(agents.filter(isIncomplete))})
    }
    const deployment = await readDeployment(source.value.directory)
    for (const {message} of deployment.corrupt)
      emit({type: 'notice', message: `${message} \`agent-spawn doctor --repair\` moves it aside.`})
    return ok({summary: recoverySummary(incompleteAgents(deployment).map(recordOf))})
  },
})

const CLEAR = z.object({...PLACE, agentId: z.string().optional(), by: z.string()})

/** Answers with the ids of the agents that are given up. The state of an agent at work is never cleared. */
export const recoverClear = operation({
  input: CLEAR,
  perform: async (input, {directory, emit}): Promise<Result<readonly string[], OperationError>> => {
    const source = await sourceOf(directory, input)
    if (!source.ok) return source
    const tell = (message: string): void => emit({type: 'notice', message})
    return source.value.type === 'run'
      ? clearRun({root: await findRoot(directory), ...source.value, input, tell})
      : clearDeployment(source.value.directory, input, tell)
  },
})
