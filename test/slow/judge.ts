// Asks redos-detector about the regular expressions on standard input, as JSON, and prints a verdict for each. A process of its own, for
// the detector keeps all the memory that it ever took.

import {text} from 'node:stream/consumers'
import {isSafePattern} from 'redos-detector'
import type {Expression} from './expressions.ts'

/** `undecided`: it would take too long to say. */
export type Verdict = 'safe' | 'unsafe' | 'undecided'

const MAX_STEPS = 4_000 // most that can be decided at all is decided by then; twice as many take twice the time

/**
 * Whether one attempt at one place ends soon: it takes every expression for one that begins at the start of the text, for it counts
 * the places to begin at as ways to match. The attacks look for those.
 */
const judge = ({pattern, flags}: Expression): Verdict => {
  const isUnicode = /\\[pu]\{/i.test(pattern) // the detector cannot be told both of this and of letter case
  const unnamed = pattern.replace(/\(\?<[^=!>][^>]*>/g, '(') // it does not know names of groups
  const {error} = isSafePattern(`^(?:${unnamed})`, {
    caseInsensitive: flags.includes('i') && !isUnicode,
    unicode: isUnicode,
    dotAll: flags.includes('s'),
    maxSteps: MAX_STEPS,
  })
  if (error === null) return 'safe'
  return error === 'hitMaxScore' ? 'unsafe' : 'undecided'
}

const expressions: readonly Expression[] = JSON.parse(await text(process.stdin))
console.log(JSON.stringify(expressions.map(judge)))
