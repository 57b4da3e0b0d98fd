// A command whose processes try to get away in every way there is, stopped: which of them live on. For the doctor, on the machine that
// matters.

import {join} from 'node:path'
import {delay, monotonic} from './clock.ts'
import type {Containment} from './containment.ts'
import {makeTemporaryDirectory, readText, removeTree} from './files.ts'
import {signalProcess} from './group.ts'
import {identify, isAlive, type ProcessIdentity} from './identity.ts'
import {ProcessPool} from './process.ts'

/** Shell text that leaves a process behind, whose number it writes into a file of the way's name. */
export const ESCAPES: {readonly [way: string]: string} = {
  'traps-term': `sh -c 'trap "" TERM; echo $$ >traps-term; while :; do sleep 0.1; done' &`,
  'plain-child': 'sleep 60 & echo $! >plain-child',
  setsid: `setsid sh -c 'echo $$ >setsid; exec sleep 60' &`,
  'setsid-traps-term': `setsid sh -c 'trap "" TERM; echo $$ >setsid-traps-term; while :; do sleep 0.1; done' &`,
  nohup: `nohup sh -c 'echo $$ >nohup; exec sleep 60' >/dev/null 2>&1 &`,
  'double-fork': '( ( sleep 60 & echo $! >double-fork ) & )',
  'setsid-double-fork': `setsid sh -c '( sleep 60 & echo $! >setsid-double-fork ) &'`,
  'env-i': `env -i sh -c 'sleep 60 & echo $! >env-i'`,
}

/** No mark can follow this one: no environment, no session, no parent. */
export const DAEMON = 'env-i-setsid'
export const DAEMON_COMMAND = `env -i setsid sh -c '( sleep 60 & echo $! >${DAEMON} ) &'`

/** Ample for a dozen shells to start; where there is no `setsid`, some never do. */
const START_MS = 2_000

/** The ways that led out, by their names; what got away is ended. */
export const escapeTest = async (within: Containment): Promise<readonly string[]> => {
  const directory = await makeTemporaryDirectory('agent-spawn-escape-')
  const pool = new ProcessPool({graceMs: 100, containment: within})
  const stopping = new AbortController()
  try {
    const stopped = pool.run({
      command: [...Object.values(ESCAPES), DAEMON_COMMAND, 'sleep 60'].join('\n'),
      cwd: directory,
      env: {},
      log: join(directory, 'log'),
      runMs: 0,
      idleMs: 0,
      alone: true,
      signal: stopping.signal,
    })
    const found = await processesOf(directory)
    stopping.abort()
    await stopped
    return await escaped(found)
  } finally {
    await pool.close()
    await removeTree(directory)
  }
}

type Found = ReadonlyMap<string, ProcessIdentity>

const processesOf = async (directory: string): Promise<Found> => {
  const ways = [...Object.keys(ESCAPES), DAEMON]
  const found = new Map<string, ProcessIdentity>()
  for (const end = monotonic() + START_MS; found.size < ways.length && monotonic() < end; await delay(10)) {
    for (const way of ways.filter(name => !found.has(name))) {
      const text = await readText(join(directory, way))
      const process = text.ok && text.value.endsWith('\n') ? await identify(Number(text.value)) : undefined
      if (process !== undefined) found.set(way, process)
    }
  }
  return found
}

const escaped = async (found: Found): Promise<readonly string[]> => {
  const ways: string[] = []
  for (const [way, process] of found) {
    if (!(await isAlive(process))) continue
    signalProcess(process.pid, 'SIGKILL')
    ways.push(way)
  }
  return ways
}
