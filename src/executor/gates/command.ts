// The gate `command`: one validation block of a document, run in one shell. How the script is made and read lies elsewhere.

import type {Gate, Step} from '../../graph/task.ts'
import type {StepRecord} from '../../run/outcome.ts'
import type {ProcessEnd} from '../../system/process.ts'
import {stepRecords} from './evidence.ts'
import {runScript, usualShell} from './execution.ts'
import {type GateContext, type GateRunner, gateRecord, stepWithoutRun} from './gate.ts'
import {gateLog, gateScript, stepFiles} from './script.ts'
import {malformedGate} from './typed.ts'

export const commandGate: GateRunner = {
  type: 'command',
  async run(gate, context) {
    const malformed = malformedGate(gate)
    if (malformed !== undefined) return malformed
    const empty = gate.steps.filter(isEmpty)
    if (gate.steps.length === 0) return failed(gate, 'This gate has no steps: nothing was proved.')
    if (empty.length > 0) return failed(gate, 'The command of this step is empty: nothing was proved.', empty)
    if (gate.steps.every(step => step.kind === 'manual')) return gateRecord(gate, gate.steps.map(manual), 0)
    const end = await runGateScript(gate, context)
    const steps = await stepRecords(gate, {end, directory: context.logDirectory, limitMs: context.limitMs})
    return gateRecord(gate, steps, end.durationMs)
  },
}

/** A comment proves as little as nothing at all. */
const isEmpty = ({kind, command}: Step): boolean =>
  kind !== 'manual' && command.split('\n').every(line => /^\s*(?:#|$)/.test(line))

const manual = (step: Step): StepRecord => ({
  ...stepWithoutRun(step.name, 'manual', ''),
  command: step.command,
})

const failed = (gate: Gate, reason: string, steps: readonly {readonly name: string}[] = [gate]) =>
  gateRecord(
    gate,
    steps.map(({name}) => stepWithoutRun(name, 'failed', reason)),
    0,
  )

const runGateScript = async (gate: Gate, context: GateContext): Promise<ProcessEnd> => {
  const {logDirectory} = context
  const shell = gate.shell ?? (await usualShell())
  const logs = gate.steps.map((_, index) => stepFiles(logDirectory, index + 1).log)
  const text = gateScript(gate, shell, logDirectory)
  return runScript({text, shell, log: gateLog(logDirectory), logs}, context)
}
