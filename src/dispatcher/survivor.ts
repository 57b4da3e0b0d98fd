// Agents outlive a dispatcher that dies. Whose process an attempt was is written down before it starts, so that the next
// dispatcher can end it before anybody else works in the same place.

import {join} from 'node:path'
import {attemptDirectory} from '../executor/attempt.ts'
import {readText, writeTextSync} from '../system/files.ts'
import {killGroup} from '../system/group.ts'
import {isAlive, type ProcessIdentity} from '../system/identity.ts'

interface AttemptName {
  readonly task: string
  readonly attempt: number
}

const GRACE_MS = 5_000

const pathOf = (runDirectory: string, name: AttemptName): string =>
  join(runDirectory, attemptDirectory(name), 'process')

/** Before the process starts; its directory exists. */
export const recordProcess = (runDirectory: string, name: AttemptName, identity: ProcessIdentity): void =>
  writeTextSync(pathOf(runDirectory, name), `${JSON.stringify(identity)}\n`)

/** Ends the attempt's processes, if they are still the ones that were started. */
export const endSurvivor = async (runDirectory: string, name: AttemptName): Promise<void> => {
  const text = await readText(pathOf(runDirectory, name))
  if (!text.ok) return
  const identity = JSON.parse(text.value) as ProcessIdentity
  if (await isAlive(identity)) await killGroup(identity, GRACE_MS)
}
