// How much room a file or a directory takes, as far as its bytes tell.

import {lstat, readdir} from 'node:fs/promises'
import {join} from 'node:path'

/** Bytes of all files below; links count as themselves, and what vanishes meanwhile as nothing. */
export const diskUse = async (path: string): Promise<number> => {
  const stats = await lstat(path).catch(() => undefined)
  if (stats === undefined) return 0
  if (!stats.isDirectory()) return stats.size
  let total = 0
  for (const name of await readdir(path).catch(() => [])) total += await diskUse(join(path, name))
  return total
}
