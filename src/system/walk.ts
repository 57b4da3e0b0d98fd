// The files below a directory. Follows no links, so that it always ends. Knows nothing of what the files mean.

import {readdir} from 'node:fs/promises'
import {join} from 'node:path'
import {err, ok, type Result} from '../util/result.ts'

export interface Walk {
  /** By its path below the directory, `/`-separated; what is not entered is not read. */
  readonly enters: (directory: string) => boolean
  readonly takes: (file: string) => boolean
  /** Entries, of any kind, that are looked at before it gives up. */
  readonly most: number
}

/** Numbers by their value: `task-10` stands behind `task-9`. */
const inOrder = new Intl.Collator('en', {numeric: true}).compare

/**
 * Paths below the directory, `/`-separated and sorted, or the directory by which there were too many entries. Rejects where a
 * directory cannot be read.
 */
export const filesBelow = async (root: string, walk: Walk): Promise<Result<readonly string[], string>> => {
  const files: string[] = []
  const directories = ['']
  let seen = 0
  for (const directory of directories) {
    const entries = await readdir(join(root, directory), {withFileTypes: true})
    seen += entries.length
    if (seen > walk.most) return err(directory)
    for (const entry of entries) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`
      if (entry.isDirectory() && walk.enters(path)) directories.push(path)
      if (entry.isFile() && walk.takes(path)) files.push(path)
    }
  }
  return ok(files.sort(inOrder))
}
