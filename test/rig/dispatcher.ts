// A dispatcher in a process of its own, for tests that kill it: `node dispatcher.ts <order.json>`.

import {readFileSync} from 'node:fs'
import {startRun} from '../../src/dispatcher/run.ts'

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const started = await startRun({...order, observe: () => undefined, warn: () => undefined})
if (!started.ok) throw new Error(started.error.message)
await started.value.finished
