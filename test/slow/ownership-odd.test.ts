import {test} from 'vitest'
import {playInterleaving} from '../dispatcher/interleaving.ts'
import {ODD} from './interleavings.ts'

test.each(ODD)('S002-31: an interleaving of six agents with overlapping files, seed %i', seed =>
  playInterleaving(seed),
)
