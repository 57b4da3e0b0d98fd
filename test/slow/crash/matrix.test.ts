// The crash matrix, from the seed in `CRASH_SEED`. `npm run test:crash` plants bugs as well.

import {existsSync} from 'node:fs'
import {expect, test} from 'vitest'
import {BUGS, printMatrix, referenceFor, runMatrix} from './matrix.ts'
import {createStage} from './stage.ts'

/** Each is half a second of one core, or more. */
const KILLS = Number(process.env.CRASH_KILLS ?? 500)

const SEED = Number(process.env.CRASH_SEED ?? 7)

/** Who is at work, and who was left over, is read from there. */
const hasProc = existsSync('/proc/self/environ')

test.skipIf(!hasProc)(
  'S001-22: a run whose dispatcher is killed again and again ends as if nothing had happened (needs /proc)',
  async () => {
    const stage = await createStage()
    const reference = await referenceFor(stage)
    const result = await runMatrix(stage, {kills: KILLS, seed: SEED, lanes: 2, reference})
    console.log(printMatrix('crash matrix', result))
    expect(result.problems).toEqual([])
    expect(result.deaths.length).toBeGreaterThanOrEqual(KILLS)
    stage.remove()
  },
  1_800_000,
)

test('the bugs that the matrix is to see can still be planted', async () => {
  for (const patches of Object.values(BUGS)) (await createStage(patches)).remove()
}, 120_000)
