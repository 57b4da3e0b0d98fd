// What there is to tell of seeds that came to their end, and of the one that did not.

import type {RunEvent, RunResult} from '../../src/run/event.ts'

export interface Tale {
  readonly result: RunResult
  readonly tasks: number
  readonly events: number
  readonly deaths: number
  readonly virtualMs: number
  /** How attempts and merges ended, and how often; beside them `adopted`. */
  readonly ends: Counts
}

export interface Finding {
  readonly seed: number
  readonly flaw: string
}

export interface Telling {
  readonly tales: readonly Tale[]
  readonly seconds: number
  /** Of one core; fewer than `seconds` where the machine has other things to do. */
  readonly cpuSeconds: number
  readonly finding?: Finding
}

export const describe = ({tales, seconds, cpuSeconds, finding}: Telling, name?: string): string => {
  const days = sumOf(tales, ({virtualMs}) => virtualMs) / 86_400_000
  return [
    `${tales.length} seeds, ${sumOf(tales, ({tasks}) => tasks)} tasks, ${sumOf(tales, ({events}) => events)} events, ` +
      `${sumOf(tales, ({deaths}) => deaths)} crashes, ${days.toFixed(0)} virtual days, ${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)} s of a core)`,
    `Runs: ${list(totals(tales.map(({result}) => ({[result]: 1}))))}.`,
    `Attempts and merges: ${list(endsOf(tales))}.`,
    ...(finding === undefined ? [] : [`Flaw: ${finding.flaw}`, reproduction(finding, name)]),
  ].join('\n')
}

const sumOf = (tales: readonly Tale[], of: (tale: Tale) => number): number =>
  tales.reduce((total, tale) => total + of(tale), 0)

export type Counts = {readonly [word: string]: number}

/** Of all tales together. */
export const endsOf = (tales: readonly Tale[]): Counts => totals(tales.map(({ends}) => ends))

export const totals = (all: readonly Counts[]): Counts => {
  const sums: {[word: string]: number} = {}
  for (const counts of all)
    for (const [word, count] of Object.entries(counts)) sums[word] = (sums[word] ?? 0) + count
  return sums
}

const list = (counts: Counts): string =>
  Object.entries(counts)
    .toSorted(([, a], [, b]) => b - a)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')

const reproduction = ({seed}: Finding, name: string | undefined): string =>
  `Again: node test/simulation/main.ts 1 ${seed}${name === undefined ? '' : ` --twin ${JSON.stringify(name)}`} --trace`

/** Of an event that says how something ended. */
export const endOf = (event: RunEvent): Counts => {
  if (event.type === 'attempt-adopted') return {adopted: 1}
  if (event.type === 'attempt-finished') return {[event.outcome.type]: 1}
  return event.type === 'merge-finished' || event.type === 'revert-finished' ? {[event.result.type]: 1} : {}
}
