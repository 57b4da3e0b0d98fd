// Which agent a name stands for: one of the configuration, a preset, or `shell:` and a command line.

import {AGENTS} from '../executor/agents/table.ts'
import type {AgentSpec} from '../run/policy.ts'
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
  if (configured !== undefined) return configuredAgent(name, configured)
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
  {kind, command, args = [], model}: Configured,
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
  })
}
