// A command that a pool of another process has started, or was about to: its status file and its leader tell what became of it.

import {delay, sinceBoot, wallClock} from './clock.ts'
import {writtenAt} from './files.ts'
import {isAlive} from './identity.ts'
import type {Watched} from './limits.ts'
import type {SlotEnd} from './slot.ts'
import {type CommandStatus, readStatus, settleStatus, signalOf} from './status-file.ts'
import {type Ending, endTree, type Leader} from './tree.ts'

export interface Adoption extends Omit<Watched, 'signals'> {
  /** What `onStart` was told, and when that was: epoch milliseconds. */
  readonly leader: Leader
  readonly startedAt: number
  /** And since the machine was started: see `sinceBoot`. */
  readonly uptimeMs?: number
  readonly status: string
  readonly signal: AbortSignal
  /** As in its order. */
  readonly alone?: boolean
  /** Called once if it is at work. */
  readonly onAlive: () => void
}

/** Nobody watches an adopted command more closely than this: it has been alone for longer. */
const POLL_MS = 50

/** Looking at a process costs more than looking at a file, where there is no `/proc`. */
const LOOKS_PER_PROBE = 5

/** As soon as the command has ended. `taken` only after the signal; `lost`: it never began, or its end left no trace. */
export const waitForStatus = async (adoption: Adoption, signal: AbortSignal): Promise<CommandStatus> => {
  const {leader, status, onAlive} = adoption
  for (let look = 0; ; look += 1) {
    const found = await settleStatus(status)
    if (look === 0 && wasStruckDown(found)) return {type: 'lost'}
    if (found.type !== 'taken' || signal.aborted) return found
    if (look % LOOKS_PER_PROBE === 0 && !(await isAlive(leader))) return lastWord(status)
    if (look === 0) onAlive()
    await delay(POLL_MS, signal)
  }
}

/** What a dying machine, session or dispatcher sends to all its processes: while nobody watched, it says nothing of the command. */
const BLOWS: ReadonlySet<string | undefined> = new Set(['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGKILL'])

const wasStruckDown = (found: CommandStatus): boolean =>
  found.type === 'ended' && BLOWS.has(signalOf(found.exitCode))

/** Of a shell that has died since we looked. */
const lastWord = async (status: string): Promise<CommandStatus> => {
  const found = await readStatus(status)
  return found.type === 'taken' ? {type: 'lost'} : found
}

/** What is alive was started since the last boot. Where only the wall clock is known, a jump of it neither adds to the limit nor ends it twice. */
export const remainingMs = ({runMs, startedAt, uptimeMs}: Adoption): number => {
  const elapsed = uptimeMs === undefined ? wallClock() - startedAt : sinceBoot() - uptimeMs
  return runMs === 0 ? 0 : Math.min(Math.max(runMs - elapsed, 1), runMs)
}

/** By the wall clock. */
export const durationOf = async ({status, startedAt}: Adoption): Promise<number> =>
  Math.max(0, ((await writtenAt(status)) ?? startedAt) - startedAt)

/** Ends what is left of it; the pids of what did not even end on SIGKILL. */
export const endAdopted = async (
  {leader, alone}: Adoption,
  {type}: CommandStatus,
  ending: Ending,
): Promise<readonly number[]> => {
  // Its shell may be at another command by now.
  if (type === 'ended' && !alone) return []
  // One that never began, or that nobody leads any more, need not be asked politely.
  return endTree(leader, type === 'lost' ? {...ending, graceMs: 0} : ending)
}

export const statusAsEnd = (status: CommandStatus): SlotEnd =>
  status.type === 'ended' ? {status: status.exitCode} : {}
