// The journal as a file of framed lines. Many events share one sync: what arrives while one is under way goes into the next.

import type {EventType, RunEvent} from '../../run/event.ts'
import type {RunState} from '../../run/state.ts'
import {AppendFile} from '../../system/append-file.ts'
import {readBytes} from '../../system/files.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {encodeFrame} from './frame.ts'
import type {Journal} from './journal.ts'
import {describeDamage, readJournal} from './read-journal.ts'

export interface OpenedJournal {
  readonly journal: FileJournal
  /** What its events make; undefined where there is none yet. The caller's own. */
  readonly state: RunState | undefined
  /** Bytes of a torn last line that were cut off: a crash in the middle of a write, never acknowledged. */
  readonly cutBytes: number
}

/** Why a journal was not opened. Nothing has been changed. */
export interface JournalError {
  readonly path: string
  readonly message: string
}

/**
 * Owns the file until `close`. One process at a time: see `RunLock`. An event is written when it is appended, so that it
 * outlives this process whatever happens next, and acknowledged when a sync has made it outlive the machine.
 */
export class FileJournal implements Journal {
  private readonly file: AppendFile
  private sequence: number
  private batch = deferred()
  private isWanted = false
  private syncing: Promise<void> | undefined
  private lingering: NodeJS.Timeout | undefined
  private failure: unknown

  private constructor(file: AppendFile, sequence: number) {
    this.file = file
    this.sequence = sequence
  }

  /** Creates the file if there is none, and mends a torn end. */
  static async open(path: string): Promise<Result<OpenedJournal, JournalError>> {
    const bytes = await readBytes(path)
    const read = readJournal(bytes)
    if (!read.ok) return err({path, message: describeDamage(path, read.error)})
    const {events, goodBytes, state} = read.value
    const file = await AppendFile.open(path)
    if (goodBytes < bytes.length) {
      await file.truncate(goodBytes)
      await file.sync()
    }
    const cutBytes = bytes.length - goodBytes
    return ok({journal: new FileJournal(file, events.length), state, cutBytes})
  }

  get isBroken(): boolean {
    return this.failure !== undefined
  }

  append(event: RunEvent): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure)
    try {
      this.file.appendSync(encodeFrame(++this.sequence, event))
    } catch (error) {
      this.failure = error
      return Promise.reject(error)
    }
    const {promise} = this.batch
    if (isAwaited(event)) this.demandSync()
    else this.lingering ??= setTimeout(() => this.demandSync(), LINGER_MS)
    return promise
  }

  async close(): Promise<void> {
    if (this.lingering !== undefined) this.demandSync()
    await this.syncing
    await this.file.close()
  }

  private demandSync(): void {
    clearTimeout(this.lingering)
    this.lingering = undefined
    this.isWanted = true
    this.syncing ??= this.sync()
  }

  /** One sync for all that was written until it began; then another, for what came meanwhile. */
  private async sync(): Promise<void> {
    // One turn of the event loop: a decision and those that follow from it belong together.
    await new Promise(resolve => setImmediate(resolve))
    while (this.isWanted && this.failure === undefined) {
      const {batch} = this
      this.batch = deferred()
      this.isWanted = false
      try {
        await this.file.sync()
        batch.resolve()
      } catch (error) {
        // The kernel may have dropped the pages, and the next sync would succeed: never try again.
        this.failure = error
        batch.reject(error)
        this.batch.reject(error)
      }
    }
    this.syncing = undefined
  }
}

/** Short for a person who watches; long enough for what follows an observation at once. */
const LINGER_MS = 20

/** Whether something waits for it to be durable. Nothing is done because of a mere observation. */
const isAwaited = ({type}: RunEvent): boolean => !OBSERVATIONS.has(type)

const OBSERVATIONS: ReadonlySet<EventType> = new Set([
  'workspace-created',
  'process-started',
  'agent-exited',
  'gate-finished',
])

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
