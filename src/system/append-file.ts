// A file that only grows, written and synced by one owner: what a journal stands on. Knows nothing of lines or checksums.

import {writeSync} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {dirname} from 'node:path'
import {syncDirectory, writeFully} from './files.ts'

/** Owns one open file. Its calls must not overlap: the owner waits for each. */
export class AppendFile {
  readonly path: string
  private readonly handle: FileHandle

  private constructor(path: string, handle: FileHandle) {
    this.path = path
    this.handle = handle
  }

  /** Opens it, or creates it: then its name is durable on return. */
  static async open(path: string): Promise<AppendFile> {
    const handle = await open(path, 'a')
    if ((await handle.stat()).size === 0) await syncDirectory(dirname(path))
    return new AppendFile(path, handle)
  }

  /** Returns when all of it is written, though not yet durable. Rejects with the file possibly grown by a part of it. */
  async append(data: Uint8Array | string): Promise<void> {
    await writeFully(this.handle, typeof data === 'string' ? Buffer.from(data) : data)
  }

  /** As `append`, in a few microseconds and without a trip through the thread pool: for short lines. Returns how many bytes. */
  appendSync(text: string): number {
    const bytes = Buffer.from(text)
    try {
      for (let start = 0; start < bytes.length; ) start += writeSync(this.handle.fd, bytes, start)
      return bytes.length
    } catch (error) {
      throw withPath(error, this.path)
    }
  }

  /** Makes durable what was appended. After a rejection nothing may be assumed of what is on the disk. */
  async sync(): Promise<void> {
    await this.handle.datasync().catch((error: unknown) => {
      throw withPath(error, this.path)
    })
  }

  /** In bytes. */
  async size(): Promise<number> {
    return (await this.handle.stat()).size
  }

  /** Cuts the end off, e.g. a torn line; not durable before `sync`. */
  async truncate(size: number): Promise<void> {
    await this.handle.truncate(size)
  }

  async close(): Promise<void> {
    await this.handle.close()
  }
}

/** Node names no path where it has only a descriptor. */
const withPath = (error: unknown, path: string): unknown =>
  error instanceof Error ? Object.assign(error, {path}) : error
