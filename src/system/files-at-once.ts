// A few file functions without a trip through the thread pool, for what is written between two events of a run.

import {appendFileSync, existsSync, mkdirSync, readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'

/** With the directories above it; one that is there is fine. */
export const makeDirectorySync = (path: string): void => {
  mkdirSync(path, {recursive: true})
}

/** Whether there is anything of that name. */
export const isThereSync = (path: string): boolean => existsSync(path)

/** Removes the files of a directory that are not to be kept. */
export const sweepDirectorySync = (path: string, isKept: (name: string) => boolean): void => {
  for (const name of readdirSync(path)) if (!isKept(name)) rmSync(join(path, name))
}

export const appendTextSync = (path: string, text: string): void => appendFileSync(path, text)
