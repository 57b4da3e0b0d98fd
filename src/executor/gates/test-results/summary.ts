// Test results from the lines in which runners sum up for people: pytest, vitest, jest, Node, cargo. Several lines are added up.

import {stripVTControlCharacters} from 'node:util'
import {splitLines} from '../../../util/text.ts'
import type {ReadResults, TestResults} from './notation.ts'

/** A line that sums up, by who writes it; the rest of the line holds counts such as `3 passed`. */
const SUMMARIES: readonly RegExp[] = [
  /^=+ (.*\b(?:passed|failed|errors?|skipped|no tests ran)\b.*) in [\d.]+s.*$/, // pytest
  /^(\d+ (?:passed|failed|errors?|skipped)\b.*) in [\d.]+s.*$/, // pytest -q
  /^ *Tests:? +(.*\b(?:passed|failed|skipped|todo|total)\b.*)$/, // vitest, jest
  /^test result: (?:ok|FAILED)\. (.*)$/, // cargo
]

/** Node's own runner writes a line for each count. */
const NODE = /^[ℹ#] (pass|fail|cancelled|skipped|todo) (\d+)$/

/** It calls a file in which there is no test a test that passes. */
const isEmptyFile = (line: string): boolean => {
  const end = /\.[cm]?[jt]sx? \([\d.]+ms\)$/.exec(line)
  if (!line.startsWith('✔ ') || end === null) return false
  return line.startsWith('/', 2) || !/\s/.test(line.slice(2, end.index))
}

const COUNT = /(?<!\d)(\d+) (passed|failed|errors?|skipped|todo|ignored|xfailed|xpassed|deselected)\b/g

const KINDS: {readonly [word: string]: 'passed' | 'failed' | 'skipped'} = {
  ...{passed: 'passed', pass: 'passed', xpassed: 'passed'},
  ...{failed: 'failed', fail: 'failed', error: 'failed', errors: 'failed', cancelled: 'failed'},
  ...{skipped: 'skipped', todo: 'skipped', ignored: 'skipped', xfailed: 'skipped', deselected: 'skipped'},
}

/** Summaries are short; the patterns above would take very long for a long line. */
const MAX_LINE = 400

export const readSummary: ReadResults = text => {
  const lines = splitLines(stripVTControlCharacters(text)).filter(({length}) => length <= MAX_LINE)
  const counts = lines.flatMap(countsOf)
  const emptyFiles = lines.filter(line => isEmptyFile(line)).length
  if (counts.length === 0) return undefined
  const sum = (kind: keyof TestResults): number =>
    counts.reduce((total, [word, count]) => total + (KINDS[word] === kind ? count : 0), 0)
  return {
    passed: Math.max(0, sum('passed') - emptyFiles),
    failed: sum('failed'),
    skipped: sum('skipped'),
    failures: [],
  }
}

const countsOf = (line: string): readonly (readonly [word: string, count: number])[] => {
  const [, kind, number] = NODE.exec(line) ?? []
  if (kind !== undefined) return [[kind, Number(number)]]
  const counts = SUMMARIES.map(summary => summary.exec(line)?.[1]).find(found => found !== undefined)
  if (counts === undefined) return []
  const found = [...counts.matchAll(COUNT)].map(([, count, word = '']) => [word, Number(count)] as const)
  return found.length === 0 ? [['passed', 0]] : found
}
