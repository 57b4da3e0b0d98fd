// Reads a journal from its file: from what is known of it on, or from a snapshot, or from the beginning where there is neither or
// something is wrong. Changes nothing.

import {fileSize, readPart} from '../../system/file-part.ts'
import {ok, type Result} from '../../util/result.ts'
import type {Recorded} from './position.ts'
import {type JournalContent, type JournalDamage, readJournal} from './read-journal.ts'
import {isOf, readSnapshot} from './snapshot.ts'

export interface JournalFile extends Omit<JournalContent, 'events'> {
  readonly kept: number
  /** In bytes, with a torn end if there is one. */
  readonly size: number
  /** A whole sentence, if there is a snapshot that is of no use. */
  readonly leftAside?: string
}

/** What is `known` of it is given away. */
export const readJournalFile = async (
  path: string,
  known?: Recorded,
): Promise<Result<JournalFile, JournalDamage>> => {
  if (known !== undefined && (await isOf(path, known.position))) {
    const read = await readOn(path, known)
    if (read.ok) return read
  }
  const snapshot = await readSnapshot(path)
  if (snapshot.ok && snapshot.value !== undefined) {
    const read = await readOn(path, snapshot.value)
    if (read.ok) return read
  }
  const read = await readOn(path)
  return !read.ok || snapshot.ok ? read : ok({...read.value, leftAside: leftAside(path, snapshot.error)})
}

const readOn = async (path: string, known?: Recorded): Promise<Result<JournalFile, JournalDamage>> => {
  const size = await fileSize(path)
  const read = readJournal(await readPart(path, known?.position.bytes ?? 0, size), known)
  if (!read.ok) return read
  const {state, position} = read.value
  return ok({state, position, kept: known?.kept ?? 0, size})
}

const leftAside = (path: string, reason: string): string =>
  `The snapshot of ${path} is left aside, for ${reason}. The journal was read from its beginning instead, which takes longer.`
