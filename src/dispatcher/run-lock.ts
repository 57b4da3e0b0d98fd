// One dispatcher at a time. A lock is never replaced, only outnumbered: `lock-4` counts, whatever there is of `lock-3`.
// So two that find the same dead holder race for one new name, and no moment lies between an old lock and the next.

import {join} from 'node:path'
import {createExclusive, listDirectory, readText, removeFile, writeAtomic} from '../system/files.ts'
import {identify, isAlive, type ProcessIdentity} from '../system/identity.ts'
import {err, ok, type Result} from '../util/result.ts'

export interface RunLock {
  release(): Promise<void>
}

/** The living process that holds the run. */
export interface LockHolder {
  readonly pid: number
}

interface Content {
  readonly holder: ProcessIdentity
  readonly isReleased: boolean
}

const NAME = /^lock-(\d+)$/

/** The directory must exist. A holder that is dead holds nothing. */
export const takeRunLock = async (directory: string): Promise<Result<RunLock, LockHolder>> => {
  const holder = await identify(process.pid)
  if (holder === undefined) throw new Error('bug: this process is not alive')
  for (;;) {
    const number = await highestNumber(directory)
    const found = await read(directory, number)
    if (found !== undefined && !found.isReleased && (await isAlive(found.holder)))
      return err({pid: found.holder.pid})
    const own = lockPath(directory, number + 1)
    if (!(await createExclusive(own, print({holder, isReleased: false})))) continue
    // The name may have been free because a later lock had already cleared it away.
    if ((await highestNumber(directory)) === number + 1) {
      await removeUpTo(directory, number)
      return ok({release: () => writeAtomic(own, print({holder, isReleased: true}))})
    }
    await removeFile(own)
  }
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

/** Undefined where there is none any more: then a later one has come. */
const read = async (directory: string, number: number): Promise<Content | undefined> => {
  const text = await readText(lockPath(directory, number))
  return text.ok ? (JSON.parse(text.value) as Content) : undefined
}
