// Measures this program beside others and prints what it is: npm run bench -- [--quick] [--rounds N] [--json FILE]

import {writeFileSync} from 'node:fs'
import {availableParallelism, cpus} from 'node:os'
import {parseArgs} from 'node:util'
import {dagSuites} from './dag.ts'
import {measure} from './measure.ts'
import {planningSuite, startUpSuite} from './program.ts'
import {makeScratch} from './scratch.ts'
import {renderTable, rowsOf, type Suite} from './suite.ts'

const {values} = parseArgs({
  options: {quick: {type: 'boolean', default: false}, rounds: {type: 'string'}, json: {type: 'string'}},
})
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds ${values.rounds}: expected a whole number from 1`)
  process.exit(2)
}
const sizes = values.quick ? [1_000] : [1_000, 10_000]
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
await show(startUpSuite(scratch), rounds * STARTS)
await show(planningSuite(scratch), rounds)
for (const suite of dagSuites(sizes, scratch)) await show(suite, rounds)

if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({machine, rounds, results}, null, 2)}\n`)
