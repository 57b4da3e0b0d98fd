// Blocks of free ports, so that workspaces side by side can each run a server. A hint, not a lock: another program may take one.

import {createServer} from 'node:net'

/** Below the range from which systems pick ports of their own accord (Linux 32768, others 49152), above most well-known ones. */
const FIRST = 20_000
const LAST = 32_000

const reserved = new Set<number>()

/** Two dispatchers on one machine begin to look at different places. */
let candidate = FIRST + ((process.pid * 16) % (LAST - FIRST))

/** So many ports in a row that nobody listens on, not reserved by this process; undefined where there are none. */
export const reservePorts = async (count: number): Promise<readonly number[] | undefined> => {
  for (let tries = FIRST; tries < LAST; tries += Math.max(count, 1)) {
    const block = nextBlock(count)
    if (block.some(port => reserved.has(port))) continue
    for (const port of block) reserved.add(port)
    if ((await Promise.all(block.map(isFree))).every(Boolean)) return block
    releasePorts(block)
  }
  return undefined
}

const nextBlock = (count: number): readonly number[] => {
  const first = candidate + count > LAST ? FIRST : candidate
  candidate = first + count
  return Array.from({length: count}, (_, index) => first + index)
}

export const releasePorts = (ports: readonly number[]): void => {
  for (const port of ports) reserved.delete(port)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({port, host: '127.0.0.1', exclusive: true}, () => server.close(() => resolve(true)))
  })

/** `AGENT_SPAWN_PORT` is the first, `AGENT_SPAWN_PORT_1` the second, and so on. */
export const portEnvironment = (ports: readonly number[]): {readonly [name: string]: string} =>
  Object.fromEntries(
    ports.map((port, index) => [index === 0 ? 'AGENT_SPAWN_PORT' : `AGENT_SPAWN_PORT_${index}`, `${port}`]),
  )
