// Looks at a directory again and again. What the system tells of changes comes sooner, where it tells any; nothing rests on it.

import {type FSWatcher, watch} from 'node:fs'

/** Calls back when something may have changed, and every so often in any case. The answer ends that. */
export const watchDirectory = (path: string, everyMs: number, look: () => void): (() => void) => {
  const poll = setInterval(look, everyMs)
  const watcher = hints(path, look)
  return () => {
    clearInterval(poll)
    watcher?.close()
  }
}

/** Undefined where the system has no more watches to give, or the directory is gone. */
const hints = (path: string, look: () => void): FSWatcher | undefined => {
  try {
    return watch(path, look).on('error', () => undefined)
  } catch {
    return undefined
  }
}
