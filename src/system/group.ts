// Ending a process group: politely, then not, and not before nothing of it is left.
// Does not see what has left the group (setsid, daemons).

import {readdir} from 'node:fs/promises'
import {delay, monotonic} from './clock.ts'
import {errorCode} from './files.ts'
import {identify, isDead, isSame, type ProcessIdentity, readStat} from './identity.ts'

/** A process in an uninterruptible wait (a dead network disk) outlives even SIGKILL: do not wait for it for ever. */
const KILL_WAIT_MS = 10_000

/** Most groups end within a few milliseconds of a signal. */
const POLL_MS = 5

/**
 * Ends the group whose first process has this identity: SIGTERM, `graceMs`, SIGKILL. True: nothing of it is left, false:
 * something did not even end on SIGKILL. A group that another process leads by now is not touched.
 */
export const killGroup = async (identity: ProcessIdentity, graceMs: number): Promise<boolean> => {
  if (!(await isGroupOf(identity)) || (await isGroupGone(identity.pid))) return true
  signalGroup(identity.pid, 'SIGTERM')
  if (await waitUntilGone(identity.pid, graceMs)) return true
  signalGroup(identity.pid, 'SIGKILL')
  return waitUntilGone(identity.pid, KILL_WAIT_MS)
}

/** A dead leader proves nothing: no new process gets its number while its group has members. */
const isGroupOf = async (identity: ProcessIdentity): Promise<boolean> => {
  const leader = await identify(identity.pid)
  if (leader !== undefined) return isSame(leader, identity)
  return identity.bootId === undefined || (await identify(process.pid))?.bootId === identity.bootId
}

const waitUntilGone = async (group: number, limitMs: number): Promise<boolean> => {
  const end = monotonic() + limitMs
  for (;;) {
    if (await isGroupGone(group)) return true
    if (monotonic() >= end) return false
    await delay(POLL_MS)
  }
}

/** Sends a signal to all of a group; false if there is no such group, or none of it may be signalled. */
const signalGroup = (group: number, signal: NodeJS.Signals | 0): boolean => {
  // A group of 0 would be our own, of 1 everything that we may signal.
  if (!Number.isInteger(group) || group <= 1) throw new Error(`bug: ${group} is no process group`)
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    if (['ESRCH', 'EPERM'].includes(errorCode(error))) return false
    throw error
  }
}

/** The dead whom nobody has waited for can still be signalled, so where there is a `/proc` it has the last word. */
const isGroupGone = async (group: number): Promise<boolean> => {
  if (!signalGroup(group, 0)) return true
  const pids = await readdir('/proc').catch(() => [])
  const stats = await Promise.all(pids.filter(name => /^\d+$/.test(name)).map(pid => readStat(Number(pid))))
  const known = stats.filter(stat => stat !== undefined)
  return known.length > 0 && !known.some(stat => stat.group === group && !isDead(stat))
}
