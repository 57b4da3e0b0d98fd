// Runs gates over a tree of their own.

import {join} from 'node:path'
import {runGates} from '../../../src/executor/gates/table.ts'
import type {Gate} from '../../../src/graph/task.ts'
import type {GateRecord} from '../../../src/run/outcome.ts'
import {rig} from '../rig.ts'

export const judge = (limitMs = 0, abort = new AbortController()) => {
  const made = rig()
  const logDirectory = join(made.root, 'logs')
  const run = (gates: readonly Gate[], onRecord: (record: GateRecord) => unknown = () => undefined) =>
    runGates(
      gates,
      {
        directory: made.tree,
        env: {FROM_HOST: 'yes'},
        logDirectory,
        limitMs,
        signal: abort.signal,
        processes: made.processes,
        onStart: () => undefined,
      },
      onRecord,
    )
  const only = async (gate: Gate): Promise<GateRecord> => {
    const [record] = await run([gate])
    if (record === undefined) throw new Error('no record')
    return record
  }
  return {...made, logDirectory, run, only}
}
