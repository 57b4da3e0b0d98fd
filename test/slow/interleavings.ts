// Many interleavings of six agents, each a run of its own.

/** Each takes some seconds; `INTERLEAVINGS=200` is what was asked for. */
const RUNS = Number(process.env.INTERLEAVINGS ?? 40)

const SEEDS = Array.from({length: RUNS}, (_, index) => 1000 + index)

/** Half of them: files run side by side, tests of one file do not. */
export const EVEN = SEEDS.filter(seed => seed % 2 === 0)
export const ODD = SEEDS.filter(seed => seed % 2 === 1)
