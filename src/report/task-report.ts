// One task's report in full: every attempt, and everything the host saw of it. Says where it is to lie, and never writes it.

import type {TaskId} from '../graph/task.ts'
import {isSimulated} from '../run/policy.ts'
import {type AttemptState, type RunState, taskState} from '../run/state.ts'
import {err, ok, type Result} from '../util/result.ts'
import {gateEvidence} from './evidence.ts'
import {code, document, inline} from './markdown.ts'
import {taskFacts} from './task-entry.ts'
import {formatDuration, formatInstant} from './time.ts'
import {describeExit, describeOutcome, shortCommit} from './words.ts'

/** Markdown; ends with a newline. The same state gives the same bytes. */
export const taskReport = (state: RunState, id: TaskId): string => {
  const found = taskState(state, id)
  return document([
    `# ${id}: ${inline(found.task.title)}`,
    isSimulated(state.policy)
      ? '> **Simulation.** No agent ran, nothing was written and nothing was verified.'
      : '',
    [runFact(state), taskFacts(state, found)].join('\n'),
    '## Attempts',
    ...(found.attempts.length === 0 ? ['None yet.'] : found.attempts.flatMap(attemptSection)),
  ])
}

const runFact = ({run, base}: RunState): string =>
  `- **Run:** ${code(run)}${base === undefined ? '' : `, integration branch ${code(base.integrationBranch)}`}`

const attemptSection = (attempt: AttemptState): readonly string[] => [
  `### Attempt ${attempt.number}`,
  attemptFacts(attempt)
    .map(([name, value]) => `- **${name}:** ${value}`)
    .join('\n'),
  ...attempt.gates.flatMap(gate => gateEvidence(gate, 'all')),
]

const attemptFacts = (attempt: AttemptState): readonly (readonly [string, string])[] => {
  const {outcome, durationMs, finishedAt, exit, repairs} = attempt
  return [
    ['Outcome', outcome === undefined ? 'Still running.' : inline(describeOutcome(outcome))],
    ...(repairs === undefined ? [] : [['Repairs', `the conflict of attempt ${repairs}`] as const]),
    ['Agent', inline(attempt.agent)],
    ['Started', formatInstant(attempt.startedAt)],
    ...(finishedAt === undefined ? [] : [['Ended', formatInstant(finishedAt)] as const]),
    ...(durationMs === undefined ? [] : [['Duration', formatDuration(durationMs)] as const]),
    ...(exit === undefined ? [] : [['Agent ended', describeExit(exit.exitCode)] as const]),
    ...placeFacts(attempt),
  ]
}

const placeFacts = (attempt: AttemptState): readonly (readonly [string, string])[] => {
  const {workspace, branch, base, commit, tree, log, trespasses} = attempt
  const facts = [
    ['Workspace', workspace],
    ['Branch', branch],
    ['Base', base && shortCommit(base)],
    ['Commit', commit && shortCommit(commit)],
    ['Tree', tree && shortCommit(tree)],
    ['Agent log', log],
  ] as const
  return [
    ...facts.flatMap(([name, value]) => (value ? [[name, code(value)] as const] : [])),
    ...(trespasses.length === 0
      ? []
      : [['Written outside its outputs', trespasses.map(code).join(', ')] as const]),
  ]
}

export interface PatternValues {
  readonly task: string
  readonly run: string
  readonly date: string
}

/**
 * The path of a report from `--output-pattern`, relative to the repository: `docs/09-reports/{task}_execution_log.md`.
 * An error is a message for the user.
 */
export const expandPattern = (pattern: string, values: PatternValues): Result<string, string> => {
  const unknown = [...pattern.matchAll(PLACEHOLDER)].find(([, name = '']) => !Object.hasOwn(values, name))
  if (unknown !== undefined)
    return err(
      `${shown(pattern)} has the placeholder ${unknown[0]}; known are ${Object.keys(values)
        .map(name => `{${name}}`)
        .join(', ')}.`,
    )
  const path = pattern.replace(PLACEHOLDER, (_, name: keyof PatternValues) => values[name])
  const problem = problemOf(path)
  return problem === undefined
    ? ok(path)
    : err(`${shown(pattern)} ${problem}; expected a file inside the repository, e.g. ${EXAMPLE}.`)
}

const PLACEHOLDER = /\{([^{}]*)\}/g
const EXAMPLE = 'docs/09-reports/{task}_execution_log.md'

const shown = (pattern: string): string => `The output pattern ${JSON.stringify(pattern)}`

/** Backslashes separate on Windows, so that no path with one is taken to lie inside. */
const problemOf = (path: string): string | undefined => {
  if (path === '' || /[/\\]$/.test(path)) return 'names no file'
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return 'is an absolute path'
  if (path.split(/[/\\]/).includes('..')) return 'leaves the repository'
  return /[\p{Cc}\\]/u.test(path) ? 'has a backslash or a control character' : undefined
}
