// Many interleavings of six agents, each a run of its own.

import {test} from 'vitest'
import {playInterleaving} from '../dispatcher/interleaving.ts'

/** Each takes some seconds; `INTERLEAVINGS=200` is what was asked for. */
const RUNS = Number(process.env.INTERLEAVINGS ?? 40)

/** Every other one. */
export const playInterleavings = (first: 0 | 1): void => {
  const seeds = Array.from({length: RUNS}, (_, index) => 1000 + index).filter(seed => seed % 2 === first)
  test.each(seeds)('an interleaving of six agents with overlapping files, seed %i', seed =>
    playInterleaving(seed),
  )
}
