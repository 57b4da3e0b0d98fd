// Whether this machine has what a run needs: git, and the commands of the agents that are configured.

import {agentOfKind} from '../../executor/agents/table.ts'
import {openRepository} from '../../executor/workspace/repository.ts'
import type {AgentSpec} from '../../run/policy.ts'
import {gitVersion} from '../../system/git.ts'
import {loadConfig} from '../config.ts'
import {resolvePolicy} from '../settings.ts'
import {type Finding, finding} from './finding.ts'

export const examineMachine = async (root: string): Promise<readonly Finding[]> => [
  finding('node')('ok', `Node ${process.version}.`),
  await examineGit(root),
  ...(await examineAgents(root)),
]

const examineGit = async (root: string): Promise<Finding> => {
  const say = finding('git')
  const version = await gitVersion()
  if (!version.ok) return say('problem', version.error)
  const repository = await openRepository(root)
  return repository.ok
    ? say('ok', `git ${version.value}, repository ${root}.`)
    : say('problem', repository.error.message)
}

const examineAgents = async (root: string): Promise<readonly Finding[]> => {
  const config = await loadConfig(root)
  if (!config.ok) return [finding('configuration')('problem', config.error.message)]
  const policy = resolvePolicy(config.value.config, {documents: {}}, {})
  if (!policy.ok) return [finding('configuration')('problem', policy.error)]
  const {default: standard, byType, byTask} = policy.value.agents
  const specs = new Map(
    [standard, ...Object.values(byType), ...Object.values(byTask)].map(spec => [spec.name, spec]),
  )
  return Promise.all([...specs.values()].map(examineAgent))
}

/** A run may be told to take another one. */
const examineAgent = async (spec: AgentSpec): Promise<Finding> => {
  const missing = await agentOfKind(spec.kind)?.missing(spec)
  const say = finding(`agent ${spec.name}`)
  return missing === undefined ? say('ok', 'Its command is there.') : say('warning', missing)
}
