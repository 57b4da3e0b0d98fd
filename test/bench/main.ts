// Measures this program beside others and prints what it is: npm run bench -- [SECTION…] [--quick] [--rounds N] [--json FILE]

import {writeFileSync} from 'node:fs'
import {availableParallelism, cpus} from 'node:os'
import {parseArgs} from 'node:util'
import {compilingSuites} from './compiling.ts'
import {dagSuites} from './dag.ts'
import {showDoubling} from './doubling.ts'
import {benchJournal} from './journal.ts'
import {measure} from './measure.ts'
import {planningSuite, startUpSuite} from './program.ts'
import {queueSuites} from './queue.ts'
import {makeScratch} from './scratch.ts'
import {renderTable, rowsOf, type Suite} from './suite.ts'
import {workspacesSuite} from './workspaces.ts'

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {quick: {type: 'boolean', default: false}, rounds: {type: 'string'}, json: {type: 'string'}},
})
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds ${values.rounds}: expected a whole number from 1`)
  process.exit(2)
}
const sizes = values.quick ? [1_000] : [1_000, 10_000]
const SECTIONS = ['start', 'plan', 'compile', 'doubling', 'journal', 'workspaces', 'queue', 'run'] as const
const unknown = positionals.find(name => !SECTIONS.some(section => section === name))
if (unknown !== undefined) {
  console.error(`there is no section "${unknown}"; expected some of ${SECTIONS.join(', ')}`)
  process.exit(2)
}
const isWanted = (section: (typeof SECTIONS)[number]): boolean =>
  positionals.length === 0 || positionals.includes(section)
const STARTS = 5 // rounds of a start-up for each round of the rest: it is short, and single samples scatter

const machine = `node ${process.version}, ${process.platform}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`
const results: object[] = []

const show = async (suite: Suite, times: number): Promise<void> => {
  const measured = [...(await measure(suite.variants, times)), ...suite.skipped]
  const rows = rowsOf(measured, suite.baseline)
  results.push({title: suite.title, baseline: suite.baseline, rows})
  console.log(`\n${renderTable(suite, rows)}`)
}

console.log(`Whole processes, wall time; medians of ${rounds} round(s) in which all take turns. ${machine}`)
console.log('agent-spawn runs with its journal on and without reports, from a Markdown plan.')

// What is being measured and its files go with us.
process.once('SIGINT', () => process.exit(130))

const scratch = makeScratch()
if (isWanted('start')) await show(startUpSuite(scratch), rounds * STARTS)
if (isWanted('plan')) await show(planningSuite(scratch), rounds)
if (isWanted('compile')) for (const suite of compilingSuites(scratch)) await show(suite, rounds)
if (isWanted('doubling')) results.push(...showDoubling(rounds))
if (isWanted('journal')) results.push(await benchJournal(scratch, rounds, values.quick))
if (isWanted('workspaces')) await show(workspacesSuite(scratch, values.quick), rounds)
if (isWanted('queue')) for (const suite of queueSuites(scratch)) await show(suite, rounds)
if (isWanted('run')) for (const suite of dagSuites(sizes, scratch)) await show(suite, rounds)

if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({machine, rounds, results}, null, 2)}\n`)
