// `node main.ts [seeds] [first] [--twin NAME] [--trace]`: tells so many seeds, and stops at the first flaw. Without
// any words: 20,000 of them, and then the twins, each until its bug is found out.

import {parseArgs} from 'node:util'
import {Flaw} from './flaw.ts'
import {tell} from './story.ts'
import {describe, type Tale, type Telling} from './tale.ts'
import {SOUND, TWINS, type Twin} from './twins.ts'

export interface Order {
  readonly first: number
  readonly count: number
  readonly twin?: Twin
  /** Told of every line of every journal. */
  readonly hear?: (line: string) => void
}

/** Until one has a flaw. */
export const tellAll = async ({first, count, twin = SOUND, hear}: Order): Promise<Telling> => {
  const [start, startCpu] = [performance.now(), process.cpuUsage()]
  const tales: Tale[] = []
  const told = () => {
    const {user, system} = process.cpuUsage(startCpu)
    return {tales, seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1_000_000}
  }
  for (let seed = first; seed < first + count; seed += 1) {
    try {
      tales.push(await tell(seed, twin, hear))
    } catch (error) {
      const flaw =
        error instanceof Flaw ? error.message : String(error instanceof Error ? error.stack : error)
      return {...told(), finding: {seed, flaw}}
    }
  }
  return told()
}

/** A twin that is not found out by then proves that the simulation is blind to its bug. */
export const TWIN_SEEDS = 3000

/** False: one was not found out. */
const exposeTwins = async (): Promise<boolean> => {
  let isExposed = true
  for (const [name, twin] of Object.entries(TWINS)) {
    const {finding} = await tellAll({first: 1, count: TWIN_SEEDS, twin})
    console.log(`${name}: ${finding === undefined ? 'NOT FOUND' : `seed ${finding.seed}: ${finding.flaw}`}`)
    isExposed &&= finding !== undefined
  }
  return isExposed
}

const main = async (): Promise<void> => {
  const {values, positionals} = parseArgs({
    options: {twin: {type: 'string'}, trace: {type: 'boolean'}},
    allowPositionals: true,
  })
  const [count = 20_000, first = 1] = positionals.map(Number)
  const twin = values.twin === undefined ? SOUND : TWINS[values.twin]
  if (twin === undefined)
    throw new Error(`There is no twin ${values.twin}; there are ${Object.keys(TWINS).join(', ')}.`)
  const telling = await tellAll({first, count, twin, ...(values.trace === true ? {hear: console.log} : {})})
  console.log(describe(telling, values.twin))
  const isWhole = positionals.length === 0 && values.twin === undefined
  const isExposed = !isWhole || (await exposeTwins())
  if (telling.finding !== undefined || !isExposed) process.exitCode = 1
}

if (import.meta.main) await main()
