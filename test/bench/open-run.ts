// `node open-run.ts JOURNAL`: opens a run as a command does, in a process that holds nothing else, and prints the milliseconds that this
// took, and those for the index that going on with it needs besides.

import {readJournalFile} from '../../src/dispatcher/journal/open-journal.ts'

const [path = ''] = process.argv.slice(2)
const start = performance.now()
const read = await readJournalFile(path)
const opened = performance.now()
const state = read.ok && read.value.kept > 0 ? read.value.state : undefined
if (state === undefined) throw new Error('bug: the snapshot is of no use')
const {done} = state.schedule.counts
const indexed = performance.now()
console.log(JSON.stringify({done, openMs: opened - start, indexMs: indexed - opened}))
