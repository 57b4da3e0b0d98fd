// Runs the plan of the crash matrix in a directory, or goes on with it: `node dispatcher.js <order.json>`. Exit code 0: it is done.

import {readFileSync} from 'node:fs'
import {continueRun, startRun} from '../../../src/dispatcher/run.ts'
import {listRuns} from '../../../src/dispatcher/runs.ts'

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const told = {observe: () => undefined, warn: (message: string) => console.error(message)}
const hasBegun = (await listRuns(order.directory)).length > 0
const started = hasBegun
  ? await continueRun({directory: order.directory, policy: recorded => recorded, ...told})
  : await startRun({...order, ...told})
if (!started.ok) throw new Error(started.error.message)
const state = await started.value.finished
if (state.result !== 'done') {
  console.error(`the run ended as ${state.result}`)
  process.exitCode = 1
}
