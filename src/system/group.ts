// Signals for processes and their groups. Does not see what has left the group (setsid, daemons): that is for `tree.ts`.

import {errorCode} from './files.ts'
import {identify, isSame, type ProcessIdentity} from './identity.ts'

/** Whether the group of its number is its own. A dead leader proves nothing: no new process gets its number while its group has members. */
export const isGroupOf = async (identity: ProcessIdentity): Promise<boolean> => {
  const leader = await identify(identity.pid)
  if (leader !== undefined) return isSame(leader, identity)
  return identity.bootId === undefined || (await identify(process.pid))?.bootId === identity.bootId
}

/** Sends a signal to all of a group; false if there is no such group, or none of it may be signalled. */
export const signalGroup = (group: number, signal: NodeJS.Signals | 0): boolean => {
  // A group of 0 would be our own, of 1 everything that we may signal.
  if (!Number.isInteger(group) || group <= 1) throw new Error(`bug: ${group} is no process group`)
  return send(-group, signal)
}

/** As `signalGroup`, for one process. */
export const signalProcess = (pid: number, signal: NodeJS.Signals): boolean => send(pid, signal)

const send = (target: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(target, signal)
    return true
  } catch (error) {
    if (['ESRCH', 'EPERM'].includes(errorCode(error))) return false
    throw error
  }
}

/** False if it may only have dead members whom nobody has waited for: they can still be signalled. */
export const isGroupGone = (group: number): boolean => !signalGroup(group, 0)
