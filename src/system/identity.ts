// Which process a number means: numbers are reused, so nothing is signalled on the word of a pid alone.

import {execFile} from 'node:child_process'
import {readFile} from 'node:fs/promises'

/** JSON-safe, and true on this machine only. Where there is no `/proc`, `startedAt` takes the place of ticks and boot. */
export interface ProcessIdentity {
  readonly pid: number
  /** Clock ticks from boot to the process's start. */
  readonly startTicks?: number
  readonly bootId?: string
  /** As `ps -o lstart=` prints it. */
  readonly startedAt?: string
}

/** What is read from `/proc/<pid>/stat`, see proc(5). */
export interface ProcessStat {
  /** One letter; `Z` and `X` are dead. */
  readonly state: string
  readonly group: number
  readonly startTicks: number
  /** Clock ticks of CPU time, those of children that it has waited for included. */
  readonly cpuTicks: number
  readonly threads: number
}

/** The name of the program stands in brackets and may itself hold brackets and blanks: fields are counted after the last `)`. */
export const parseStat = (text: string): ProcessStat | undefined => {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, group, startTicks] = [fields[0], Number(fields[2]), Number(fields[19])]
  const cpuTicks = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
  return state && Number.isInteger(group) && Number.isInteger(startTicks)
    ? {state, group, startTicks, cpuTicks, threads: Number(fields[17])}
    : undefined
}

const readOrUndefined = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined)

/** Undefined: no such process, or no `/proc` here. */
export const readStat = async (pid: number): Promise<ProcessStat | undefined> =>
  parseStat((await readOrUndefined(`/proc/${pid}/stat`)) ?? '')

export const isDead = (stat: ProcessStat): boolean => stat.state === 'Z' || stat.state === 'X'

let bootId: Promise<string | undefined> | undefined

/** Changes with every boot; undefined where there is no `/proc`. */
const readBootId = (): Promise<string | undefined> => {
  bootId ??= readOrUndefined('/proc/sys/kernel/random/boot_id').then(text => text?.trim())
  return bootId
}

/** The process's start as `ps` prints it; empty if there is no such process. */
const startedAt = (pid: number): Promise<string> =>
  new Promise(resolve => {
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], {env: {...process.env, LC_ALL: 'C'}}, (_, stdout) =>
      resolve(stdout.trim()),
    )
  })

/** Undefined if no process of that number lives. */
export const identify = async (pid: number): Promise<ProcessIdentity | undefined> => {
  const boot = await readBootId()
  if (boot === undefined) {
    const started = await startedAt(pid)
    return started === '' ? undefined : {pid, startedAt: started}
  }
  const stat = await readStat(pid)
  return stat === undefined || isDead(stat) ? undefined : {pid, startTicks: stat.startTicks, bootId: boot}
}

/** Whether this very process lives. One that has died and whose number another one has taken does not. */
export const isAlive = async (identity: ProcessIdentity): Promise<boolean> => {
  const found = await identify(identity.pid)
  return found !== undefined && isSame(found, identity)
}

/** Of this very process: a zombie has ended, and nobody has waited for it yet. Where there is no `/proc`, it counts as gone. */
export const conditionOf = async (identity: ProcessIdentity): Promise<'alive' | 'zombie' | 'gone'> => {
  if (await isAlive(identity)) return 'alive'
  const stat = await readStat(identity.pid)
  const isIt = stat !== undefined && stat.startTicks === identity.startTicks
  return isIt && stat.state === 'Z' && (await readBootId()) === identity.bootId ? 'zombie' : 'gone'
}

export const isSame = (a: ProcessIdentity, b: ProcessIdentity): boolean =>
  a.pid === b.pid && a.startTicks === b.startTicks && a.bootId === b.bootId && a.startedAt === b.startedAt
