// Looks for a text on which a regular expression takes more than linear time: a piece of what it may match, repeated, and an end that
// it does not match.

import fc from 'fast-check'
import type {Expression} from './expressions.ts'

/** From few to many, so that what is exponential is found before it takes for ever. */
const LENGTHS = [24, 96, 384, 1_536, 6_144, 24_576]
const SLOW_MS = 60 // a linear search of the greatest length takes less than one

/** The text that took too long, cut to what repeats; undefined if none was found. */
export const attack = (expression: Expression, tries: number): string | undefined => {
  const flags = expression.flags.replace(/[gy]/g, '')
  const compiled = new RegExp(expression.pattern, flags + (expression.flags.includes('y') ? 'y' : ''))
  const pumps = pumpsOf(expression, tries)
  for (const {before, pump, after} of casesOf(compiled, pumps, tries)) {
    for (const length of LENGTHS) {
      const text = before + pump.repeat(Math.ceil(length / pump.length)) + after
      const ms = cost(compiled, text)
      if (ms > SLOW_MS && Math.min(ms, cost(compiled, text)) > SLOW_MS)
        return `${JSON.stringify(before)} + ${JSON.stringify(pump)} × ${Math.ceil(length / pump.length)} + ${JSON.stringify(after)}: ${ms.toFixed(0)} ms`
    }
  }
  return undefined
}

/** Processor time in milliseconds, for a machine may be busy. */
const cost = (expression: RegExp, text: string): number => {
  const start = process.cpuUsage()
  expression.lastIndex = 0
  expression.exec(text)
  const {user, system} = process.cpuUsage(start)
  return (user + system) / 1000
}

const COMMON = [
  ' ',
  '\t',
  '\n',
  '\u2028',
  'a',
  'A',
  '0',
  '.',
  '-',
  '─',
  '任',
  '*',
  '`',
  '[',
  '(',
  '<!--',
  '1.1',
  'a b ',
]

/** Single characters and words that stand in the expression, and pairs of them. */
const pumpsOf = ({pattern}: Expression, tries: number): string[] => {
  const plain = pattern.replace(/\\[a-zA-Z](?:\{[^}]*\})?/g, ' ').replace(/[?+{}|^$]/g, ' ')
  const own = [...new Set([...(plain.match(/[^\s\\()[\]]+/g) ?? []), ...plain.replace(/[\s\\]/g, '')])]
  const singles = [...COMMON, ...own.filter(word => word.length < 30)]
  const pair = fc.tuple(fc.constantFrom(...singles), fc.constantFrom(...singles)).map(both => both.join(''))
  return [...new Set([...singles, ...fc.sample(pair, {seed: 1, numRuns: tries})])]
}

interface Case {
  readonly before: string
  readonly pump: string
  readonly after: string
}

const AFTERS = ['', '\0', '\n\0']

/** Behind nothing, and behind beginnings of what matches. */
function* casesOf(expression: RegExp, pumps: readonly string[], tries: number): Iterable<Case> {
  for (const before of ['', ...beginnings(expression, tries)])
    for (const pump of pumps) for (const after of AFTERS) yield {before, pump, after}
}

/** Not every expression can be turned around: there are none then. */
const beginnings = (expression: RegExp, tries: number): string[] => {
  try {
    const whole = fc.stringMatching(new RegExp(expression.source, expression.flags.replace(/[^su]/g, '')))
    const cut = fc.tuple(whole, fc.nat(30)).map(([text, length]) => text.slice(0, length))
    return [...new Set(fc.sample(cut, {seed: 1, numRuns: Math.ceil(tries / 10)}))]
  } catch {
    return []
  }
}
