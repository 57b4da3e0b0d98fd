// Benchmarks of the program alone: how long a plan takes to read and compile, and how long the program takes to start.

import {existsSync} from 'node:fs'
import {fullPlan} from './documents.ts'
import {makeGraph} from './graphs.ts'
import type {Measured, Variant} from './measure.ts'
import {BIN, type Scratch} from './scratch.ts'
import type {Suite} from './suite.ts'

const SMALL_BYTES = 48_000 // a plan of a week's work, as people have them
const LARGE_TASKS = 10_000

const isBuilt = existsSync(BIN)

const unlessBuilt = (names: readonly string[]): Measured[] =>
  isBuilt ? [] : names.map(name => ({name, samples: [], trouble: 'not built (npm run build)'}))

const whenBuilt = (variants: readonly Variant[]): readonly Variant[] => (isBuilt ? variants : [])

const KB = (text: string): string => `${Math.round(Buffer.byteLength(text) / 1000).toLocaleString('en')} KB`

export const planningSuite = (scratch: Scratch): Suite => {
  const large = fullPlan(makeGraph('layered', LARGE_TASKS))
  const tasks = Math.round((LARGE_TASKS * SMALL_BYTES) / Buffer.byteLength(large))
  const small = fullPlan(makeGraph('layered', tasks))
  const variants = [
    {text: small, count: tasks},
    {text: large, count: LARGE_TASKS},
  ].flatMap(({text, count}) =>
    planning(scratch({'plan.md': text}), `${count.toLocaleString('en')} tasks, ${KB(text)}`),
  )
  const [baseline] = variants
  return {
    title: `Planning: plan --json of ${KB(small)} and of ${KB(large)}`,
    baseline: baseline?.name ?? '',
    variants: whenBuilt(variants),
    skipped: unlessBuilt(variants.map(({name}) => name)),
  }
}

/** With and without the compiled graph as a file. */
const planning = (directory: string, size: string): Variant[] => {
  const variant = {program: process.execPath, directory}
  const args = [BIN, 'plan', 'plan.md', '--json']
  return [
    {...variant, name: `${size}, --no-write`, args: [...args, '--no-write']},
    {...variant, name: size, args},
  ]
}

export const startUpSuite = (scratch: Scratch): Suite => {
  const variant = {program: process.execPath, directory: scratch({'empty.txt': ''})}
  return {
    title: 'Start-up',
    baseline: 'node -e 0',
    variants: [
      {...variant, name: 'node -e 0', args: ['-e', '0']},
      ...whenBuilt([{...variant, name: 'agent-spawn --help', args: [BIN, '--help']}]),
    ],
    skipped: unlessBuilt(['agent-spawn --help']),
  }
}
