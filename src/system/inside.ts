// Paths that come from a document, kept inside one directory: not by `..`, not by a link, not by chance.

import {dirname, isAbsolute, join, sep} from 'node:path'
import {err, ok, type Result} from '../util/result.ts'
import {kindOf, listDirectory, realPath} from './files.ts'

/**
 * The absolute path of `relative` in `root`, whether or not it exists. The error is a whole sentence: the path leads outside,
 * as written or through a link. True for as long as nobody else changes the tree.
 */
export const resolveInside = async (root: string, relative: string): Promise<Result<string, string>> => {
  const outside = err(`${JSON.stringify(relative)} leads out of the directory; expected a path inside it.`)
  const realRoot = await realPath(root)
  if (realRoot === undefined) return err(`${root} does not exist.`)
  if (relative === '' || relative.includes('\0') || isAbsolute(relative)) return outside
  // With a slash at its end, a path that names a file would seem to name nothing.
  const path = join(realRoot, relative).replace(/\/$/, '')
  const real = await realPath(await existingPart(path))
  return real !== undefined && isWithin(realRoot, real) ? ok(path) : outside
}

/** The longest beginning of a path of which there is anything, if only a dangling link. */
const existingPart = async (path: string): Promise<string> => {
  let part = path
  while ((await kindOf(part)) === undefined && dirname(part) !== part) part = dirname(part)
  return part
}

const isWithin = (root: string, path: string): boolean => path === root || path.startsWith(join(root, sep))

export interface TreeEntry {
  /** `/`-separated, relative to the root of the walk. */
  readonly path: string
  readonly isDirectory: boolean
}

/** All below `under` in `root`, sorted; links are named but not followed, names that `skip` holds are left out. */
export const listTree = async (
  root: string,
  under: string,
  skip: ReadonlySet<string>,
): Promise<readonly TreeEntry[]> => {
  const entries: TreeEntry[] = []
  for (const name of await listDirectory(join(root, under))) {
    if (skip.has(name)) continue
    const path = under === '' ? name : `${under}/${name}`
    const isDirectory = (await kindOf(join(root, path))) === 'directory'
    entries.push({path, isDirectory})
    if (isDirectory) entries.push(...(await listTree(root, path, skip)))
  }
  return entries
}
