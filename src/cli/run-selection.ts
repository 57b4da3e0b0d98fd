// What `run` does with its words and options, and the older spellings with theirs.

import {EXIT_INVALID, exitCodeOf} from '../report/exit-code.ts'
import type {RunState} from '../run/state.ts'
import type {Context} from '../service/operation.ts'
import type {RunFlagsInput} from '../service/settings.ts'
import {display} from '../util/display.ts'
import {confirmation} from './confirmation.ts'
import {callOperation, type Door} from './door.ts'
import {hearSignals} from './interruption.ts'
import {printJson} from './json.ts'
import {showPreview} from './preview-text.ts'
import {chooseView} from './progress.ts'
import type {ProgressView} from './progress-view.ts'
import {showReasons} from './reasons-text.ts'
import {restedText, runJson} from './rested-text.ts'
import type {RunOptions} from './run-options.ts'
import type {Terminal} from './terminal.ts'

export const runSelection = async (
  door: Door,
  selection: readonly string[],
  options: RunOptions,
): Promise<void> => {
  const clash = clashOf(options)
  if (clash !== undefined) {
    door.terminal.printError(`agent-spawn: ${clash}\n`)
    return door.end(EXIT_INVALID)
  }
  const input = inputOf(selection, options)
  if (options.explain !== undefined) return explainTask(door, {...input, task: options.explain}, options)
  if (options.dryRun === true) return previewRun(door, input, options)
  return followRun(door, input, options)
}

const clashOf = ({continue: isContinued, run, dryRun, explain}: RunOptions): string | undefined => {
  if (isContinued !== true)
    return run === undefined ? undefined : '--run names a run to go on with; use it with --continue.'
  return dryRun === true || explain !== undefined
    ? 'a run that goes on cannot be previewed; see `agent-spawn status` and `agent-spawn explain TASK`.'
    : undefined
}

const inputOf = (selection: readonly string[], options: RunOptions) => ({
  documents: [...(options.fromDoc ?? [])],
  format: options.format,
  order: options.order,
  selection: [...selection],
  within: options.within,
  withDependencies: options.withDependencies,
  withOptional: options.withOptional,
  outputPattern: options.outputPattern,
  ...flagsOf(options),
})

const flagsOf = (options: RunOptions): RunFlagsInput => ({
  agent: options.agent,
  attempts: options.attempts,
  onExhausted: options.onExhausted,
  budgetAttempts: options.budgetAttempts,
  budgetTokens: options.budgetTokens,
  budgetUsd: options.budgetUsd,
  budgetTime: options.budgetTime,
  concurrency: options.concurrency ?? options.parallelism ?? options.maxConcurrent,
  gate: options.gate,
  onFailure: options.onFailure,
  first: options.first,
  workspace: options.workspace,
  type: options.type,
  claims: options.claims,
  acceptManual: options.manualSteps === 'accept',
  acceptUnverified: options.acceptUnverified,
})

type RunInput = ReturnType<typeof inputOf>

const explainTask = async (
  door: Door,
  input: RunInput & {readonly task: string},
  {json}: RunOptions,
): Promise<void> => {
  const explained = await callOperation(door, 'foresee', input)
  if (explained !== undefined) showReasons(door.terminal, explained, json === true)
}

const previewRun = async (door: Door, input: RunInput, {json}: RunOptions): Promise<void> => {
  const preview = await callOperation(door, 'preview', input, {emit: noticesOf(door.terminal)})
  if (preview !== undefined) showPreview(door.terminal, preview, json === true)
}

const noticesOf =
  ({printError}: Terminal): Context['emit'] =>
  progress => {
    if (progress.type === 'notice') printError(`agent-spawn: ${display(progress.message)}\n`)
  }

const followRun = async (door: Door, input: RunInput, options: RunOptions): Promise<void> => {
  const {trust, report, json = false, run} = options
  const rested = await follow(door, json, context =>
    options.continue === true
      ? callOperation(door, 'continue', {...input, run, trust, report}, context)
      : callOperation(door, 'run', {...input, trust, report, resume: options.resume}, context),
  )
  if (rested === undefined) return
  if (json) printJson(door.terminal, runJson(rested))
  else door.terminal.print(restedText(rested, door.terminal))
}

/** Shows a run's progress and hears signals while it goes on; the exit code is the run's. */
export const follow = async <T extends {readonly state: RunState}>(
  door: Door,
  asJson: boolean,
  call: (context: Partial<Context>) => Promise<T | undefined>,
): Promise<T | undefined> => {
  const view = await chooseView(door.terminal, asJson)
  const signals = hearSignals(view.hint)
  try {
    const rested = await call({
      emit: emitTo(view),
      stop: signals.stop,
      ...confirmation(door.terminal, asJson),
    })
    if (rested !== undefined) door.end(codeOf(rested.state, signals.exitCode()))
    return rested
  } finally {
    await view.close()
    signals.release()
  }
}

/** A run that was left at work has no result yet. */
const codeOf = ({result}: RunState, interrupted: number): number =>
  result === undefined || result === 'interrupted' ? interrupted : exitCodeOf(result)

const emitTo =
  (view: ProgressView): Context['emit'] =>
  progress =>
    progress.type === 'event' ? view.observe(progress.event, progress.state) : view.notice(progress.message)
