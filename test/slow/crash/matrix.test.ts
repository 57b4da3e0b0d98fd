// A short piece of the crash matrix, from the seed in `CRASH_SEED`; `npm run test:crash` is the whole of it.

import {existsSync} from 'node:fs'
import {expect, test} from 'vitest'
import {BUGS, referenceFor, runMatrix} from './matrix.ts'
import {createStage} from './stage.ts'

/** Some 20 seconds of one core. */
const KILLS = 40

const SEED = Number(process.env.CRASH_SEED ?? 7)

/** Who is at work, and who was left over, is read from there. */
const hasProc = existsSync('/proc/self/environ')

test.skipIf(!hasProc)(
  'S001-22: a run whose dispatcher is killed again and again ends as if nothing had happened (needs /proc)',
  async () => {
    const stage = await createStage()
    const reference = await referenceFor(stage)
    const {problems, deaths} = await runMatrix(stage, {kills: KILLS, seed: SEED, lanes: 1, reference})
    expect(problems).toEqual([])
    expect(deaths.length).toBeGreaterThanOrEqual(KILLS)
    stage.remove()
  },
  600_000,
)

test('the bugs that the matrix is to see can still be planted', async () => {
  for (const patches of Object.values(BUGS)) (await createStage(patches)).remove()
}, 120_000)
