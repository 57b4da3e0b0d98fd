// The state files of another coordinator: which cannot be read, and which contradict what else is known of their agents.

import {moveAside} from '../../system/files.ts'
import {type DeployedAgent, readDeployment, reconciled, writeState} from '../deployment.ts'
import {type Finding, finding} from './finding.ts'

/** With `isRepairing`, unreadable files are moved aside, and contradicted ones corrected, their originals kept beside them. */
export const examineDeployment = async (
  directory: string,
  isRepairing: boolean,
): Promise<readonly Finding[]> => {
  const {agents, corrupt} = await readDeployment(directory)
  const findings: Finding[] = []
  for (const {path, message} of corrupt) findings.push(await examineCorrupt(path, message, isRepairing))
  for (const agent of agents) findings.push(...(await examineAgent(agent, isRepairing)))
  return findings.length > 0
    ? findings
    : [finding(directory)('ok', `${agents.length} agents, none contradicted.`)]
}

const examineCorrupt = async (path: string, message: string, isRepairing: boolean): Promise<Finding> => {
  const say = finding('state file')
  if (!isRepairing) return say('problem', `${message} \`agent-spawn doctor --repair\` moves it aside.`)
  return say('repaired', `${message} It is now ${await moveAside(path)}.`)
}

const examineAgent = async (agent: DeployedAgent, isRepairing: boolean): Promise<readonly Finding[]> => {
  const better = await reconciled(agent)
  if (better === undefined) return []
  const {record, path, status} = agent
  const say = finding(`agent ${record.agent_id}`)
  const known =
    status === undefined || status.status !== better.status
      ? 'its process is gone'
      : `its status.json says ${status.status}`
  const message = `${path} says ${record.status}, but ${known}.`
  if (!isRepairing) return [say('problem', message)]
  const original = await moveAside(path)
  await writeState(path, better)
  return [say('repaired', `${message} It says ${better.status} now; the original is ${original}.`)]
}
