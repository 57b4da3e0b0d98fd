// When the files of a tree last changed, by the clock that nobody can set back for a single file. Follows no links.

import {lstat, readdir} from 'node:fs/promises'
import {join} from 'node:path'

/**
 * By path below the root, `/`-separated: when its content, name or permissions last changed, epoch milliseconds. What cannot be read, or
 * goes away meanwhile, is left out.
 */
export const changeTimes = async (
  root: string,
  enters: (directory: string) => boolean,
): Promise<ReadonlyMap<string, number>> => {
  const times = new Map<string, number>()
  const directories = ['']
  for (const directory of directories) {
    const entries = await readdir(join(root, directory), {withFileTypes: true}).catch(() => [])
    const files: string[] = []
    for (const entry of entries) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`
      if (!entry.isDirectory()) files.push(path)
      else if (enters(path)) directories.push(path)
    }
    const changed = await Promise.all(files.map(path => changedAt(join(root, path))))
    files.forEach((path, index) => {
      const at = changed[index]
      if (at !== undefined) times.set(path, at)
    })
  }
  return times
}

const changedAt = async (path: string): Promise<number | undefined> =>
  (await lstat(path).catch(() => undefined))?.ctimeMs
