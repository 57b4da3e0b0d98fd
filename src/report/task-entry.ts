// What a report says of one task: its facts as a list, what it waits for, its failed attempts, its evidence.

import type {Output} from '../graph/task.ts'
import {explain} from '../run/explain.ts'
import {isPersonsToResolve} from '../run/repair.ts'
import {type AttemptState, lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {gateEvidence} from './evidence.ts'
import {code, inline} from './markdown.ts'
import {statusWord} from './status-word.ts'
import {endedAt, failedAttempts, leftOf, needsOf, presenceOf, startedAt, workMs} from './task-facts.ts'
import {formatDuration, formatInstant} from './time.ts'
import {describeOutcome, describeReason, shortCommit} from './words.ts'

/** Blocks under a heading of level 4. `scope` says whose gates are shown: of all tasks, or of failed ones alone. */
export const taskEntry = (state: RunState, task: TaskState, scope: 'all' | 'failed'): readonly string[] => {
  const isShown = scope === 'all' || task.phase === 'failed'
  return [
    `#### ${task.task.id}: ${inline(task.task.title)}`,
    taskFacts(state, task),
    ...(isShown ? (lastAttempt(task)?.gates ?? []).flatMap(gate => gateEvidence(gate, 'failures')) : []),
  ]
}

/** The facts as one list; those that are not known yet are left out. */
export const taskFacts = (state: RunState, task: TaskState): string =>
  [
    ...progressFacts(task),
    ...resultFacts(state, task),
    ...blockerLines(state, task),
    ...failureLines(task),
  ].join('\n')

const fact = (name: string, value: string | undefined): readonly string[] =>
  value === undefined || value === '' ? [] : [`- **${name}:** ${value}`]

const maybe = <T>(value: T | undefined, format: (value: T) => string): string | undefined =>
  value === undefined ? undefined : format(value)

const progressFacts = (task: TaskState): readonly string[] => {
  const attempt = lastAttempt(task)
  return [
    ...fact('Status', statusWord(task)),
    ...fact('Workspace', maybe(attempt?.workspace, code)),
    ...fact('Branch', attempt?.branch === '' ? undefined : maybe(attempt?.branch, code)),
    ...fact('Agent', maybe(attempt?.agent, inline)),
    ...fact('Started', maybe(startedAt(task), formatInstant)),
    ...fact('Ended', maybe(endedAt(task), formatInstant)),
    ...fact('Duration', maybe(workMs(task), formatDuration)),
    ...fact('Attempts', String(task.attempts.length)),
  ]
}

const resultFacts = (state: RunState, task: TaskState): readonly string[] => {
  const trespasses = lastAttempt(task)?.trespasses ?? []
  return [
    ...fact(
      'Merged commit',
      maybe(task.merged, commit => code(shortCommit(commit))),
    ),
    ...fact(
      'Outputs',
      task.task.outputs.map(output => describeOutput(output, presenceOf(state, task, output))).join(', '),
    ),
    ...fact('Written outside its outputs', trespasses.map(code).join(', ')),
    ...fact('Review', maybe(task.review, describeReview)),
    ...fact(
      'Left over',
      maybe(leftOf(task), ({word, text}) => inline(`${word}, ${text}`)),
    ),
  ]
}

const describeOutput = (output: Output, isPresent: boolean | undefined): string => {
  if (isPresent === undefined) return code(output.path)
  if (output.intent === 'delete') return `${code(output.path)} (${isPresent ? 'deleted' : 'not deleted'})`
  return `${code(output.path)} (${isPresent ? 'present' : 'missing'})`
}

const describeReview = ({decision, by, comment, at}: NonNullable<TaskState['review']>): string =>
  `${decision} by ${inline(by)} at ${formatInstant(at)}${comment === undefined ? '' : `: ${inline(comment)}`}`

/** Why it is not running, or what a person must do for it. */
const blockerLines = (state: RunState, task: TaskState): readonly string[] => {
  const {id} = task.task
  const reasons = explain(state, id).map(reason => inline(describeReason(reason)))
  const needs = needsOf(task).map(need => `a person must check: ${inline(need)}`)
  const [yes, no] = isPersonsToResolve(task)
    ? [`resolve ${id} --continue`, `resolve ${id} --abort`]
    : [`approve ${id}`, `reject ${id}`]
  const decide =
    task.phase === 'needs-review'
      ? [`then ${code(`agent-spawn ${yes}`)} or ${code(`agent-spawn ${no}`)}`]
      : []
  return nested('Blockers', [...reasons, ...needs, ...decide])
}

const failureLines = (task: TaskState): readonly string[] =>
  nested('Failed attempts', failedAttempts(task).map(describeFailure))

const describeFailure = ({number, outcome}: AttemptState): string =>
  `attempt ${number}: ${outcome === undefined ? '' : inline(describeOutcome(outcome))}`

const nested = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`- **${name}:**`, ...lines.map(line => `  - ${line}`)]
