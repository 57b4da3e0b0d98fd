// Which agent a name stands for: one of the configuration, a preset, or `shell:` and a command line.

import {AGENTS} from '../executor/agents/table.ts'
import type {AgentLimits, AgentSpec} from '../run/policy.ts'
import {suggestion} from '../util/closest.ts'
import {err, ok, type Result} from '../util/result.ts'
import type {Config} from './config-shape.ts'

const SHELL = 'shell'
const SHELL_PREFIX = `${SHELL}:`

/** Runs nothing, so it is none of the agents table. */
const SIMULATE = 'simulate'

const kinds = (): readonly string[] => [...AGENTS.map(({kind}) => kind), SIMULATE]

/** The error is a whole sentence. */
export const chooseAgent = (name: string, config: Config): Result<AgentSpec, string> => {
  if (name.startsWith(SHELL_PREFIX))
    return ok({name: SHELL, kind: SHELL, command: name.slice(SHELL_PREFIX.length).trim(), args: []})
  const configured = config.agents?.[name]
  if (configured !== undefined) return withFallback(configuredAgent(name, configured), configured, config)
  const presets = kinds().filter(kind => kind !== SHELL)
  if (presets.includes(name)) return ok({name, kind: name, args: []})
  const known = [...Object.keys(config.agents ?? {}), ...presets]
  return err(
    `There is no agent "${name}"${suggestion(name, known)}; known are ${known.join(', ')} and 'shell:COMMAND {task}'.`,
  )
}

type Configured = NonNullable<Config['agents']>[string]

const configuredAgent = (
  name: string,
  {kind, command, args = [], model, provider, limits}: Configured,
): Result<AgentSpec, string> => {
  if (!kinds().includes(kind))
    return err(
      `The agent "${name}" has the kind "${kind}"${suggestion(kind, kinds())}; known are ${kinds().join(', ')}.`,
    )
  return ok({
    name,
    kind,
    args,
    ...(command === undefined ? {} : {command}),
    ...(model === undefined ? {} : {model}),
    ...(provider === undefined ? {} : {provider}),
    ...(limits === undefined ? {} : {limits: agentLimits(limits)}),
  })
}

/** Without what is not said. */
export const agentLimits = ({
  run,
  idle,
  memory,
  log,
}: NonNullable<Configured['limits']> = {}): AgentLimits => ({
  ...(run === undefined ? {} : {runMs: run}),
  ...(idle === undefined ? {} : {idleMs: idle}),
  ...(memory === undefined ? {} : {memoryBytes: memory}),
  ...(log === undefined ? {} : {logBytes: log}),
})

/** Those that stand in for a stand-in are not asked: so nobody is asked in a circle. */
const withFallback = (
  chosen: Result<AgentSpec, string>,
  {fallback = []}: Configured,
  config: Config,
): Result<AgentSpec, string> => {
  if (!chosen.ok || fallback.length === 0) return chosen
  const specs: AgentSpec[] = []
  for (const name of fallback) {
    const configured = config.agents?.[name]
    const spec = configured === undefined ? chooseAgent(name, config) : configuredAgent(name, configured)
    if (!spec.ok) return err(`The agent "${chosen.value.name}" has an unknown fallback. ${spec.error}`)
    specs.push(spec.value)
  }
  return ok({...chosen.value, fallback: specs})
}
