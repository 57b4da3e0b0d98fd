// Any command line as an agent. The instruction is on its standard input; placeholders and variables tell it the rest.

import type {Usage} from '../../run/event.ts'
import type {AgentSpec} from '../../run/policy.ts'
import {findExecutable} from '../../system/executable.ts'
import {quote} from '../../system/quote.ts'
import type {Agent} from './agent.ts'
import {fillPlaceholders, placeholderEnv} from './placeholders.ts'
import {limitUntil, said, usageOf} from './said.ts'

export const shell: Agent = {
  kind: 'shell',
  async missing({name, command = ''}) {
    if (command.trim() === '')
      return `The agent "${name}" has no command; expected one, e.g. --agent 'shell:my-agent {task}'.`
    const filled = fillPlaceholders(command)
    if (!filled.ok) return filled.error
    const program = plainProgram(command)
    if (program === undefined || (await findExecutable(program)) !== undefined) return undefined
    return `The command "${program}" of the agent "${name}" was not found on the PATH. Install it, or correct the agent's command.`
  },
  launch(context) {
    const filled = fillPlaceholders(commandOf(context.spec))
    if (!filled.ok) return {type: 'refused', reason: filled.error}
    if (filled.value.trim() === '')
      return {type: 'refused', reason: `The agent "${context.spec.name}" has no command.`}
    return {
      type: 'process',
      command: filled.value,
      stdinFile: context.instructionFile,
      env: placeholderEnv(context),
    }
  },
  hear: output => {
    const limited = LIMITED.exec(output.trimEnd().split('\n').at(-1) ?? '')
    const [, words = ''] = [...output.matchAll(USAGE)].at(-1) ?? []
    return said(usageIn(words), limited === null ? undefined : limitUntil(timeOf(limited[1] ?? '')))
  },
}

/** Its last line, before it ends with another code than 0: `agent-spawn:limited`, and when that resets if it knows. */
const LIMITED = /^agent-spawn:limited(?: (\S{1,40}))?\s*$/

/** Any line, the last counts: `agent-spawn:usage input=12000 output=800 usd=0.42`. */
const USAGE = /^agent-spawn:usage (.{1,200})$/gm

/** An instant as ISO 8601 has it, or seconds since the epoch. */
const timeOf = (text: string): number | undefined => {
  if (text === '') return undefined
  return /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text)
}

const usageIn = (words: string): Usage | undefined => {
  const amount = (name: string): number | undefined => {
    const [, digits] =
      new RegExp(`(?:^| )${name}=(\\d{1,15}(?:\\.\\d{1,9})?)(?: |$)`).exec(words.trim()) ?? []
    return digits === undefined ? undefined : Number(digits)
  }
  return usageOf({inputTokens: amount('input'), outputTokens: amount('output'), usd: amount('usd')})
}

const commandOf = ({command = '', args}: AgentSpec): string => [command, ...args.map(quote)].join(' ')

/** What a shell understands without any file of that name: commands and words of its own. */
const SHELL_WORDS = new Set(
  'alias bg break case cd command continue eval exec exit export fc fg for getopts hash if jobs local read readonly return set shift source times trap type ulimit umask unalias unset until wait while'.split(
    ' ',
  ),
)

/** The first word, where it can be nothing but the name of a program; a shell alone knows about the rest. */
const plainProgram = (command: string): string | undefined => {
  const word = /^\s*([A-Za-z0-9_][\w.+-]*)(?=\s|$)/.exec(command)?.[1]
  return word === undefined || SHELL_WORDS.has(word) ? undefined : word
}
