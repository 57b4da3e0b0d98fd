// The frame of all gates that have parameters: malformed ones fail before anything is looked at, the rest is judged and timed.

import {
  GATE_SHAPES,
  type GateParameters,
  parameterProblems,
  type ShapedType,
} from '../../graph/gate-shapes.ts'
import type {Gate} from '../../graph/task.ts'
import type {GateRecord, StepRecord} from '../../run/outcome.ts'
import {monotonic} from '../../system/clock.ts'
import type {Result} from '../../util/result.ts'
import {type GateContext, type GateRunner, gateRecord, stepWithoutRun} from './gate.ts'

/** One step for each thing that was asked; a gate with no step fails. Rejects only if the host itself fails. */
export type Judge<T extends ShapedType> = (
  parameters: GateParameters<T>,
  context: GateContext,
) => Promise<readonly StepRecord[]> | readonly StepRecord[]

export const typedGate = <T extends ShapedType>(type: T, judge: Judge<T>): GateRunner => ({
  type,
  async run(gate, context) {
    const start = monotonic()
    const malformed = malformedGate(gate)
    if (malformed !== undefined) return malformed
    const parameters = GATE_SHAPES[type].parse(gate.parameters) as GateParameters<T>
    return gateRecord(gate, await judge(parameters, context), monotonic() - start)
  },
})

/** The record of a gate whose parameters make no sense; undefined: they do. */
export const malformedGate = (gate: Gate): GateRecord | undefined => {
  const problems = parameterProblems(gate)
  const reason = `The parameters of this gate are malformed: ${problems.join('; ')}.`
  return problems.length === 0
    ? undefined
    : gateRecord(gate, [stepWithoutRun(gate.name, 'failed', reason)], 0)
}

/** A verdict that needed nothing to run: what was found, or why it is not enough. */
export const stepOf = (name: string, found: Result<string, string>): StepRecord =>
  found.ok ? stepWithoutRun(name, 'passed', found.value) : stepWithoutRun(name, 'failed', found.error)

/** For as many lines as a person reads; the rest is counted. */
export const someLines = (lines: readonly string[], most = 20): string =>
  lines.length <= most
    ? lines.join('\n')
    : [...lines.slice(0, most), `… and ${lines.length - most} more.`].join('\n')
