// Putting a finished directory in its place. Knows nothing of what it holds.

import {rename} from 'node:fs/promises'
import {errorCode} from './files.ts'

/** Gives a directory its final name in one step; false if that name is taken by anything but an empty directory. */
export const renameDirectory = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error))) return false
    throw error
  }
}
