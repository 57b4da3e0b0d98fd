// The types of gates that the host can run. Adding one is a file, a line here, and the conformance suite.

import {join} from 'node:path'
import type {Gate} from '../../graph/task.ts'
import type {GateRecord} from '../../run/outcome.ts'
import {exists, moveAside} from '../../system/files.ts'
import {commandGate} from './command.ts'
import {fileExistsGate} from './file-exists.ts'
import {type GateContext, type GateRunner, gateRecord, stepWithoutRun} from './gate.ts'

export const GATES: readonly GateRunner[] = [commandGate, fileExistsGate]

/**
 * Runs gates in order and stops behind the first that failed; `onRecord` is awaited after each. Each gate gets a directory of
 * its own in the log directory; what an earlier run left of that name is moved aside.
 */
export const runGates = async (
  gates: readonly Gate[],
  context: GateContext,
  onRecord: (record: GateRecord) => unknown,
): Promise<readonly GateRecord[]> => {
  const records: GateRecord[] = []
  for (const [index, gate] of gates.entries()) {
    const record = await runGate(gate, {
      ...context,
      logDirectory: await freshName(join(context.logDirectory, `${index + 1}-${safeName(gate.name)}`)),
    })
    records.push(record)
    await onRecord(record)
    if (record.verdict === 'failed') break
  }
  return records
}

const runGate = async (gate: Gate, context: GateContext): Promise<GateRecord> => {
  const runner = GATES.find(({type}) => type === gate.type)
  return runner === undefined ? unsupported(gate) : runner.run(gate, context)
}

const unsupported = (gate: Gate): GateRecord => {
  const known = GATES.map(({type}) => type).join(', ')
  const reason = `Gates of type ${JSON.stringify(gate.type)} are not supported (supported: ${known}); a person must look.`
  return gateRecord(gate, [stepWithoutRun(gate.name, 'manual', reason)], 0)
}

/** Gate names come from documents. */
const safeName = (name: string): string => name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 64)

const freshName = async (path: string): Promise<string> => {
  if (await exists(path)) await moveAside(path)
  return path
}
