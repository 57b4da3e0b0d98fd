// How a task is to be checked, from words alone: no fence says whether they are shell or prose. What is not surely a command is
// for a person to judge. Knows no document.

import type {Fact} from '../graph/draft.ts'
import type {Gate, Step} from '../graph/task.ts'
import {readShellSteps} from './shell-steps.ts'

/** One gate of all of these words, in order; none if there is nothing to check. */
export const readChecks = (words: readonly Fact<string>[]): Gate[] => {
  const steps = words.flatMap(stepsOf)
  const [first] = words
  if (!first || steps.length === 0) return []
  return [{name: 'validation', type: 'command', steps, parameters: {}, location: first.location}]
}

const IN_CODE = /^(?:run:?\s+)?`([^`]+)`\.?$/i
/** `command: npm test`, in a mapping of whatever else. */
const KEYED = /^[-{ \t]*(?:run|command|cmd|script)[ \t]*:(.+)$/m
const MAPPING = /^\{?[\w-]{1,40}\s*:\s/
/** Programs that checks begin with, after variables; or a path. */
const PROGRAM =
  /^(?:[A-Z_]{1,40}=\S{0,200}\s+)*(?:\.{0,2}\/\S|(?:npm|npx|pnpm|yarn|bun|bunx|node|deno|tsc|vitest|jest|playwright|eslint|biome|python3?|pytest|uv|uvx|poetry|tox|ruff|mypy|cargo|go|make|just|mvn|gradle|dotnet|bundle|rake|rspec|mix|php|composer|swift|flutter|dart|cmake|ctest|bazel|terraform|docker|kubectl|helm|psql|sqlite3|curl|git|grep|rg|diff|bash|sh)(?:\s|$))/
const NONE = /^(?:none|n\/a|null|~|-+)\.?$/i

const stepsOf = ({value, location}: Fact<string>): Step[] => {
  const text = value.trim()
  if (text === '' || NONE.test(text)) return []
  const command = commandIn(text)
  if (command !== undefined) return readShellSteps(command.split('\n'), () => location)
  const name = text.replace(/\s+/g, ' ')
  return [
    {
      name,
      command: '',
      kind: 'manual',
      expect: 'success',
      because: 'is a remark without a command',
      location,
    },
  ]
}

const commandIn = (text: string): string | undefined => {
  const marked = IN_CODE.exec(text)?.[1]
  if (marked !== undefined) return marked
  if (MAPPING.test(text)) return unquoted(KEYED.exec(text)?.[1])
  return PROGRAM.test(text) ? text : undefined
}

const unquoted = (text: string | undefined): string | undefined =>
  text
    ?.trim()
    .replace(/\}$/, '')
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
