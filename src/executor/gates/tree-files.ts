// The files of a judged tree that a gate names: paths, directories and globs, never outside of the tree. Reads, and changes nothing.

import {join} from 'node:path'
import picomatch from 'picomatch'
import {kindOf, readText, realPath} from '../../system/files.ts'
import {listTree, resolveInside, type TreeEntry} from '../../system/inside.ts'
import {err, ok, type Result} from '../../util/result.ts'

/** Large, and no work of the task, unless the pattern itself names it. */
const skippedFor = (pattern: string): ReadonlySet<string> =>
  new Set(['.git', 'node_modules'].filter(name => !pattern.split('/').includes(name)))

/** Files and directories of a tree that match, links that lead nowhere or out of it left aside. */
export const matchingEntries = async (directory: string, pattern: string): Promise<readonly TreeEntry[]> => {
  // Extended globs would be compiled to regular expressions that a document can make run for ever.
  const isMatch = picomatch(pattern.replace(/^\.\//, '').replace(/\/$/, ''), {noextglob: true})
  const found: TreeEntry[] = []
  for (const entry of await listTree(directory, '', skippedFor(pattern))) {
    if (isMatch(entry.path) && (await isReal(directory, entry.path))) found.push(entry)
  }
  return found
}

const isReal = async (directory: string, path: string): Promise<boolean> =>
  (await resolveInside(directory, path)).ok && (await realPath(join(directory, path))) !== undefined

export interface FileSearch {
  readonly directory: string
  readonly patterns: readonly string[]
  /** Of the files of a directory or a glob; a file that is named by its path is taken anyway. */
  readonly takes: (path: string) => boolean
}

/** Paths relative to the tree, sorted, each once. The error says which pattern leads to nothing, or out of the tree. */
export const namedFiles = async (search: FileSearch): Promise<Result<readonly string[], string>> => {
  const files = new Set<string>()
  for (const pattern of search.patterns) {
    const found = await filesOf(search, pattern)
    if (!found.ok) return found
    for (const file of found.value) files.add(file)
  }
  return ok([...files].sort())
}

/** A name that exists as written wins over its reading as a glob: `[id].ts` is a usual file name. */
const filesOf = async (
  {directory, takes}: FileSearch,
  pattern: string,
): Promise<Result<readonly string[], string>> => {
  const path = await resolveInside(directory, pattern)
  if (!path.ok) return path
  const name = pattern.replace(/^(?:\.\/)+/, '').replace(/\/$/, '')
  const kind = await realKind(path.value)
  if (kind === 'file') return ok([name])
  if (kind === 'directory')
    return someOf(await filesBelow(directory, name === '.' ? '' : name, takes), pattern)
  if (!picomatch.scan(pattern).isGlob) return err(`"${pattern}" does not exist.`)
  const entries = await matchingEntries(directory, pattern)
  const below = await Promise.all(
    entries.filter(({isDirectory}) => isDirectory).map(entry => filesBelow(directory, entry.path, takes)),
  )
  const direct = entries.filter(({isDirectory, path}) => !isDirectory && takes(path)).map(entry => entry.path)
  return someOf([...direct, ...below.flat()], pattern)
}

const realKind = async (path: string): Promise<'file' | 'directory' | undefined> => {
  const real = await realPath(path)
  const kind = real === undefined ? undefined : await kindOf(real)
  return kind === 'file' || kind === 'directory' ? kind : undefined
}

const someOf = (files: readonly string[], pattern: string): Result<readonly string[], string> =>
  files.length === 0 ? err(`"${pattern}" holds no file that this gate reads.`) : ok(files)

const filesBelow = async (
  directory: string,
  under: string,
  takes: (path: string) => boolean,
): Promise<readonly string[]> => {
  const found: string[] = []
  for (const {path, isDirectory} of await listTree(directory, under, skippedFor(under))) {
    if (!isDirectory && takes(path) && (await isReal(directory, path))) found.push(path)
  }
  return found
}

/** The text of a file of the tree. The error is a sentence that names the file as the gate does. */
export const readNamed = async (
  directory: string,
  name: string,
  maxBytes: number,
): Promise<Result<string, string>> => {
  const path = await resolveInside(directory, name)
  if (!path.ok) return path
  const text = await readText(path.value, maxBytes)
  return text.ok ? text : err(text.error.message.replace(path.value, JSON.stringify(name)))
}
