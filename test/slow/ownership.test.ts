import {test} from 'vitest'
import {playInterleaving} from '../dispatcher/interleaving.ts'

/** Each is a run of its own, of some seconds; `INTERLEAVINGS=200` is what was asked for. */
const RUNS = Number(process.env.INTERLEAVINGS ?? 40)

test.each(Array.from({length: RUNS}, (_, index) => 1000 + index))(
  'an interleaving of six agents with overlapping files, seed %i',
  seed => playInterleaving(seed),
)
