// Cuts a damaged journal to what stands before the damage. The original is kept beside it, whole and durable, before that.

import {AppendFile} from '../../system/append-file.ts'
import {readBytes, removeFile} from '../../system/files.ts'
import {readJournal} from './read-journal.ts'
import {snapshotPath} from './snapshot.ts'

/** The journal's lock must be held. Returns the path of the copy. Rejects with the journal as it was if there is no room for one. */
export const cutJournal = async (path: string, goodBytes: number, at: number): Promise<string> => {
  const bytes = await readBytes(path)
  const copy = `${path}.damaged-${new Date(at).toISOString().replace(/[-:.]/g, '')}`
  const kept = await AppendFile.open(copy)
  await kept.truncate(0)
  await kept.append(bytes)
  await kept.sync()
  await kept.close()
  if (!Buffer.from(bytes).equals(await readBytes(copy))) throw new Error(`${copy} is not the same as ${path}`)
  const file = await AppendFile.open(path)
  await file.truncate(goodBytes)
  await file.sync()
  await file.close()
  await removeFile(snapshotPath(path))
  const rest = readJournal(await readBytes(path))
  if (!rest.ok) throw new Error(`bug: ${path} is damaged even before line ${rest.error.line}`)
  return copy
}
