// Makes task graphs of three shapes, the same for the same seed.

export const SHAPES = ['wide', 'chain', 'layered'] as const
export type Shape = (typeof SHAPES)[number]

/** The tasks that each task depends on, by position; only earlier ones. */
export type BenchGraph = readonly (readonly number[])[]

export const makeGraph = (shape: Shape, size: number, seed = 1): BenchGraph => {
  const random = randomNumbers(seed)
  const width = Math.max(1, Math.round(Math.sqrt(size)))
  return Array.from({length: size}, (_, task) => dependenciesOf(shape, task, width, random))
}

const dependenciesOf = (shape: Shape, task: number, width: number, random: () => number): number[] => {
  if (shape === 'wide' || task === 0) return []
  if (shape === 'chain') return [task - 1]
  const start = (Math.floor(task / width) - 1) * width
  if (start < 0) return []
  const count = 1 + Math.floor(random() * 3)
  const chosen = Array.from({length: count}, () => start + Math.floor(random() * width))
  return [...new Set(chosen)].sort((a, b) => a - b)
}

/** Numbers from 0 to below 1: the generator "mulberry32". */
const randomNumbers = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
