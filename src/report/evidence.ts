// What the host saw of an attempt's gates, as Markdown. Knows nothing of the report around it.

import {counted} from '../graph/wording.ts'
import type {StepRecord} from '../run/outcome.ts'
import type {GateRun} from '../run/state.ts'
import {code, fenced, inline} from './markdown.ts'
import {formatDuration} from './time.ts'
import {describeExit, onTree, onTry} from './words.ts'

export const failedSteps = ({record}: GateRun): readonly StepRecord[] =>
  record.steps.filter(step => step.verdict === 'failed')

/** `failures`: the outputs of failed steps alone; `all`: every step's command and output in full. */
export type Extent = 'failures' | 'all'

/** Blocks for one gate: its verdict, its steps, and the outputs. */
export const gateEvidence = (gate: GateRun, extent: Extent): readonly string[] => [
  [gateLine(gate), ...gate.record.steps.map(stepLine)].join('\n'),
  ...(extent === 'all' ? gate.record.steps.flatMap(fullStep) : failedSteps(gate).flatMap(stepOutput)),
]

const gateLine = ({record, stage}: GateRun): string => {
  return `- Gate ${code(record.gate)} (${inline(record.type)})${onTree(stage)}: **${record.verdict}**${onTry(record)} in ${formatDuration(record.durationMs)}`
}

/** A command of many lines is shown by its first; `all` gives it in full below. */
const stepLine = (step: StepRecord): string => {
  const command = step.command.trim() === '' ? '' : `: ${firstLine(step.command)}`
  const exit = step.exitCode === undefined ? '' : `, ${describeExit(step.exitCode)}`
  const took =
    step.verdict === 'skipped' || step.verdict === 'manual' ? '' : `, ${formatDuration(step.durationMs)}`
  return `  - ${inline(step.name)}${command}: ${step.verdict}${exit}${took}`
}

const firstLine = (command: string): string => {
  const [first = '', ...rest] = command.trim().split('\n')
  return rest.length === 0 ? code(first) : `${code(first)} and ${counted(rest.length, 'more line')}`
}

const stepOutput = ({name, output}: StepRecord): readonly string[] =>
  output.trim() === '' ? [] : [`Output of "${inline(name)}":`, fenced(output)]

const fullStep = (step: StepRecord): readonly string[] => [
  ...(step.command.includes('\n') ? [`Command of "${inline(step.name)}":`, fenced(step.command, 'sh')] : []),
  ...stepOutput(step),
]
