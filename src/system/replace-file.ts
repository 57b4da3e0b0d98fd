// Changes a file that belongs to somebody else, who may be writing it at the same moment.

import {chmod, readFile, rename, rm, stat} from 'node:fs/promises'
import {dirname} from 'node:path'
import {syncDirectory, temporaryPath, writeNew} from './files.ts'

/**
 * As `writeAtomic`, but only if the file still holds `before`, and with its permissions; false if it does not. What is written
 * between that look and the new name, two system calls, is lost. A link is to be resolved before: it would be replaced itself.
 */
export const replaceUnchanged = async (path: string, before: Uint8Array, text: string): Promise<boolean> => {
  const temporary = temporaryPath(path)
  try {
    await writeNew(temporary, text)
    await chmod(temporary, (await stat(path)).mode & 0o7777)
    if (!(await readFile(path)).equals(before)) return false
    await rename(temporary, path)
  } finally {
    await rm(temporary, {force: true})
  }
  await syncDirectory(dirname(path))
  return true
}
