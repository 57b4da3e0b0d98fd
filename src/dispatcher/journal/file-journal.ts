// The journal as a file of framed lines. Many events share one sync: what arrives while one is under way goes into the next.

import type {RunEvent} from '../../run/event.ts'
import {AppendFile} from '../../system/append-file.ts'
import {readBytes} from '../../system/files.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {decodeFrames, encodeFrame, type JournalDamage} from './frame.ts'
import type {Journal} from './journal.ts'

export interface OpenedJournal {
  readonly journal: FileJournal
  /** All that it holds. */
  readonly events: readonly RunEvent[]
  /** Bytes of a torn last line that were cut off: a crash in the middle of a write, never acknowledged. */
  readonly cutBytes: number
}

/** Why a journal was not opened. Nothing has been changed. */
export interface JournalError {
  readonly path: string
  readonly message: string
}

/** Owns the file until `close`. One process at a time: see `RunLock`. */
export class FileJournal implements Journal {
  private readonly file: AppendFile
  private sequence: number
  private lines: string[] = []
  private batch = deferred()
  private flushing: Promise<void> | undefined
  private lingering: NodeJS.Timeout | undefined
  private failure: unknown

  private constructor(file: AppendFile, sequence: number) {
    this.file = file
    this.sequence = sequence
  }

  /** Creates the file if there is none, and mends a torn end. */
  static async open(path: string): Promise<Result<OpenedJournal, JournalError>> {
    const bytes = await readBytes(path)
    const frames = decodeFrames(bytes)
    if (!frames.ok) return err({path, message: journalDamage(path, frames.error)})
    const {events, goodBytes} = frames.value
    const file = await AppendFile.open(path)
    if (goodBytes < bytes.length) {
      await file.truncate(goodBytes)
      await file.sync()
    }
    return ok({journal: new FileJournal(file, events.length), events, cutBytes: bytes.length - goodBytes})
  }

  append(event: RunEvent): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure)
    this.lines.push(encodeFrame(++this.sequence, event))
    const {promise} = this.batch
    if (isAwaited(event)) this.flushing ??= this.flush()
    else if (this.flushing === undefined) this.linger()
    return promise
  }

  /** An observation goes to disk with the next decision, or after a moment if there is none. */
  private linger(): void {
    this.lingering ??= setTimeout(() => {
      this.flushing ??= this.flush()
    }, LINGER_MS)
  }

  async close(): Promise<void> {
    if (this.lines.length > 0) this.flushing ??= this.flush()
    await this.flushing
    await this.file.close()
  }

  private async flush(): Promise<void> {
    clearTimeout(this.lingering)
    this.lingering = undefined
    // One turn of the event loop: a decision and those that follow from it belong into one sync.
    await new Promise(resolve => setImmediate(resolve))
    while (this.lines.length > 0) {
      const {lines, batch} = this
      this.lines = []
      this.batch = deferred()
      try {
        await this.file.append(lines.join(''))
        await this.file.sync()
        batch.resolve()
      } catch (error) {
        // After a failed sync the kernel may have dropped the pages, and the next one would succeed: never try again.
        this.failure = error
        batch.reject(error)
        this.batch.reject(error)
        return
      }
    }
    this.flushing = undefined
  }
}

/** Short for a person who watches; long enough for what follows an observation at once. */
const LINGER_MS = 20

/** Whether something waits for it to be durable. Nothing is done because of a mere observation. */
const isAwaited = ({type}: RunEvent): boolean =>
  type !== 'workspace-created' && type !== 'agent-exited' && type !== 'gate-finished'

interface Deferred {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const deferred = (): Deferred => {
  const {promise, resolve, reject} = Promise.withResolvers<void>()
  // The caller of `append` has the same promise, and sees the rejection.
  promise.catch(() => undefined)
  return {promise, resolve, reject}
}

/** For people. */
export const journalDamage = (path: string, {line, message}: JournalDamage): string =>
  `${path}:${line} is damaged (${message}), and good lines follow: this is no torn end of a crash. ` +
  'Nothing was changed. Restore the file from a copy, or start a new run.'
