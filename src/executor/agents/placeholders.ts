// Puts the facts of an attempt into a user's command line. The shell never reads a value as shell text: a placeholder
// becomes a reference to a variable, quoted as its place needs it, and the values travel in the environment.

import {err, ok, type Result} from '../../util/result.ts'
import type {AgentContext} from './agent.ts'

type Quoting = 'none' | 'single' | 'double'

interface Placeholder {
  readonly variable: string
  /** Between quotes of the user's own, a value may be read by a second shell (`sh -c '… {title}'`). */
  readonly isSafeInQuotes: boolean
  value(context: AgentContext): string
}

const PLACEHOLDERS: {readonly [name: string]: Placeholder} = {
  instruction: {
    variable: 'AGENT_SPAWN_INSTRUCTION',
    isSafeInQuotes: true,
    value: context => context.instructionFile,
  },
  task: {variable: 'AGENT_SPAWN_TASK', isSafeInQuotes: true, value: context => context.task.id},
  workspace: {variable: 'AGENT_SPAWN_WORKSPACE', isSafeInQuotes: true, value: context => context.workspace},
  title: {variable: 'AGENT_SPAWN_TITLE', isSafeInQuotes: false, value: context => context.task.title},
}

/** The variables that a filled command refers to; every shell agent gets all of them. A title may hold anything but NUL. */
export const placeholderEnv = (context: AgentContext): {readonly [name: string]: string} =>
  Object.fromEntries(
    Object.values(PLACEHOLDERS).map(({variable, value}) => [variable, value(context).replaceAll('\0', '')]),
  )

const TOKEN = /\\[\s\S]|['"]|\{(?:instruction|task|workspace|title)\}/g

/** The command as shell text. The error is a sentence on a placeholder that stands where it must not. */
export const fillPlaceholders = (command: string): Result<string, string> => {
  let quoting: Quoting = 'none'
  let misplaced: string | undefined
  const filled = command.replaceAll(TOKEN, token => {
    if (!token.startsWith('{')) {
      quoting = quotingAfter(quoting, token)
      return token
    }
    const placeholder = PLACEHOLDERS[token.slice(1, -1)]
    if (placeholder === undefined) throw new Error(`bug: no placeholder ${token}`)
    if (quoting !== 'none' && !placeholder.isSafeInQuotes) misplaced = token
    return reference(placeholder.variable, quoting)
  })
  if (misplaced === undefined) return ok(filled)
  return err(
    `The placeholder ${misplaced} stands inside quotes in the agent's command; it is quoted already: take the quotes away.`,
  )
}

const reference = (variable: string, quoting: Quoting): string => {
  const bare = `\${${variable}}`
  if (quoting === 'double') return bare
  return quoting === 'none' ? `"${bare}"` : `'"${bare}"'`
}

/** A backslash hides a character everywhere but in single quotes, where the one behind it counts by itself. */
const quotingAfter = (quoting: Quoting, token: string): Quoting => {
  const mark = token.startsWith('\\') && quoting === 'single' ? token.slice(1) : token
  if (mark === "'" && quoting !== 'double') return quoting === 'single' ? 'none' : 'single'
  if (mark === '"' && quoting !== 'single') return quoting === 'double' ? 'none' : 'double'
  return quoting
}
