// This machine among others that may share a directory with it, and when its processes began by the wall clock.

import {hostname} from 'node:os'
import {readText} from './files.ts'
import {isDead, readStat} from './identity.ts'

export const hostName = (): string => hostname()

/** What `sysconf(_SC_CLK_TCK)` says on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100

/**
 * When the process of that number began, epoch milliseconds to a second or so; undefined if none lives, or where there is no
 * `/proc`. For records of other programs, which hold a bare number.
 */
export const processStart = async (pid: number): Promise<number | undefined> => {
  const [stat, uptime] = [await readStat(pid), await readText('/proc/uptime')]
  if (stat === undefined || isDead(stat) || !uptime.ok) return undefined
  const age = Number.parseFloat(uptime.value) - stat.startTicks / TICKS_PER_SECOND
  return Date.now() - age * 1000
}
