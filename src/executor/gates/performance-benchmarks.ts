// The gate `performance_benchmarks`: what a benchmark has measured keeps within limits. Numbers without a limit are for a person.

import {join} from 'node:path'
import type {GateParameters} from '../../graph/gate-shapes.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {writtenAt} from '../../system/files.ts'
import {resolveInside} from '../../system/inside.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {execute, executedStep} from './execution.ts'
import {type GateContext, stepWithoutRun} from './gate.ts'
import {readNamed} from './tree-files.ts'
import {stepOf, typedGate} from './typed.ts'

type Benchmarks = GateParameters<'performance_benchmarks'>
type Limits = NonNullable<ReturnType<Benchmarks['metrics']['get']>>

export const performanceBenchmarksGate = typedGate('performance_benchmarks', async (benchmarks, context) => {
  const {file, metrics} = benchmarks
  const ran = await runCommand(benchmarks, context)
  if (ran.some(({verdict}) => verdict === 'failed')) return ran
  if (file === undefined) {
    const ask = 'No "file" says where it is written; a person must look.'
    return [...ran, ...[...metrics.keys()].map(name => stepWithoutRun(name, 'manual', ask))]
  }
  const measured = await readMetrics(context.directory, file)
  if (!measured.ok) return [...ran, stepOf(file, measured)]
  return [
    ...ran,
    ...Array.from(metrics, ([name, limits]) =>
      judge(name, limits, {file, found: numberAt(measured.value, name)}),
    ),
  ]
})

/** Numbers that were there before the command ran are not what it has measured. */
const runCommand = async (
  {command, file}: Benchmarks,
  context: GateContext,
): Promise<readonly StepRecord[]> => {
  if (command === undefined) return []
  const path = file === undefined ? ok('') : await resolveInside(context.directory, file)
  if (!path.ok) return [stepOf('benchmark', path)]
  const stamp = () => (file === undefined ? undefined : writtenAt(join(context.directory, file)))
  const before = await stamp()
  const execution = await execute(command, context)
  const isStale = file !== undefined && (await stamp()) === before
  const note = [execution.trouble, isStale ? `It has not written ${file}.` : undefined]
    .filter(Boolean)
    .join(' ')
  return [
    await executedStep({name: 'benchmark', verdict: note === '' ? 'passed' : 'failed', note}, execution),
  ]
}

const MAX_BYTES = 16 * 1024 * 1024

const readMetrics = async (directory: string, file: string): Promise<Result<unknown, string>> => {
  const text = await readNamed(directory, file, MAX_BYTES)
  if (!text.ok) return text
  try {
    return ok(JSON.parse(text.value.replace(/^\uFEFF/, '')))
  } catch (error) {
    return err(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

/** A key that holds dots itself wins over the path that they spell. */
const numberAt = (value: unknown, name: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, name)) return Reflect.get(value, name)
  const dots = [...name.matchAll(/\./g)].map(({index}) => index)
  const dot = dots.find(at => Object.hasOwn(value, name.slice(0, at)))
  return dot === undefined ? undefined : numberAt(Reflect.get(value, name.slice(0, dot)), name.slice(dot + 1))
}

const judge = (
  name: string,
  {min, max}: Limits,
  {file, found}: {readonly file: string; readonly found: unknown},
): StepRecord => {
  if (typeof found !== 'number' || !Number.isFinite(found))
    return stepOf(
      name,
      err(
        `${file} holds ${found === undefined ? 'no' : `${JSON.stringify(found)} for`} ${name}; expected a number.`,
      ),
    )
  if (min === undefined && max === undefined)
    return stepWithoutRun(name, 'manual', `${name} is ${found}; no limit is given, so a person must look.`)
  const limits = [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`]
  const expected = limits.filter(Boolean).join(' and ')
  const isWithin = found >= (min ?? found) && found <= (max ?? found)
  return stepOf(
    name,
    isWithin ? ok(`${name} is ${found}, ${expected}.`) : err(`${name} is ${found}; expected ${expected}.`),
  )
}
