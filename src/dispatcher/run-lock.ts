// One dispatcher per run: a file that names its holder. A holder that is dead holds nothing.

import {createExclusive, moveAside, readText, removeFile} from '../system/files.ts'
import {identify, isAlive, type ProcessIdentity} from '../system/identity.ts'
import {err, ok, type Result} from '../util/result.ts'

export interface RunLock {
  release(): Promise<void>
}

/** The living process that holds the run. */
export interface LockHolder {
  readonly pid: number
}

/** Attempts to take a stale lock while others do the same; each failed one means that somebody else got on. */
const TRIES = 20

export const takeRunLock = async (path: string): Promise<Result<RunLock, LockHolder>> => {
  const own = await identify(process.pid)
  if (own === undefined) throw new Error('bug: this process is not alive')
  const text = `${JSON.stringify(own)}\n`
  for (let tries = 0; tries < TRIES; tries++) {
    if (await createExclusive(path, text)) return ok({release: () => release(path, text)})
    const holder = await readHolder(path)
    if (holder !== undefined && (await isAlive(holder.identity))) return err({pid: holder.identity.pid})
    if (holder !== undefined) await removeStale(path, holder.text)
  }
  throw new Error(`bug: the lock ${path} is neither free nor held`)
}

interface Holder {
  readonly identity: ProcessIdentity
  readonly text: string
}

/** Undefined if it has just been released. */
const readHolder = async (path: string): Promise<Holder | undefined> => {
  const text = await readText(path)
  return text.ok ? {identity: JSON.parse(text.value) as ProcessIdentity, text: text.value} : undefined
}

/** By renaming: had another dispatcher put its own lock there meanwhile, that one is what we would hold, and it goes back. */
const removeStale = async (path: string, stale: string): Promise<void> => {
  const aside = await moveAside(path).catch(() => undefined)
  if (aside === undefined) return
  const moved = await readText(aside)
  if (moved.ok && moved.value !== stale) await createExclusive(path, moved.value)
  await removeFile(aside)
}

const release = async (path: string, text: string): Promise<void> => {
  const found = await readText(path)
  if (found.ok && found.value === text) await removeFile(path)
}
