// `node main.ts [seeds] [first] [--twin NAME] [--trace]`: tells so many seeds, and stops at the first flaw. Without
// any words: 20,000 of them, and then the twins, each until its bug is found out.

import {availableParallelism} from 'node:os'
import {parseArgs} from 'node:util'
import {isMainThread, parentPort, Worker, workerData} from 'node:worker_threads'
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

/** The same on all cores; of several flaws that of the first seed. */
const tellOnAllCores = async ({first, count}: Order): Promise<Telling> => {
  const [start, startCpu] = [performance.now(), process.cpuUsage()]
  const share = Math.ceil(count / availableParallelism())
  const shares: Order[] = []
  for (let from = first; from < first + count; from += share)
    shares.push({first: from, count: Math.min(share, first + count - from)})
  const tellings = await Promise.all(shares.map(tellInThread))
  const {user, system} = process.cpuUsage(startCpu)
  const finding = tellings.find(telling => telling.finding !== undefined)?.finding
  return {
    tales: tellings.flatMap(({tales}) => tales),
    seconds: (performance.now() - start) / 1000,
    cpuSeconds: (user + system) / 1_000_000,
    ...(finding === undefined ? {} : {finding}),
  }
}

const tellInThread = (order: Order): Promise<Telling> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), {workerData: order})
    thread.once('message', resolve)
    thread.once('error', reject)
  })

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
  const isWhole = positionals.length === 0 && values.twin === undefined
  const hear = values.trace === true ? {hear: console.log} : {}
  const telling = await (isWhole ? tellOnAllCores({first, count}) : tellAll({first, count, twin, ...hear}))
  console.log(describe(telling, values.twin))
  const isExposed = !isWhole || (await exposeTwins())
  if (telling.finding !== undefined || !isExposed) process.exitCode = 1
}

if (!isMainThread && import.meta.main) parentPort?.postMessage(await tellAll(workerData))
else if (import.meta.main) await main()
