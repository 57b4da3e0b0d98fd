// Where paths lead that pass through symbolic links. Reads directories, and knows nothing of what the paths are for.

import {readdir} from 'node:fs/promises'
import {join, relative, sep} from 'node:path'
import {err, ok, type Result} from '../util/result.ts'
import {realPath} from './files.ts'

/** The path that leads out, the link in it that does so, and where to; the link is relative to the root, its target absolute. */
export interface LinkOutside {
  readonly path: string
  readonly link: string
  readonly target: string
}

/**
 * By path of a link, relative to the root: the path that it stands for. All links on the way of any of the paths, `/`-separated and below
 * the root; what does not exist yet has none.
 */
export const linkTargets = async (
  root: string,
  paths: Iterable<string>,
): Promise<Result<{readonly [link: string]: string}, LinkOutside>> => {
  const targets: {[link: string]: string} = {}
  const linksIn = linkReader(root)
  const realRoot = (await realPath(root)) ?? root
  for (const path of paths) {
    let [given, real] = ['', '']
    for (const name of path.split('/')) {
      const links = name === '' ? undefined : await linksIn(real)
      if (links === undefined) break
      given = given === '' ? name : `${given}/${name}`
      real = real === '' ? name : `${real}/${name}`
      if (!links.has(name)) continue
      const target = await realPath(join(root, real))
      if (target === undefined) break
      real = relative(realRoot, target).split(sep).join('/')
      if (real === '..' || real.startsWith('../')) return err({path, link: given, target})
      targets[given] = real
    }
  }
  return ok(targets)
}

/** The names of a directory's links, read once; undefined where there is no directory. */
const linkReader = (root: string): ((directory: string) => Promise<ReadonlySet<string> | undefined>) => {
  const known = new Map<string, Promise<ReadonlySet<string> | undefined>>()
  const read = async (directory: string): Promise<ReadonlySet<string> | undefined> => {
    const entries = await readdir(join(root, directory), {withFileTypes: true}).catch(() => undefined)
    return entries && new Set(entries.filter(entry => entry.isSymbolicLink()).map(({name}) => name))
  }
  return directory => {
    const found = known.get(directory) ?? read(directory)
    known.set(directory, found)
    return found
  }
}
