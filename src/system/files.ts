// Files and directories of this machine, for everybody: whole or not at all, and never through a device or a pipe.
// Knows nothing of what the files mean. What only reads returns values; what writes rejects with Node's own error.

import {constants, renameSync, rmSync, type Stats, writeFileSync} from 'node:fs'
import {
  cp,
  type FileHandle,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  unlink,
} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, dirname, join} from 'node:path'
import {err, ok, type Result} from '../util/result.ts'

export interface FileError {
  readonly code: 'missing' | 'forbidden' | 'not-a-file' | 'too-large' | 'failed'
  readonly path: string
  /** A whole sentence for people; names the path. */
  readonly message: string
}

export type FileKind = 'file' | 'directory' | 'symlink' | 'other'

/** Large enough for every text that is read whole here; a larger one is a mistake or an attack. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024

/** Reads from a handle until its end, or one byte over the cap: a file may grow while it is read. */
export const readUpTo = async (handle: FileHandle, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let total = 0
  while (total <= maxBytes) {
    const chunk = Buffer.allocUnsafe(Math.min(maxBytes + 1 - total, 1 << 20))
    const {bytesRead} = await handle.read(chunk, 0, chunk.length)
    if (bytesRead === 0) break
    chunks.push(chunk.subarray(0, bytesRead))
    total += bytesRead
  }
  return Buffer.concat(chunks)
}

/**
 * A regular file as UTF-8; bytes that are none become U+FFFD, a byte order mark is kept.
 * Refuses what is over `maxBytes`, and everything that is no regular file: reading a pipe would never end.
 */
export const readText = async (
  path: string,
  maxBytes: number = MAX_TEXT_BYTES,
): Promise<Result<string, FileError>> => {
  try {
    // Without O_NONBLOCK, opening a pipe that nobody writes to blocks a thread of Node's pool for ever.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stats = await handle.stat()
      if (!stats.isFile()) return err(notAFile(path, stats))
      const bytes = await readUpTo(handle, maxBytes)
      return bytes.length > maxBytes ? err(tooLarge(path, maxBytes)) : ok(bytes.toString('utf8'))
    } finally {
      await handle.close()
    }
  } catch (error) {
    return err(fileError(path, error))
  }
}

/** All bytes of a file of ours; none where it does not exist. */
export const readBytes = async (path: string): Promise<Uint8Array> => {
  try {
    return await readFile(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Uint8Array()
    throw error
  }
}

const notAFile = (path: string, stats: Stats): FileError => {
  const found = kindOfStats(stats) === 'directory' ? 'a directory' : 'a device, a pipe or a socket'
  return {code: 'not-a-file', path, message: `${path} is ${found}; expected a regular file.`}
}

const tooLarge = (path: string, maxBytes: number): FileError => ({
  code: 'too-large',
  path,
  message: `${path} is larger than ${maxBytes} bytes, the most that is read.`,
})

/** The code of a Node error, e.g. `ENOENT`; empty for anything else. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const fileError = (path: string, error: unknown): FileError => {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {code: 'missing', path, message: `${path} does not exist.`}
    case 'EACCES':
    case 'EPERM':
      return {code: 'forbidden', path, message: `${path} cannot be read: permission denied.`}
    default: {
      const detail = error instanceof Error ? error.message : String(error)
      return {code: 'failed', path, message: `${path} cannot be read: ${detail}.`}
    }
  }
}

/** Node may write fewer bytes than asked, e.g. on a disk that is nearly full: go on until all are written, or it says no. */
export const writeFully = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let start = 0; start < bytes.length; ) {
    const {bytesWritten} = await handle.write(bytes, start, bytes.length - start)
    start += bytesWritten
  }
}

/** Makes the names in a directory durable: created, renamed and removed entries. */
export const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Creates a file with all of its text at once, and only if there is none: of several callers, in whatever process, one gets
 * true. The text never exists in part under that name.
 */
export const createExclusive = async (path: string, text: string): Promise<boolean> => {
  const temporary = temporaryPath(path)
  await writeNew(temporary, text)
  try {
    await link(temporary, path)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, {force: true})
  }
}

let temporaryFiles = 0

/** A name beside a file, that no other call gets. */
export const temporaryPath = (path: string): string => {
  temporaryFiles += 1
  return join(dirname(path), `.${basename(path)}.${process.pid}-${temporaryFiles}.tmp`)
}

/**
 * Replaces a file as a whole: a reader, or we after a crash, see the old text or the new one. Durable on return.
 * `mode` is what the user's mask is applied to.
 */
export const writeAtomic = async (path: string, text: string, mode = 0o666): Promise<void> => {
  const temporary = temporaryPath(path)
  try {
    await writeNew(temporary, text, mode)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, {force: true})
    throw error
  }
  await syncDirectory(dirname(path))
}

/**
 * As `writeAtomic`, with no promise for a crash of the machine, and without the trips through the thread pool: for what can be
 * made again, and comes in thousands.
 */
export const replaceTextSync = (path: string, text: string): void => {
  const temporary = temporaryPath(path)
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, {force: true})
    throw error
  }
}

/** Durable but for its name. `mode` is what the user's mask is applied to. */
export const writeNew = async (path: string, text: string, mode = 0o666): Promise<void> => {
  const handle = await open(path, 'w', mode)
  try {
    await writeFully(handle, Buffer.from(text))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Creates or empties a file and writes it, with no promise for a crash: for what can be made again. Follows links. */
export const writeText = async (path: string, text: string): Promise<void> => {
  const handle = await open(path, 'w')
  try {
    await writeFully(handle, Buffer.from(text))
  } finally {
    await handle.close()
  }
}

/**
 * Makes a file where others may have put something of that name: a link, a pipe or a directory gives way and is never written through or
 * into. Rejects if they put another there at the very moment.
 */
export const writeAnew = async (path: string, text: string): Promise<void> => {
  await removeTree(path)
  const handle = await open(path, 'wx')
  try {
    await writeFully(handle, Buffer.from(text))
  } finally {
    await handle.close()
  }
}

/** Adds to a file, or makes it, with no promise for a crash. Follows links. */
export const appendText = async (path: string, text: string): Promise<void> => {
  const handle = await open(path, 'a')
  try {
    await writeFully(handle, Buffer.from(text))
  } finally {
    await handle.close()
  }
}

/** When a file was last written, epoch milliseconds with fractions; undefined where it does not exist. */
export const writtenAt = async (path: string): Promise<number | undefined> => {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

export const ensureDirectory = async (path: string): Promise<void> => {
  await mkdir(path, {recursive: true})
}

const kindOfStats = (stats: Stats): FileKind => {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  return stats.isSymbolicLink() ? 'symlink' : 'other'
}

const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error))

/** Of the name itself: links are not followed. Undefined: there is nothing of that name. */
export const kindOf = async (path: string): Promise<FileKind | undefined> => {
  try {
    return kindOfStats(await lstat(path))
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

/** Whether there is anything of that name, a dangling link included. */
export const exists = async (path: string): Promise<boolean> => (await kindOf(path)) !== undefined

/** The path with all links resolved; undefined where it leads to nothing. */
export const realPath = async (path: string): Promise<string | undefined> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (isAbsent(error) || errorCode(error) === 'ELOOP') return undefined
    throw error
  }
}

/** The names in a directory, sorted; none where it does not exist. */
export const listDirectory = async (path: string): Promise<readonly string[]> => {
  try {
    return (await readdir(path)).sort()
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

/** One more than a UTF-16 unit needs at most, so a character that the first byte read cuts in half is never part of the result. */
const BYTES_PER_UNIT = 4

/** The last `maxChars` UTF-16 units of a file, without half characters; reads no more than its end. Empty where it is missing. */
export const readTail = async (path: string, maxChars: number): Promise<string> => {
  const bytes = await readEnd(path, maxChars * BYTES_PER_UNIT)
  const text = bytes.toString('utf8')
  const cut = text.slice(Math.max(0, text.length - maxChars))
  return /^[\uDC00-\uDFFF]/.test(cut) ? cut.slice(1) : cut
}

const readEnd = async (path: string, maxBytes: number): Promise<Buffer> => {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const {size} = await handle.stat()
      const start = Math.max(0, size - maxBytes)
      const {buffer, bytesRead} = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isAbsent(error)) return Buffer.alloc(0)
    throw error
  }
}

/** Renames to the first free of `<path>.1`, `<path>.2` … and returns that; never replaces anything. */
export const moveAside = async (path: string): Promise<string> => {
  const isDirectory = (await kindOf(path)) === 'directory'
  for (let number = 1; ; number += 1) {
    const free = `${path}.${number}`
    if (!(await claimName(free, isDirectory))) continue
    await rename(path, free)
    return free
  }
}

/** Takes a name with something empty that a rename of the same kind replaces atomically: no race for the number. */
const claimName = async (path: string, asDirectory: boolean): Promise<boolean> => {
  try {
    if (asDirectory) await mkdir(path)
    else await (await open(path, 'wx')).close()
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Removes a file or a whole tree, links themselves and not what they lead to. Nothing there is fine. */
export const removeTree = async (path: string): Promise<void> => {
  await rm(path, {recursive: true, force: true, maxRetries: 3})
}

/** Removes one name that is no directory; nothing there is fine. */
export const removeFile = async (path: string): Promise<void> => {
  await unlink(path).catch((error: unknown) => {
    if (!isAbsent(error)) throw error
  })
}

/** Copies a file or a tree, links as links, times kept; shares blocks where the file system can. */
export const copyTree = async (from: string, to: string): Promise<void> => {
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
  })
}

/** Makes `path` a link whose text is `target`. Rejects if the name is taken. */
export const makeLink = (target: string, path: string): Promise<void> => symlink(target, path)

/** A new empty directory under the machine's place for temporary files; the caller removes it. */
export const makeTemporaryDirectory = (prefix: string): Promise<string> => mkdtemp(join(tmpdir(), prefix))
