import {test} from 'vitest'
import {playInterleaving} from '../dispatcher/interleaving.ts'
import {isSlow} from './size.ts'

const SEEDS = Array.from({length: isSlow ? 200 : 0}, (_, seed) => 1000 + seed)

test.skipIf(!isSlow)(
  '200 interleavings of six agents with overlapping files (npm run test:slow)',
  async () => {
    for (const seed of SEEDS) await playInterleaving(seed)
  },
)
