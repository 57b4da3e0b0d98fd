// The crash matrix: `node matrix.ts [kills] [seed]`. Real runs whose dispatchers are killed at points that a seed picks, until so many
// have died; then the same for versions with a planted bug each, which must not get through.

import {seededLuck} from '../../run/world.ts'
import {type CaseResult, type Kill, type Reference, runCase} from './crash-case.ts'
import {createStage, type Patch, type Stage} from './stage.ts'

export interface MatrixResult {
  readonly cases: number
  readonly adopted: number
  readonly lost: number
  readonly deaths: readonly string[]
  readonly problems: readonly string[]
  readonly seconds: number
}

type Luck = (below: number) => number

/** A restart passes some 40 points before it comes to new ones: half of the second dispatchers die over the recovery. */
const POINTS_OF_A_LIFE = 160

/** Death after death, each somewhere else; every third leaves its shells behind as if they had been slow. */
export function* killsOf(luck: Luck): Generator<Kill> {
  for (;;) {
    const isDelayed = luck(3) === 0
    if (luck(4) === 0) yield {atCommand: 1 + luck(4), isDelayed: true}
    else if (luck(6) === 0) yield {afterMs: 150 + luck(900), isDelayed}
    else yield {at: 1 + luck(POINTS_OF_A_LIFE), isDelayed}
  }
}

/** As many cases at once as there are lanes: until so many dispatchers have died, or something went wrong. */
export const runMatrix = async (
  stage: Stage,
  options: {
    readonly kills: number
    readonly seed: number
    readonly lanes: number
    readonly reference: Reference
  },
): Promise<MatrixResult> => {
  const start = performance.now()
  const {kills, seed, lanes, reference} = options
  const results: CaseResult[] = []
  let cases = 0
  const isOver = (): boolean =>
    results.flatMap(({deaths}) => deaths).length >= kills || results.some(({problems}) => problems.length > 0)
  const lane = async (): Promise<void> => {
    while (!isOver()) {
      cases += 1
      const name = `case-${seed}-${cases}`
      const result = await runCase(stage, name, {kills: killsOf(seededLuck(seed * 1_000 + cases)), reference})
      results.push({...result, problems: result.problems.map(problem => `${name}: ${problem}`)})
    }
  }
  await Promise.all(Array.from({length: lanes}, lane))
  return {
    cases: results.length,
    deaths: results.flatMap(({deaths}) => deaths),
    adopted: sum(results.map(({adopted}) => adopted)),
    lost: sum(results.map(({lost}) => lost)),
    problems: results.flatMap(({problems}) => problems),
    seconds: (performance.now() - start) / 1000,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

export const referenceFor = async (stage: Stage): Promise<Reference> => {
  const {problems, found} = await runCase(stage, 'reference', {kills: []})
  if (problems.length > 0) throw new Error(`The undisturbed run is wrong: ${problems.join(' ')}`)
  return found
}

/** Bugs that the matrix must see, as changes to the product's source. */
export const BUGS: {readonly [name: string]: readonly Patch[]} = {
  'no exclusive claim': [{file: 'system/status-file.ts', from: '`set -C; if true', to: '`if true'}],
  'effect before intent': [
    {
      file: 'system/process.ts',
      from: '    announce(order, slot)\n    const ended = slot.execute(commandText(order), statusOf(order))\n',
      to: '    const ended = slot.execute(commandText(order), statusOf(order))\n    announce(order, slot)\n',
    },
  ],
  'merge without a look at the tip': [
    {
      file: 'dispatcher/integrate.ts',
      from: '  const settled = await settleMerge(order)\n  if (settled !== undefined) return settled\n',
      to: '  order = {...order, tip: (await tip(order.hub, order.run)) ?? order.tip}\n',
    },
  ],
}

const main = async (): Promise<void> => {
  const [kills = 500, seed = 1] = process.argv.slice(2).map(Number)
  const sound = await createStage()
  const reference = await referenceFor(sound)
  const result = await runMatrix(sound, {kills, seed, lanes: 2, reference})
  console.log(printMatrix('sound', result))
  for (const problem of result.problems) console.log(`  ${problem}`)
  sound.remove()
  let isCaught = true
  for (const [name, patches] of Object.entries(BUGS)) {
    const stage = await createStage(patches)
    const twin = await runMatrix(stage, {kills, seed, lanes: 2, reference})
    console.log(printMatrix(name, twin))
    console.log(`  ${twin.problems[0] ?? 'NOT CAUGHT'}`)
    isCaught &&= twin.problems.length > 0
    stage.remove()
  }
  if (result.problems.length > 0 || !isCaught) process.exitCode = 1
}

/** The figures in one line. */
export const printMatrix = (name: string, result: MatrixResult): string => {
  const {cases, deaths, problems, seconds} = result
  const missing = problems.filter(problem => /is (?!done)|0 commits/.test(problem)).length
  const doubled = problems.filter(problem => /started, .*started|[2-9] commits/.test(problem)).length
  const hung = problems.filter(problem => /hung|not done/.test(problem)).length
  return (
    `${name}: ${cases} runs, ${deaths.length} kills at ${new Set(deaths).size} kinds of points, ` +
    `${result.adopted} agents adopted, ${result.lost} never begun; ` +
    `tasks lost ${missing}, doubled ${doubled}, hung ${hung}, problems ${problems.length}; ${seconds.toFixed(0)} s`
  )
}

if (import.meta.main) await main()
