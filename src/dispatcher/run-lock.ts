// One dispatcher at a time. A lock is never replaced, only outnumbered: `lock-4` counts, whatever there is of `lock-3`.
// So two that find the same dead holder race for one new name, and no moment lies between an old lock and the next.

import {basename, join} from 'node:path'
import {createExclusive, listDirectory, readText, removeFile, writeAtomic} from '../system/files.ts'
import {hostName} from '../system/host.ts'
import {identify, isAlive, type ProcessIdentity} from '../system/identity.ts'
import {err, ok, type Result} from '../util/result.ts'

export interface RunLock {
  /** No other lock of the directory ever has it. */
  readonly name: string
  release(): Promise<void>
}

/** Who holds the runs of a directory, as far as the lock tells. */
export interface LockHolder {
  /** Absent: the lock cannot be read. */
  readonly pid?: number
  /** Of another machine: whether that process lives cannot be told here. */
  readonly host?: string
  /** The run that it is the dispatcher of, and hears requests for. */
  readonly run?: string
  /** The lock. */
  readonly path: string
}

interface Content {
  readonly holder: ProcessIdentity
  readonly isReleased: boolean
  /** Absent from locks of earlier versions. */
  readonly host?: string
  readonly run?: string
}

const NAME = /^lock-(\d+)$/

/** The directory must exist. A holder that is dead holds nothing. `run`: for its dispatcher, not for who looks in briefly. */
export const takeRunLock = async (directory: string, run?: string): Promise<Result<RunLock, LockHolder>> => {
  const holder = await identify(process.pid)
  if (holder === undefined) throw new Error('bug: this process is not alive')
  const content = {holder, host: hostName(), ...(run === undefined ? {} : {run})}
  for (;;) {
    const number = await highestNumber(directory)
    const other = await holderOf(lockPath(directory, number))
    if (other !== undefined) return err(other)
    const own = lockPath(directory, number + 1)
    if (!(await createExclusive(own, print({...content, isReleased: false})))) continue
    // The name may have been free because a later lock had already cleared it away.
    if ((await highestNumber(directory)) === number + 1) {
      await removeUpTo(directory, number)
      const release = () => writeAtomic(own, print({...content, isReleased: true}))
      return ok({name: basename(own), release})
    }
    await removeFile(own)
  }
}

/** Undefined: the lock is free at this moment. Changes nothing. */
export const findLockHolder = async (directory: string): Promise<LockHolder | undefined> =>
  holderOf(lockPath(directory, await highestNumber(directory)))

/** The lock of a dispatcher that died with it. Whoever takes the lock next clears it away. */
export const findStaleLock = async (directory: string): Promise<string | undefined> => {
  const path = lockPath(directory, await highestNumber(directory))
  const text = await readText(path)
  const content = text.ok ? parse(text.value) : undefined
  const isStale = content?.isReleased === false && (await holderOf(path)) === undefined
  return isStale ? path : undefined
}

/** Whole sentences for people, with the remedy. */
export const describeHolder = (directory: string, {pid, host, run, path}: LockHolder): string => {
  if (pid === undefined)
    return `The lock ${path} cannot be read, so it does not tell who is at work in ${directory}. If no dispatcher is, remove that file.`
  const remedy =
    run === undefined
      ? 'Wait for it, or stop it first.'
      : `Wait for it, or stop it first: agent-spawn stop --run ${run}`
  if (host === undefined) return `Another dispatcher is at work in ${directory}: process ${pid}. ${remedy}`
  return `Another dispatcher is at work in ${directory}: process ${pid} on the machine ${host}. Wait for it, or stop it there; if that machine is gone, remove ${path}.`
}

const lockPath = (directory: string, number: number): string => join(directory, `lock-${number}`)

const numbersIn = async (directory: string): Promise<readonly number[]> =>
  (await listDirectory(directory)).flatMap(name => NAME.exec(name)?.[1] ?? []).map(Number)

const highestNumber = async (directory: string): Promise<number> =>
  Math.max(0, ...(await numbersIn(directory)))

const removeUpTo = async (directory: string, last: number): Promise<void> => {
  for (const number of await numbersIn(directory))
    if (number <= last) await removeFile(lockPath(directory, number))
}

const print = (content: Content): string => `${JSON.stringify(content)}\n`

/** Whoever has that very lock; undefined where it is free, or gone because a later one has come. */
const holderOf = async (path: string): Promise<LockHolder | undefined> => {
  const text = await readText(path)
  if (!text.ok) return text.error.code === 'missing' ? undefined : {path}
  const content = parse(text.value)
  if (content === undefined) return {path}
  const {holder, isReleased, host, run} = content
  if (isReleased) return undefined
  const found = {pid: holder.pid, path, ...(run === undefined ? {} : {run})}
  if (host !== undefined && host !== hostName()) return {...found, host}
  return (await isAlive(holder)) ? found : undefined
}

/** Undefined for anything that no dispatcher writes. */
const parse = (text: string): Content | undefined => {
  try {
    const content = JSON.parse(text) as Partial<Content> | null
    const isLock = typeof content?.isReleased === 'boolean' && Number.isInteger(content.holder?.pid)
    return isLock ? (content as Content) : undefined
  } catch {
    return undefined
  }
}
