// What happened, in words for people: an outcome, a reason to wait, an event. Knows nothing of where the words are shown.

import {counted, listed} from '../graph/wording.ts'
import type {SpentBudget} from '../run/budget.ts'
import type {
  AgentExited,
  AttemptFinished,
  AttemptStarted,
  GateFinished,
  GateStage,
  JudgedAhead,
  MergeFinished,
  PromotionFinished,
  ResolveRequested,
  RetryRequested,
  RevertFinished,
  ReviewDecided,
  RunEvent,
  RunResumed,
  RunStarted,
  StopRequested,
  Unreverted,
} from '../run/event.ts'
import type {Reason} from '../run/explain.ts'
import type {Concern, GateRecord, Outcome} from '../run/outcome.ts'
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
      return `The agent was stopped after ${formatDuration(outcome.silenceMs)} without a sign of life.`
    case 'conflicted':
      return `Its work conflicts with what is on the integration branch: ${paths(outcome.paths)}.`
    case 'unresolved':
      return `Marks of the conflict are left in ${paths(outcome.paths)}.`
    case 'limited':
      return limited(outcome)
    case 'refused':
      return sentence(`It could not be started: ${outcome.reason}`)
    case 'rolled-back':
      return sentence(`It was merged, and rolled back by ${oneLine(outcome.by)}${because(outcome.reason)}`)
    case 'cancelled':
      return 'It was cancelled, which costs no attempt.'
    case 'lost':
      return 'It was lost when agent-spawn itself ended, which costs no attempt.'
    default:
      return unreachable(outcome)
  }
}

const paths = (names: readonly string[]): string => listed(names.map(oneLine))

/** What there is to look at. */
export const describeConcern = (concern: Concern): string => {
  switch (concern.type) {
    case 'guarded-paths':
      return `the changes of ${paths(concern.paths)}, which agents or other tools obey by themselves`
    case 'mass-deletion':
      return `whether ${concern.deleted} of ${concern.tracked} tracked files are to be deleted`
    default:
      return unreachable(concern)
  }
}

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
const PHRASES: Record<Phase | 'rolled-back', string> = {
  waiting: 'is waiting',
  running: 'is running',
  validated: 'waits for its merge',
  merging: 'is being merged',
  done: 'is done',
  'needs-review': 'waits for a person',
  failed: 'failed',
  'rolled-back': 'was rolled back',
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
    case 'paused':
      return `waits until the run, paused by ${oneLine(reason.by)}, is resumed: ${oneLine(reason.reason)}`
    case 'rollback':
      return `waits until ${reason.task} is rolled back`
    case 'backoff':
      return `waits until ${formatInstant(reason.until)} before it is tried again`
    case 'budget':
      return `is not started, for the budget is spent: ${describeBudget(reason.budget)}`
    case 'limited':
      return `waits for the usage limit of ${oneLine(reason.provider)}, until ${formatInstant(reason.until)}`
    case 'agent':
      return agentHeldBack(reason)
    case 'quarantine':
      return `waits until the agent ${oneLine(reason.agent)} is released from quarantine (by ${oneLine(reason.by)}${because(reason.text)})`
    default:
      return unreachable(reason)
  }
}

const agentHeldBack = ({agent, until}: Extract<Reason, {readonly type: 'agent'}>): string => {
  const failing = `${oneLine(agent)}, which failed several tasks in a row`
  return Number.isFinite(until)
    ? `waits for the agent ${failing}, until ${formatInstant(until)}`
    : `is not given to the agent ${failing} and every probe since; see its logs, then run --continue`
}

/** `$5 of the run (budget.run.usd)`: what there was, and the key of the configuration that says so. */
export const describeBudget = ({scope, what, limit}: SpentBudget): string =>
  `${AMOUNTS[what](limit)} of the ${scope} (budget.${scope}.${BUDGET_KEYS[what]})`

const AMOUNTS: Record<SpentBudget['what'], (limit: number) => string> = {
  attempts: limit => counted(limit, 'attempt'),
  tokens: limit => counted(limit, 'token'),
  usd: limit => `$${limit}`,
  ms: limit => formatDuration(limit),
}

const BUDGET_KEYS: Record<SpentBudget['what'], string> = {
  attempts: 'attempts',
  tokens: 'tokens',
  usd: 'usd',
  ms: 'time',
}

/** One line for each event, without its time. */
export const describeEvent = (event: RunEvent): string => {
  switch (event.type) {
    case 'run-started':
      return runStarted(event)
    case 'run-resumed':
      return `run resumed: ${workload(event)}`
    case 'attempt-started':
      return attemptStarted(event)
    case 'workspace-created':
      return `${event.task} workspace ${oneLine(event.path)}`
    case 'process-started':
      return `${event.task} process ${event.leader.pid} started`
    case 'attempt-adopted':
      return `${event.task} agent found at work; waiting for its end`
    case 'agent-silent':
      return `${event.task} agent has been silent for ${formatDuration(event.silenceMs)}; it is stopped after ${formatDuration(event.limitMs)}`
    case 'trespass-seen':
      return `${event.task} attempt ${event.attempt} writes outside of its claims: ${paths(event.paths)}`
    case 'alarm-raised':
      return `alarm: ${event.tasks.join(' and ')} rewrite ${oneLine(event.path)} in turn; both wait for a person`
    case 'agent-exited':
      return agentExited(event)
    case 'gate-finished':
      return gateFinished(event)
    case 'judged-ahead':
      return judgedAhead(event)
    case 'attempt-finished':
      return attemptFinished(event)
    case 'merge-started':
      return `${event.task} merging`
    case 'merge-finished':
      return mergeFinished(event)
    case 'revert-started':
      return `${event.task} being rolled back`
    case 'revert-finished':
      return revertFinished(event)
    case 'review-decided':
      return reviewDecided(event)
    case 'stop-requested':
      return stopRequested(event)
    case 'pause-requested':
      return `paused by ${oneLine(event.by)}: ${oneLine(event.reason)}`
    case 'resume-requested':
      return `resumed by ${oneLine(event.by)}`
    case 'cancel-requested':
      return `${event.task} cancelled by ${oneLine(event.by)}${because(event.reason)}`
    case 'progress-reported':
      return `${event.task} says ${event.percent} %${because(event.message)}`
    case 'quarantine-requested':
      return `agent ${oneLine(event.agent)} put in quarantine by ${oneLine(event.by)}${because(event.reason)}`
    case 'release-requested':
      return `agent ${oneLine(event.agent)} released from quarantine by ${oneLine(event.by)}`
    case 'retry-requested':
      return retryRequested(event)
    case 'rollback-requested':
      return `${event.task} to be rolled back, says ${oneLine(event.by)}${because(event.reason)}`
    case 'resolve-requested':
      return resolveRequested(event)
    case 'plan-changed':
      return `plan changed: now ${counted(event.graph.tasks.length, 'task')}`
    case 'base-integrated':
      return `${shortCommit(event.base)} of the user's branch integrated as ${shortCommit(event.commit)}`
    case 'promotion-finished':
      return promotionFinished(event)
    case 'promotion-decided':
      return `stage ${oneLine(event.stage)} ${event.decision} for ${shortCommit(event.commit)} by ${oneLine(event.by)}${because(event.comment)}`
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

const attemptStarted = ({task, attempt, agent, repairs}: AttemptStarted): string => {
  const purpose = repairs === undefined ? '' : ` to repair attempt ${repairs}`
  return `${task} attempt ${attempt} started${purpose} (${oneLine(agent)})`
}

const agentExited = ({task, exitCode, signal, durationMs}: AgentExited): string => {
  const how =
    signal === undefined ? `ended with ${describeExit(exitCode)}` : `was ended by ${oneLine(signal)}`
  return `${task} agent ${how} after ${formatDuration(durationMs)}`
}

/** Nothing for the attempt's own tree. */
export const onTree = (stage: GateStage): string => ON_TREE[stage]

const ON_TREE: Record<GateStage, string> = {
  workspace: '',
  merged: ' on the merged tree',
  integration: ' on the integration branch',
}

/** Of a flaky gate: ` on try 2`. */
export const onTry = ({tries}: GateRecord): string => (tries === undefined ? '' : ` on try ${tries}`)

const gateFinished = ({task, stage, record}: GateFinished): string => {
  const gate = `${task} gate ${oneLine(record.gate)}`
  const where = onTree(stage)
  const failed = record.steps.find(step => step.verdict === 'failed')
  if (record.verdict === 'passed')
    return `${gate} passed${onTry(record)}${where} (${formatDuration(record.durationMs)})`
  if (record.verdict === 'manual') return `${gate} passed its checks${where}; a person must look at the rest`
  if (failed === undefined) return `${gate} failed${onTry(record)}${where}`
  const exit = typeof failed.exitCode === 'number' ? `exit ${failed.exitCode}` : describeExit(failed.exitCode)
  return `${gate} failed${onTry(record)}${where} at "${oneLine(failed.name)}" (${exit})`
}

const judgedAhead = ({task, before, records}: JudgedAhead): string => {
  const [where, again] =
    before.length === 0
      ? ['beside others', 'alone']
      : [`ahead of its turn, behind ${listed(before)}`, 'on its turn']
  const failed = records.find(({verdict}) => verdict === 'failed')
  const verdict =
    failed === undefined ? 'passed' : `gate ${oneLine(failed.gate)} failed; it is judged again ${again}`
  return `${task} judged ${where}: ${verdict}`
}

const attemptFinished = (event: AttemptFinished): string => {
  const {task, attempt, outcome, durationMs, trespasses, concerns = []} = event
  const what =
    outcome.type === 'passed' ? ` passed (${formatDuration(durationMs)})` : `: ${describeOutcome(outcome)}`
  const beside = trespasses.length === 0 ? '' : `; wrote outside its declared outputs: ${paths(trespasses)}`
  const open = concerns.map(concern => `; to be reviewed: ${describeConcern(concern)}`).join('')
  return `${task} attempt ${attempt}${what}${beside}${open}`
}

const mergeFinished = ({task, result, tip}: MergeFinished): string =>
  result.type === 'merged'
    ? `${task} merged as ${shortCommit(result.commit)}`
    : `${task} ${tip === undefined ? 'not merged' : `merged and taken back as ${shortCommit(tip)}`}: ${describeOutcome(result)}`

const revertFinished = ({task, result}: RevertFinished): string =>
  result.type === 'reverted'
    ? `${task} rolled back as ${shortCommit(result.commit)}`
    : `${task} not rolled back: ${describeUnreverted(result)}`

/** Whole sentences, with what to do. */
export const describeUnreverted = (found: Unreverted): string => {
  if (found.type === 'refused') return sentence(found.reason)
  const later = found.tasks.length === 0 ? 'the work after it' : `the later work of ${listed(found.tasks)}`
  const first = found.tasks.map(task => `agent-spawn rollback ${task}`).join(', ')
  const remedy = first === '' ? '' : ` Roll that back first: ${first}`
  return `${sentence(`${later} changed the same lines of ${paths(found.paths)}`)}${remedy}`
}

const reviewDecided = ({task, decision, by, comment}: ReviewDecided): string =>
  `${task} ${decision} by ${oneLine(by)}${comment === undefined ? '' : `: ${oneLine(comment)}`}`

const promotionFinished = ({stage, commit, verdict, records}: PromotionFinished): string => {
  const failed = records.find(record => record.verdict === 'failed')
  const told = failed === undefined ? '' : ` at gate ${oneLine(failed.gate)}`
  const open = verdict === 'manual' ? ', and a person must look at the rest' : ''
  return `stage ${oneLine(stage)} ${verdict === 'manual' ? 'passed its checks' : verdict}${told} for ${shortCommit(commit)}${open}`
}

const because = (reason: string | undefined): string =>
  reason === undefined || reason === '' ? '' : `: ${oneLine(reason)}`

const retryRequested = ({task, downstream, by, feedback}: RetryRequested): string =>
  `${task}${downstream ? ' and what depends on it' : ''} to be tried again, says ${oneLine(by)}${because(feedback)}`

const resolveRequested = ({task, action, by}: ResolveRequested): string =>
  action === 'abort'
    ? `${task} given up with its conflict by ${oneLine(by)}`
    : `${task} resolved by ${oneLine(by)}: what is in its workspace is judged`

const stopRequested = ({mode, reason}: StopRequested): string => `${STOPS[mode]}: ${oneLine(reason)}`

const STOPS: Record<StopRequested['mode'], string> = {
  drain: 'nothing new is started',
  kill: 'stopping everything',
  detach: 'leaving, agents go on',
}

const namedTasks = ({tasks, count}: Extract<Reason, {readonly type: 'group-gate'}>): readonly string[] =>
  count > tasks.length ? [...tasks, `${count - tasks.length} more`] : tasks
