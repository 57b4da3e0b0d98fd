// When a dispatcher writes snapshots of its run: when it leaves, and now and then while a very long run is at work.

import type {RunState} from '../../run/state.ts'
import type {FileJournal} from './file-journal.ts'
import {writeSnapshot} from './snapshot.ts'

export interface Snapshots {
  /** While at work, with the state that is the fold of all that was appended. */
  readonly consider: (state: RunState) => void
  /** Before the lock is given back. */
  readonly close: (state: RunState) => Promise<void>
}

/** Of events that no snapshot holds: reading so many takes about a tenth of a second, and most runs never have as many. */
const RESTING_BYTES = 4_000_000

/** The dispatcher stands still while it makes one, for about a second in a run of 100,000 tasks; reading so much takes two. */
const WORKING_BYTES = 64_000_000

/** `kept`: how much of the journal is in a snapshot already. What cannot be written is told once, and missed by nobody. */
export const keepSnapshots = (
  journal: Pick<FileJournal, 'path' | 'position' | 'isBroken'>,
  kept: number,
  {
    warn,
    restingBytes = RESTING_BYTES,
  }: {readonly warn: (message: string) => void; readonly restingBytes?: number},
): Snapshots => {
  let [held, size] = [kept, 0]
  let writing: Promise<void> | undefined
  const isDue = (bytes: number): boolean => !journal.isBroken && journal.position.bytes - held >= bytes

  const write = async (state: RunState): Promise<void> => {
    const {position} = journal
    held = position.bytes
    try {
      size = await writeSnapshot(journal.path, {state, position})
    } catch (error) {
      warn(unwritten(error))
    }
    writing = undefined
  }

  return {
    consider: state => {
      if (writing === undefined && isDue(Math.max(WORKING_BYTES, size))) writing = write(state)
    },
    close: async state => {
      await writing
      if (isDue(restingBytes)) await write(state)
    },
  }
}

const unwritten = (error: unknown): string =>
  `There is no snapshot of the run: ${error instanceof Error ? error.message : error}. Nothing is lost, but opening it again reads the whole journal.`
