// The journal as a file of framed lines. Many events share one sync: what arrives while one is under way goes into the next.

import type {EventType, RunEvent} from '../../run/event.ts'
import type {RunState} from '../../run/state.ts'
import {AppendFile} from '../../system/append-file.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {CHECKSUM_CHARS, encodeFrame} from './frame.ts'
import type {Journal} from './journal.ts'
import {readJournalFile} from './open-journal.ts'
import {after, type Position, type Recorded} from './position.ts'
import {describeDamage} from './read-journal.ts'

export interface OpenedJournal {
  readonly journal: FileJournal
  /** What its events make; undefined where there is none yet. The caller's own. */
  readonly state: RunState | undefined
  /** How much of it a snapshot holds, in bytes. */
  readonly kept: number
  /** Bytes of a torn last line that were cut off: a crash in the middle of a write, never acknowledged. */
  readonly cutBytes: number
  /** A whole sentence, if there is a snapshot that is of no use. */
  readonly leftAside?: string
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
  private end: Position
  private batch = deferred()
  private isWanted = false
  private syncing: Promise<void> | undefined
  private lingering: NodeJS.Timeout | undefined
  private failure: unknown

  private constructor(file: AppendFile, end: Position) {
    this.file = file
    this.end = end
  }

  /** Creates the file if there is none, and mends a torn end. What is `known` of it is given away, and need not be read again. */
  static async open(path: string, known?: Recorded): Promise<Result<OpenedJournal, JournalError>> {
    const read = await readJournalFile(path, known)
    if (!read.ok) return err({path, message: describeDamage(path, read.error)})
    const {position, size, ...rest} = read.value
    const file = await AppendFile.open(path)
    const cutBytes = size - position.bytes
    if (cutBytes > 0) {
      await file.truncate(position.bytes)
      await file.sync()
    }
    return ok({...rest, journal: new FileJournal(file, position), cutBytes})
  }

  get path(): string {
    return this.file.path
  }

  /** Behind all that was appended, be it durable or not. */
  get position(): Position {
    return this.end
  }

  get isBroken(): boolean {
    return this.failure !== undefined
  }

  append(event: RunEvent): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure)
    try {
      const line = encodeFrame(this.end.sequence + 1, event)
      const length = this.file.appendSync(line)
      this.end = after(this.end, {event, length, checksum: line.slice(0, CHECKSUM_CHARS)})
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
  'progress-reported',
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
