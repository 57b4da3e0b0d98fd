// Files that others drop into a directory of ours. Nothing is believed of them: neither what they are, nor whose, nor how large.

import {constants, type Stats} from 'node:fs'
import {type FileHandle, mkdir, open, rename, unlink} from 'node:fs/promises'
import {err, ok, type Result} from '../util/result.ts'
import {errorCode, readUpTo} from './files.ts'

/** A directory into which only this user can drop anything. One that is there is left as it is. */
export const makePrivateDirectory = async (path: string): Promise<void> => {
  await mkdir(path, {recursive: true, mode: 0o700})
}

/** What cannot even be opened, by the code of the error. */
const CLOSED: {readonly [code: string]: string} = {
  ELOOP: 'it is a link',
  ENXIO: 'it is a socket or a pipe',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
}

/** Undefined: there is none any more. An error says what is wrong with it, as part of a sentence. Never waits for a writer. */
export const readDropped = async (
  path: string,
  maxBytes: number,
): Promise<Result<string | undefined, string>> => {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      return await readPlain(handle, maxBytes)
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return ok(undefined)
    const reason = CLOSED[code]
    if (reason === undefined) throw error
    return err(reason)
  }
}

const readPlain = async (handle: FileHandle, maxBytes: number): Promise<Result<string, string>> => {
  const wrong = oddity(await handle.stat())
  if (wrong !== undefined) return err(wrong)
  const bytes = await readUpTo(handle, maxBytes)
  return bytes.length > maxBytes ? err(`it is larger than ${maxBytes} bytes`) : ok(bytes.toString('utf8'))
}

/** A second name may be one under which somebody else still writes it. */
const oddity = (stats: Stats): string | undefined => {
  if (!stats.isFile()) return 'it is no regular file'
  if (stats.nlink !== 1) return 'it has a second name'
  return process.getuid === undefined || stats.uid === process.getuid()
    ? undefined
    : 'it belongs to somebody else'
}

/** Gives it another name. Of all who take or remove a file, one gets true. */
export const takeFile = (from: string, to: string): Promise<boolean> => isThere(rename(from, to))

/** Undoes the dropping; false if somebody was faster. */
export const removeDropped = (path: string): Promise<boolean> => isThere(unlink(path))

const isThere = async (act: Promise<void>): Promise<boolean> => {
  try {
    await act
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
