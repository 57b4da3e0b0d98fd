// The types of gates that the host can run. Adding one is a file, a line here, and the conformance suite.

import {join} from 'node:path'
import {retriesOf} from '../../graph/gate-shapes.ts'
import type {Gate} from '../../graph/task.ts'
import type {GateRecord} from '../../run/outcome.ts'
import {exists, moveAside} from '../../system/files.ts'
import {apiEndpointsGate} from './api-endpoints.ts'
import {commandGate} from './command.ts'
import {fileExistsGate} from './file-exists.ts'
import {type GateContext, type GateRunner, gateRecord, stepWithoutRun} from './gate.ts'
import {approvalGate} from './people.ts'
import {performanceBenchmarksGate} from './performance-benchmarks.ts'
import {reactComponentStructureGate} from './react-component-structure.ts'
import {reviewGate} from './review.ts'
import {routeDefinitionsGate} from './route-definitions.ts'
import {schemaValidationGate} from './schema-validation.ts'
import {sqlSyntaxGate} from './sql-syntax.ts'
import {testExecutionGate, unitTestsGate} from './test-run.ts'
import {typescriptCompileGate} from './typescript-compile.ts'
import {zodSchemaValidationGate} from './zod-schema-validation.ts'

export const GATES: readonly GateRunner[] = [
  commandGate,
  fileExistsGate,
  sqlSyntaxGate,
  schemaValidationGate,
  typescriptCompileGate,
  zodSchemaValidationGate,
  unitTestsGate,
  testExecutionGate,
  routeDefinitionsGate,
  apiEndpointsGate,
  reactComponentStructureGate,
  performanceBenchmarksGate,
  reviewGate,
  approvalGate,
]

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
    const name = join(context.logDirectory, `${index + 1}-${safeName(gate.name)}`)
    const record = await runUntilItPasses(gate, context, name)
    records.push(record)
    await onRecord(record)
    if (record.verdict === 'failed') break
  }
  return records
}

/** Each try has logs of its own, under `logDirectory`. */
const runUntilItPasses = async (
  gate: Gate,
  context: GateContext,
  logDirectory: string,
): Promise<GateRecord> => {
  let durationMs = 0
  for (let tries = 1; ; tries++) {
    const record = await runGate(gate, {...context, logDirectory: await freshName(logDirectory)})
    durationMs += record.durationMs
    const isLast = record.verdict !== 'failed' || tries > retriesOf(gate) || context.signal.aborted
    if (isLast) return {...record, ...(tries === 1 ? {} : {tries}), durationMs}
  }
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
