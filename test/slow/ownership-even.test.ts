import {test} from 'vitest'
import {playInterleaving} from '../dispatcher/interleaving.ts'
import {EVEN} from './interleavings.ts'

test.each(EVEN)('S002-31: an interleaving of six agents with overlapping files, seed %i', seed =>
  playInterleaving(seed),
)
