// Lets the gates of a stage, or those of finished tasks, judge a commit of the integration branch. Decides nothing because of it.

import {judgeAtRest, logsOf} from '../dispatcher/judge-at-rest.ts'
import {runDirectory} from '../dispatcher/runs.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import type {Gate} from '../graph/task.ts'
import {EXIT_INTERRUPTED} from '../report/exit-code.ts'
import {describeExit, oneLine} from '../report/words.ts'
import type {ObjectId, PromotionFinished} from '../run/event.ts'
import type {GateRecord, StepRecord} from '../run/outcome.ts'
import type {PromotionStage} from '../run/policy.ts'
import {verdictOf} from '../run/promotion.ts'
import type {RunState} from '../run/state.ts'
import {err, ok, type Result} from '../util/result.ts'
import {blocked} from './failure.ts'
import type {Context, OperationError} from './operation.ts'

export interface JudgingOrder {
  readonly root: string
  readonly hub: Hub
  readonly state: RunState
  readonly commit: ObjectId
  readonly context: Context
}

/** An error says why there is no verdict; red gates are none. */
export const judgeStage = async (
  order: JudgingOrder,
  stage: PromotionStage,
): Promise<Result<PromotionFinished, OperationError>> => {
  const records = await judgeGates(order, nameOf(order, stage), stage.gates)
  if (!records.ok) return records
  return ok({
    type: 'promotion-finished',
    stage: stage.name,
    commit: order.commit,
    verdict: verdictOf(records.value),
    records: records.value,
  })
}

/** Names of stages are for people. */
const nameOf = ({state}: JudgingOrder, {name}: PromotionStage): string =>
  `stage-${state.policy.promotion.findIndex(each => each.name === name) + 1}`

export const judgeGates = async (
  {root, hub, state: {run, policy}, commit, context}: JudgingOrder,
  name: string,
  gates: readonly Gate[],
): Promise<Result<readonly GateRecord[], OperationError>> => {
  const signal = context.stop?.drain ?? new AbortController().signal
  const judged = await judgeAtRest({
    ...{hub, run, policy, name, commit, gates},
    runDirectory: runDirectory(root, run),
    signal,
    warn: message => context.emit({type: 'notice', message}),
  })
  if (judged.ok) return judged
  const message = `The commit ${commit} was not judged: ${judged.error}`
  return signal.aborted
    ? err({code: 'interrupted', message, exitCode: EXIT_INTERRUPTED})
    : blocked('not-judged', message)
}

/** Where the logs of a stage are, absolute. */
export const stageLogs = (order: JudgingOrder, stage: PromotionStage): string =>
  logsFor(order, nameOf(order, stage))

export const logsFor = ({root, state: {run}}: JudgingOrder, name: string): string =>
  logsOf({runDirectory: runDirectory(root, run), name})

/** Of a red gate: its name, its step, and the last that it said. No sentence yet. */
export const describeRed = (records: readonly GateRecord[]): string => {
  const record = records.find(({verdict}) => verdict === 'failed')
  const step = record?.steps.find(({verdict}) => verdict === 'failed')
  if (record === undefined || step === undefined) return 'a gate that nothing is known of'
  return `gate ${oneLine(record.gate)} at "${oneLine(step.name)}" (${describeExit(step.exitCode)})${lastWords(step)}`
}

const lastWords = ({output}: StepRecord): string => {
  const last = oneLine(output.trimEnd().split('\n').at(-1) ?? '')
  return last === '' ? '' : `: ${last}`
}
