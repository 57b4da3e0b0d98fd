// What the agents with a command line of their own have in common: one program, words, the prompt on standard input.

import type {AgentSpec} from '../../run/policy.ts'
import {findExecutable} from '../../system/executable.ts'
import {quote} from '../../system/quote.ts'
import type {Agent, AgentContext} from './agent.ts'

export interface Preset {
  readonly kind: string
  /** Looked up on the `PATH`. */
  readonly program: string
  /** How one gets the program. */
  readonly remedy: string
  /** The words behind the program; none of them holds the prompt, which may be too long for a command line. */
  words(spec: AgentSpec): readonly string[]
  /** Variables that the user's own environment overrides. */
  readonly env: {readonly [name: string]: string}
  readonly hear: NonNullable<Agent['hear']>
  /** What else keeps it from starting here. */
  readonly obstacle?: (spec: AgentSpec) => string | undefined
}

export const presetAgent = (preset: Preset): Agent => ({
  kind: preset.kind,
  missing: async spec => {
    if ((await findExecutable(preset.program)) !== undefined) return preset.obstacle?.(spec)
    return `The command "${preset.program}" of the agent "${spec.name}" was not found on the PATH. ${preset.remedy}, or choose another agent with --agent.`
  },
  hear: preset.hear,
  launch: ({spec, instructionFile}: AgentContext) => ({
    type: 'process',
    command: [preset.program, ...preset.words(spec).map(quote)].join(' '),
    stdinFile: instructionFile,
    env: unlessSet(preset.env),
  }),
})

const unlessSet = (env: Preset['env']): Preset['env'] =>
  Object.fromEntries(Object.entries(env).filter(([name]) => process.env[name] === undefined))

/** `[flag, model]`, or nothing where the agent shall use the model that it is configured for. */
export const modelWords = (flag: string, {model}: AgentSpec): readonly string[] =>
  model === undefined ? [] : [flag, model]
