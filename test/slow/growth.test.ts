// Documents made to be slow take linear time: four times as long a one takes four times as long, not sixteen. `npm run bench -- doubling`
// prints the figures; here is room for a busy machine.

import {expect, test} from 'vitest'
import {ATTACKS, ODDITIES, PLAIN_PLANS} from '../rig/long-documents.ts'
import {readDocument} from './invariants.ts'
import {isSlow} from './size.ts'

const SIZE = 50_000 // characters
const TIMES = 4
const MOST = 12 // times the time of the shorter one
const SHORT_MS = 250 // what takes less says nothing

const all = Object.entries({...PLAIN_PLANS, ...ATTACKS, ...ODDITIES})

/** Processor time in milliseconds; the shorter of two. */
const cost = (text: string): number => Math.min(once(text), once(text))

const once = (text: string): number => {
  const start = process.cpuUsage()
  readDocument(text, undefined)
  const {user, system} = process.cpuUsage(start)
  return (user + system) / 1000
}

test.skipIf(!isSlow).for(all)('%s: in linear time (only in npm run test:slow)', ([, make]) => {
  const short = cost(make(SIZE))
  const long = cost(make(SIZE * TIMES))
  if (long > SHORT_MS)
    expect(long, `milliseconds; ${short.toFixed(0)} for a quarter`).toBeLessThan(short * MOST)
})
