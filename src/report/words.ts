// What happened, in words for people: an outcome, a reason to wait, an event. Knows nothing of where the words are shown.

import {counted, listed} from '../graph/wording.ts'
import type {
  AgentExited,
  AttemptFinished,
  GateFinished,
  MergeFinished,
  ReviewDecided,
  RunEvent,
  RunResumed,
  RunStarted,
  StopRequested,
} from '../run/event.ts'
import type {Reason} from '../run/explain.ts'
import type {Outcome} from '../run/outcome.ts'
import type {Phase} from '../run/phase.ts'
import {display} from '../util/display.ts'
import {unreachable} from '../util/unreachable.ts'
import {formatDuration, formatInstant} from './time.ts'

/** Text of unknown origin on one line, safe to show. */
export const oneLine = (text: string): string => display(text).replace(/\s+/g, ' ').trim()

/** The first characters of an object id, as many as git shows. */
export const shortCommit = (commit: string): string => commit.slice(0, 7)

/** `exit code 1`. Null: a signal ended it; undefined: it never ran. */
export const describeExit = (exitCode: number | null | undefined): string => {
  if (exitCode === undefined) return 'never run'
  return exitCode === null ? 'ended by a signal' : `exit code ${exitCode}`
}

/** One sentence. */
export const describeOutcome = (outcome: Outcome): string => {
  switch (outcome.type) {
    case 'passed':
      return 'Passed.'
    case 'gate-failed':
      return `Gate ${oneLine(outcome.gate)} failed at "${oneLine(outcome.step)}" (${describeExit(outcome.exitCode)}).`
    case 'agent-failed':
      return sentence(outcome.message)
    case 'missing-outputs':
      return missing(outcome.paths)
    case 'trespassed':
      return `It wrote outside its declared outputs: ${paths(outcome.paths)}.`
    case 'timed-out':
      return `The agent was stopped at its limit of ${formatDuration(outcome.limitMs)}.`
    case 'stalled':
      return `The agent was stopped after ${formatDuration(outcome.silenceMs)} without output.`
    case 'conflicted':
      return `Its work conflicts with what is on the integration branch: ${paths(outcome.paths)}.`
    case 'limited':
      return limited(outcome)
    case 'refused':
      return sentence(`It could not be started: ${outcome.reason}`)
    case 'cancelled':
      return 'It was cancelled, which costs no attempt.'
    case 'lost':
      return 'It was lost when agent-spawn itself ended, which costs no attempt.'
    default:
      return unreachable(outcome)
  }
}

const paths = (names: readonly string[]): string => listed(names.map(oneLine))

const missing = (names: readonly string[]): string =>
  names.length === 0
    ? 'It changed nothing, and nothing else speaks for it.'
    : `Declared outputs are missing: ${paths(names)}.`

const limited = ({provider, resetsAt}: Extract<Outcome, {type: 'limited'}>): string => {
  const reset = resetsAt === undefined ? '' : ` until ${formatInstant(resetsAt)}`
  return `The usage limit of ${oneLine(provider)} is reached${reset}, which costs no attempt.`
}

const sentence = (text: string): string => {
  const line = oneLine(text)
  return /[.!?]$/.test(line) ? line : `${line}.`
}

/** What a task does or has become, to stand behind `which`. */
const PHRASES: Record<Phase, string> = {
  waiting: 'is waiting',
  running: 'is running',
  validated: 'waits for its merge',
  merging: 'is being merged',
  done: 'is done',
  'needs-review': 'waits for a person',
  failed: 'failed',
  cancelled: 'was cancelled',
  skipped: 'is not part of this run',
}

/** What follows the task's name: `waits for T1, which is running`. */
export const describeReason = (reason: Reason): string => {
  switch (reason.type) {
    case 'dependency':
      return `waits for ${reason.task}, which ${PHRASES[reason.phase]}`
    case 'claim':
      return `waits for ${reason.task}, which writes the same files`
    case 'group-gate':
      return `waits for the groups before its own: ${listed(namedTasks(reason))} must be done first`
    case 'group-cap':
      return `waits because ${oneLine(reason.group)} runs at most ${counted(reason.cap, 'task')} at once`
    case 'slots':
      return `waits for one of ${counted(reason.slots, 'slot')}`
    case 'stopping':
      return `is not started any more: ${oneLine(reason.reason)}`
    default:
      return unreachable(reason)
  }
}

/** One line for each event, without its time. */
export const describeEvent = (event: RunEvent): string => {
  switch (event.type) {
    case 'run-started':
      return runStarted(event)
    case 'run-resumed':
      return `run resumed: ${workload(event)}`
    case 'attempt-started':
      return `${event.task} attempt ${event.attempt} started (${oneLine(event.agent)})`
    case 'workspace-created':
      return `${event.task} workspace ${oneLine(event.path)}`
    case 'process-started':
      return `${event.task} process ${event.leader.pid} started`
    case 'agent-exited':
      return agentExited(event)
    case 'gate-finished':
      return gateFinished(event)
    case 'attempt-finished':
      return attemptFinished(event)
    case 'merge-started':
      return `${event.task} merging`
    case 'merge-finished':
      return mergeFinished(event)
    case 'review-decided':
      return reviewDecided(event)
    case 'stop-requested':
      return stopRequested(event)
    case 'run-finished':
      return `run finished: ${event.result}`
    default:
      return unreachable(event)
  }
}

const workload = ({selection, policy}: RunStarted | RunResumed): string =>
  `${counted(selection.length, 'task')}, ${counted(policy.slots, 'slot')}`

const runStarted = (event: RunStarted): string => {
  const {base} = event
  const from = base === undefined ? '' : `, from ${oneLine(base.branch)} at ${shortCommit(base.commit)}`
  return `run ${event.run} started: ${workload(event)}${from}`
}

const agentExited = ({task, exitCode, signal, durationMs}: AgentExited): string => {
  const how =
    signal === undefined ? `ended with ${describeExit(exitCode)}` : `was ended by ${oneLine(signal)}`
  return `${task} agent ${how} after ${formatDuration(durationMs)}`
}

const gateFinished = ({task, stage, record}: GateFinished): string => {
  const gate = `${task} gate ${oneLine(record.gate)}`
  const where = stage === 'merged' ? ' on the merged tree' : ''
  const failed = record.steps.find(step => step.verdict === 'failed')
  if (record.verdict === 'passed') return `${gate} passed${where} (${formatDuration(record.durationMs)})`
  if (record.verdict === 'manual') return `${gate} passed its checks${where}; a person must look at the rest`
  if (failed === undefined) return `${gate} failed${where}`
  const exit = typeof failed.exitCode === 'number' ? `exit ${failed.exitCode}` : describeExit(failed.exitCode)
  return `${gate} failed${where} at "${oneLine(failed.name)}" (${exit})`
}

const attemptFinished = ({task, attempt, outcome, durationMs, trespasses}: AttemptFinished): string => {
  const what =
    outcome.type === 'passed' ? ` passed (${formatDuration(durationMs)})` : `: ${describeOutcome(outcome)}`
  const beside = trespasses.length === 0 ? '' : `; wrote outside its declared outputs: ${paths(trespasses)}`
  return `${task} attempt ${attempt}${what}${beside}`
}

const mergeFinished = ({task, result}: MergeFinished): string =>
  result.type === 'merged'
    ? `${task} merged as ${shortCommit(result.commit)}`
    : `${task} not merged: ${describeOutcome(result)}`

const reviewDecided = ({task, decision, by, comment}: ReviewDecided): string =>
  `${task} ${decision} by ${oneLine(by)}${comment === undefined ? '' : `: ${oneLine(comment)}`}`

const stopRequested = ({mode, reason}: StopRequested): string =>
  `${mode === 'drain' ? 'nothing new is started' : 'stopping everything'}: ${oneLine(reason)}`

const namedTasks = ({tasks, count}: Extract<Reason, {readonly type: 'group-gate'}>): readonly string[] =>
  count > tasks.length ? [...tasks, `${count - tasks.length} more`] : tasks
