// A short piece of the simulation, from the seed in `SIMULATION_SEED`; `npm run test:sim` is the whole of it.

import {expect, test} from 'vitest'
import {TWIN_SEEDS, tellAll} from './main.ts'
import {tell} from './story.ts'
import {describe, endsOf} from './tale.ts'
import {TWINS} from './twins.ts'

const FIRST = Number(process.env.SIMULATION_SEED ?? 1)

/** Some 5 seconds of one core. */
const SEEDS = 1000

const ENDS = [
  'adopted',
  'agent-failed',
  'cancelled',
  'conflicted',
  'gate-failed',
  'limited',
  'lost',
  'merged',
  'passed',
  'reverted',
  'timed-out',
  'unresolved',
]

test(`S001-22, S003-33: ${SEEDS} runs amid crashes, usage limits, clock jumps and requests come to their right end`, async () => {
  const telling = await tellAll({first: FIRST, count: SEEDS})
  expect(telling.finding && describe(telling)).toBeUndefined()
  const deaths = telling.tales.reduce((sum, tale) => sum + tale.deaths, 0)
  expect(deaths).toBeGreaterThan(SEEDS)
  // A world in which one of them never happens would prove nothing of it.
  expect(Object.keys(endsOf(telling.tales)).toSorted()).toEqual(ENDS)
}, 300_000)

test('a seed tells the same tale twice', async () => {
  for (let seed = FIRST; seed < FIRST + 20; seed += 1) expect(await tell(seed)).toEqual(await tell(seed))
})

test.each(Object.keys(TWINS))(
  'the simulation sees the bug: %s',
  async name => {
    const {finding} = await tellAll({first: 1, count: TWIN_SEEDS, twin: TWINS[name] ?? {}})
    expect(finding).toBeDefined()
  },
  300_000,
)
