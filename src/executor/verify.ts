// The evidence for an attempt: its declared outputs exist, it kept to its claims, and every gate passes. In this order, as the
// cheap questions come first.

import type {Task} from '../graph/task.ts'
import {trespassesOf} from '../run/claim.ts'
import type {Concern, GateRecord, Outcome} from '../run/outcome.ts'
import type {Policy} from '../run/policy.ts'
import type {ProcessIdentity} from '../system/identity.ts'
import type {ProcessPool} from '../system/process.ts'
import {concernsOf} from './concerns.ts'
import type {WorkUnderReview} from './gates/gate.ts'
import {runGates} from './gates/table.ts'
import {missingOutputs} from './outputs.ts'
import type {SettingsWatch} from './repository-settings.ts'
import type {Capture} from './workspace/workspace.ts'

export interface Verification {
  readonly task: Task
  readonly policy: Policy
  /** Absolute; holds what was captured. */
  readonly directory: string
  readonly capture: Capture
  /** Paths outside of the claims, where the capture does not tell what was changed. */
  readonly trespasses?: readonly string[]
  readonly settings?: SettingsWatch
  /** The hub, if there is one. */
  readonly gitDir?: string
  /** Whom gates may be told of; absent where all share one tree. */
  readonly work?: Omit<WorkUnderReview, 'commit'>
  readonly env: {readonly [name: string]: string}
  readonly logDirectory: string
  readonly processes: ProcessPool
  readonly signal: AbortSignal
  readonly onStart: (leader: ProcessIdentity) => void
  readonly onGate: (record: GateRecord, capture: Capture) => void
}

export interface Verdict {
  readonly outcome: Outcome
  readonly trespasses: readonly string[]
  readonly concerns?: readonly Concern[]
}

export const verify = async (order: Verification): Promise<Verdict> => {
  const {task, policy, capture} = order
  const trespasses = order.trespasses ?? trespassesOf(task, policy, capture.changed ?? [])
  const outcome = (await wrongPaths(order, trespasses)) ?? (await judge(order))
  const concerns = outcome.type === 'passed' ? await concernsOf({...order, guard: policy.guard}) : []
  return {trespasses, outcome, ...(concerns.length === 0 ? {} : {concerns})}
}

const wrongPaths = async (
  order: Verification,
  trespasses: readonly string[],
): Promise<Outcome | undefined> => {
  const {task, policy, capture} = order
  const paths = await missingOutputs(order)
  if (paths.length > 0) return {type: 'missing-outputs', paths}
  // That the files are there proves nothing if they were there before.
  if (task.gates.length === 0 && capture.changed?.length === 0) return {type: 'missing-outputs', paths: []}
  if (policy.claims === 'fail' && trespasses.length > 0) return {type: 'trespassed', paths: trespasses}
  return undefined
}

const judge = async (order: Verification): Promise<Outcome> => {
  const {task, policy, directory, env, logDirectory, signal, processes, onStart, onGate, capture} = order
  if (task.gates.length === 0) return {type: 'passed'}
  const {commit} = capture
  const context = {
    ...{directory, env, logDirectory, limitMs: policy.limits.gateMs, signal, processes, onStart},
    ...(order.work === undefined || commit === undefined ? {} : {work: {...order.work, commit}}),
  }
  const records = await runGates(task.gates, context, record => onGate(record, capture))
  return signal.aborted ? {type: 'cancelled'} : outcomeOfGates(records)
}

/** The first gate that failed decides; one that leaves something to a person has not failed. */
export const outcomeOfGates = (
  records: readonly GateRecord[],
): Extract<Outcome, {type: 'passed' | 'gate-failed'}> => {
  const failed = records.find(({verdict}) => verdict === 'failed')
  if (failed === undefined) return {type: 'passed'}
  const step = failed.steps.find(({verdict}) => verdict === 'failed')
  return {
    type: 'gate-failed',
    gate: failed.gate,
    step: step?.name ?? failed.gate,
    exitCode: step?.exitCode ?? null,
  }
}
