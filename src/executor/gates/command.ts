// The gate `command`: one validation block of a document, run in one shell. How the script is made and read lies elsewhere.

import {join} from 'node:path'
import type {Gate, Step} from '../../graph/task.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {findExecutable} from '../../system/executable.ts'
import {ensureDirectory, writeText} from '../../system/files.ts'
import type {ProcessEnd} from '../../system/process.ts'
import {quote} from '../../system/quote.ts'
import {stepRecords} from './evidence.ts'
import {type GateContext, type GateRunner, gateRecord, stepWithoutRun} from './gate.ts'
import {type GateShell, gateLog, gateScript} from './script.ts'

export const commandGate: GateRunner = {
  type: 'command',
  async run(gate, context) {
    const problems = gate.steps.filter(isEmpty)
    if (gate.steps.length === 0) return failed(gate, 'This gate has no steps: nothing was proved.')
    if (problems.length > 0)
      return failed(gate, 'The command of this step is empty: nothing was proved.', problems)
    if (gate.steps.every(step => step.kind === 'manual')) return gateRecord(gate, gate.steps.map(manual), 0)
    const end = await runScript(gate, context)
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

const runScript = async (gate: Gate, context: GateContext): Promise<ProcessEnd> => {
  const {directory, env, logDirectory, limitMs, signal, processes, onStart} = context
  const shell = await shellFor(gate)
  const script = join(logDirectory, 'script')
  await ensureDirectory(logDirectory)
  await writeText(script, gateScript(gate, shell, logDirectory))
  return processes.run({
    command: `exec ${shell} ${quote(script)}`,
    cwd: directory,
    env: {CI: 'true', ...env},
    log: gateLog(logDirectory),
    runMs: limitMs,
    idleMs: 0,
    signal,
    alone: true,
    onStart,
  })
}

/** Most blocks without a language are written for bash. */
const shellFor = async ({shell}: Gate): Promise<GateShell> =>
  shell ?? ((await findExecutable('bash')) === undefined ? 'sh' : 'bash')
