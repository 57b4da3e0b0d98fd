// Benchmark of growth: the processor time to read and compile documents of sizes that double, in this process, so that a busy machine
// matters little. Linear is a factor of 2; the promise is at most 2.5.

import {compile} from '../../src/graph/compile.ts'
import {readPlan} from '../../src/plan/read.ts'
import {ATTACKS, type LongDocument, ODDITIES, PLAIN_PLANS} from '../rig/long-documents.ts'
import {median} from './measure.ts'

const SIZES = [250_000, 500_000, 1_000_000]

interface Row {
  readonly name: string
  /** Medians, in milliseconds, of each size. */
  readonly times: readonly number[]
  /** From the first size to the last, for each doubling. */
  readonly factor: number
}

export const showDoubling = (rounds: number): object[] => {
  const sections = {'Plain plans': PLAIN_PLANS, 'Attack strings': ATTACKS, Oddities: ODDITIES}
  return Object.entries(sections).map(([name, documents]) => {
    const title = `${name} of ${SIZES.map(size => `${size / 1000} KB`).join(', ')}: processor time, and its factor for each doubling`
    console.log(`\n${title}`)
    const rows = Object.entries(documents).map(([document, make]) => rowOf(document, make, rounds))
    return {title, rows}
  })
}

const rowOf = (name: string, make: LongDocument, rounds: number): Row => {
  const texts = SIZES.map(make)
  time(texts[0] ?? '') // the first time compiles this program
  const samples = Array.from({length: rounds}, () => texts.map(time))
  const times = texts.map((_, index) => median(samples.map(round => round[index] ?? 0)) ?? 0)
  const factor = Math.sqrt((times.at(-1) ?? 0) / (times[0] ?? 1))
  const shown = times.map(ms => `${ms.toFixed(0)} ms`.padStart(9)).join('')
  console.log(`  ${name.padEnd(28)}${shown}  x ${factor.toFixed(2)}`)
  return {name, times, factor}
}

const time = (text: string): number => {
  const start = process.cpuUsage()
  const draft = readPlan([{file: 'plan.md', text}])
  if (draft.ok) compile(draft.value)
  const {user, system} = process.cpuUsage(start)
  return (user + system) / 1000
}
