// Parts of large files, and large files in parts. Knows nothing of what they mean.

import {open, rename, rm, stat} from 'node:fs/promises'
import {errorCode, temporaryPath, writeFully} from './files.ts'

/** One call of the system reads less than 2 GiB. */
const MOST_AT_ONCE = 2 ** 30

/** In bytes; 0 where there is none. */
export const fileSize = async (path: string): Promise<number> => {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0
    throw error
  }
}

/** Bytes `start` up to `end`; fewer where the file is shorter, none where there is none. */
export const readPart = async (path: string, start: number, end: number): Promise<Buffer> => {
  if ((await fileSize(path)) <= start) return Buffer.alloc(0)
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, end - start))
  const handle = await open(path, 'r')
  try {
    let filled = 0
    for (let more = 1; more > 0 && filled < bytes.length; filled += more) {
      const wanted = Math.min(bytes.length - filled, MOST_AT_ONCE)
      more = (await handle.read(bytes, filled, wanted, start + filled)).bytesRead
    }
    return bytes.subarray(0, filled)
  } finally {
    await handle.close()
  }
}

/** Replaces a file as a whole by these parts. Durable but for its name. */
export const replaceByParts = async (path: string, parts: Iterable<Uint8Array>): Promise<void> => {
  const temporary = temporaryPath(path)
  try {
    const handle = await open(temporary, 'w')
    try {
      for (const part of parts) await writeFully(handle, part)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } finally {
    await rm(temporary, {force: true})
  }
}
