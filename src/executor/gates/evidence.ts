// Reads what a gate's script left in its files, as one record for each step. Decides nothing itself.

import type {Gate, Step} from '../../graph/task.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {readText, writtenAt} from '../../system/files.ts'
import type {ProcessEnd} from '../../system/process.ts'
import {outputWith} from './execution.ts'
import {type Judgement, judgeBackground, judgeEnded, judgeUnbegun, judgeUnended} from './judgement.ts'
import {gateLog, stepFiles} from './script.ts'

/** How the script as a whole ended, and where it left its files. */
export interface ScriptRun {
  readonly end: ProcessEnd
  readonly directory: string
  /** Milliseconds. */
  readonly limitMs: number
}

/** What one step left. Times are those of files: epoch milliseconds. */
interface Trace {
  readonly step: Step
  readonly log: string
  readonly began: number | undefined
  readonly ended: number | undefined
  /** Its exit status; undefined if it never came to its end. */
  readonly status: number | undefined
}

/** In the order of the gate's steps. */
export const stepRecords = async (gate: Gate, run: ScriptRun): Promise<readonly StepRecord[]> => {
  const traces = await Promise.all(gate.steps.map((step, index) => readTrace(step, run.directory, index + 1)))
  const judged = traces.map((trace, index) => judge(trace, run, traces.slice(index + 1)))
  const hasFailed = judged.some(judgement => judgement?.verdict === 'failed')
  const culprit = hasFailed ? undefined : traces.find(trace => isUnbegun(trace))
  const origin = Math.min(...traces.map(({began}) => began ?? Number.POSITIVE_INFINITY))
  const measure = (trace: Trace) => duration(trace, origin, run.end.durationMs)
  const unreached: Judgement = {verdict: hasFailed || culprit !== undefined ? 'skipped' : 'manual'}
  return Promise.all(
    traces.map((trace, index) =>
      trace === culprit
        ? stepRecord({...trace, log: gateLog(run.directory)}, judgeUnbegun(run.end, run.limitMs), 0)
        : stepRecord(trace, judged[index] ?? unreached, measure(trace)),
    ),
  )
}

const isUnbegun = ({step, began}: Trace): boolean => step.kind !== 'manual' && began === undefined

const readTrace = async (step: Step, directory: string, number: number): Promise<Trace> => {
  const files = stepFiles(directory, number)
  const [began, ended, status] = await Promise.all([
    writtenAt(files.begin),
    writtenAt(files.end),
    readStatus(files.end),
  ])
  return {step, log: files.log, began, ended, status}
}

/** Undefined until the whole line is written. */
const readStatus = async (path: string): Promise<number | undefined> => {
  const text = await readText(path, 100)
  return text.ok && text.value.endsWith('\n') ? Number(text.value) : undefined
}

/** Undefined: the script did not come to this step. */
const judge = (
  {step, began, status}: Trace,
  run: ScriptRun,
  later: readonly Trace[],
): Judgement | undefined => {
  if (began === undefined) return undefined
  if (step.kind === 'background') return judgeBackground(status)
  if (status !== undefined) return judgeEnded(step, status)
  return judgeUnended(run.end, run.limitMs, !later.some(isUnbegun))
}

const stepRecord = async (trace: Trace, judgement: Judgement, durationMs: number): Promise<StepRecord> => {
  const {verdict, exitCode, note} = judgement
  return {
    name: trace.step.name,
    command: trace.step.command,
    verdict,
    ...(exitCode === undefined ? {} : {exitCode}),
    durationMs,
    output: await outputWith(trace.log, note),
  }
}

/**
 * The script cannot read a monotonic clock, so the times of its files have to do; a step never takes longer than the whole.
 * One that never came to its end took what was left of the whole.
 */
const duration = ({began, ended}: Trace, origin: number, wholeMs: number): number => {
  if (began === undefined) return 0
  const measured = ended === undefined ? wholeMs - (began - origin) : ended - began
  return Math.round(Math.min(Math.max(measured, 0), wholeMs))
}
