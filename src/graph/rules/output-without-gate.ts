// Outputs that no gate of their task names: they may be empty or wrong and the task still passes.

import {covers, isGlob, normalisePath} from '../claims.ts'
import type {Rule} from '../rule.ts'
import type {Gate, Output} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const outputWithoutGate: Rule = {
  id: 'output-without-gate',
  severity: 'warning',
  summary: 'No gate of the task names one of its outputs',
  why: 'An empty file passes for the work.',
  wrong: markdown(`
    ### T1: Draw the lines
    **Outputs:** \`lines.svg\`, \`offsets.csv\`
    **Verify:** \`xmllint lines.svg\`
  `),
  right: markdown(`
    ### T1: Draw the lines
    **Outputs:** \`lines.svg\`, \`offsets.csv\`
    **Verify:** \`xmllint lines.svg && test -s offsets.csv\`
  `),
  *check({graph}) {
    for (const task of graph.tasks) {
      if (task.gates.length === 0) continue
      const mentions = mentionsOf(task.gates)
      const left = task.outputs.filter(output => output.intent !== 'delete' && !isNamed(output, mentions))
      const [first, ...others] = left
      if (first === undefined) continue
      yield {
        message: `no gate of ${task.id} names ${listed(left.map(({path}) => path))}, so nothing notices if they are wrong or empty`,
        location: first.location,
        related: others.slice(0, SHOWN).map(({path, location}) => ({message: path, location})),
      }
    }
  },
}

/** Places that one finding points to beside the first. */
const SHOWN = 3

interface Mentions {
  readonly paths: readonly string[]
  /** Text of all commands. */
  readonly commands: string
}

const mentionsOf = (gates: readonly Gate[]): Mentions => ({
  paths: gates.flatMap(({parameters}) => [...texts(parameters)]).map(normalisePath),
  commands: gates.flatMap(({steps}) => steps.map(({command}) => command)).join('\n'),
})

function* texts(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) yield* texts(part)
}

/**
 * Named by itself, by a glob, or in a command by its bare name, as in `import './retry'`. A directory does not name
 * what should be in it: a check of `src/` passes with any one file there.
 */
const isNamed = ({path}: Output, {paths, commands}: Mentions): boolean =>
  paths.some(named => names(named, path)) || hasWord(commands, stemOf(path))

const names = (named: string, path: string): boolean => {
  if (named === path || (path.endsWith('/') && named.startsWith(path.slice(0, -1)))) return true
  return isGlob(named) && covers([named], path)
}

/** `src/retry.service.ts` → `retry`; `src/routes/` → `routes`. */
const stemOf = (path: string): string => {
  const name = path.replace(/\/$/, '').split('/').at(-1) ?? path
  const dot = name.indexOf('.', 1)
  return dot < 0 ? name : name.slice(0, dot)
}

const hasWord = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + word.length])) return true
  }
  return false
}

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}_-]/u.test(character)
