// Tells of changes in a directory tree as they happen. Knows nothing of what they mean.

import {relative} from 'node:path'

export interface TreeWatch {
  /** After it, nothing more is told. */
  close(): Promise<void>
}

export interface WatchOrder {
  /** Absolute. */
  readonly directory: string
  /** Given a path relative to the directory: neither it nor anything below it is watched. */
  readonly isIgnored: (path: string) => boolean
  /** Told the relative path of a file that was written, made or removed. */
  readonly onChange: (path: string) => void
}

/**
 * The machine gives out some ten thousand watches, as a rule, and each file takes one. Of a larger tree a part is watched. Each path is
 * asked for two or three times.
 */
const ASKED_MAX = 20_000

/**
 * Resolves once it watches. Rejects if it cannot, e.g. because the machine's watches are used up; if that happens later, nothing more is
 * told. Links are not followed: who works in the tree decides where they lead.
 */
export const watchTree = async ({directory, isIgnored, onChange}: WatchOrder): Promise<TreeWatch> => {
  // Most commands never watch anything, and need not load it.
  const {watch} = await import('chokidar')
  const {promise, resolve, reject} = Promise.withResolvers<TreeWatch>()
  const pathOf = (path: string): string => relative(directory, path)
  let asked = 0
  const watcher = watch(directory, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: path => path !== directory && (++asked > ASKED_MAX || isIgnored(pathOf(path))),
  })
  const handle = {close: () => watcher.close()}
  for (const change of ['add', 'change', 'unlink'] as const)
    watcher.on(change, path => onChange(pathOf(path)))
  watcher.on('ready', () => resolve(handle))
  watcher.on('error', error => {
    reject(error)
    void watcher.close()
  })
  return promise
}
