// Which directory of the judged tree speaks for a file of it.

import {dirname, join} from 'node:path'
import {exists} from '../../system/files.ts'

/** The directory, relative to the tree, that holds such a name: the file's own, or the nearest above it. */
export const nearest = async (tree: string, file: string, name: string): Promise<string | undefined> => {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    if (await exists(join(tree, directory, name))) return directory
    if (directory === '.' || directory === '/') return undefined
  }
}
