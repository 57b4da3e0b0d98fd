// Where the benchmark's files lie: the program under test, and directories of its own for each variant.

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'

/** The repository. */
export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'bin/agent-spawn.js')

/** Makes a directory with these files, by path below it, and gives its path. */
export type Scratch = (files: {readonly [path: string]: string}) => string

/** All of it is removed when this process ends, however that happens. */
export const makeScratch = (): Scratch => {
  const root = mkdtempSync(join(tmpdir(), 'agent-spawn-bench-'))
  process.once('exit', () => rmSync(root, {recursive: true, force: true}))
  let count = 0
  return files => {
    const directory = join(root, String(++count))
    for (const [path, text] of Object.entries(files)) {
      const file = join(directory, path)
      mkdirSync(dirname(file), {recursive: true})
      writeFileSync(file, text)
    }
    return directory
  }
}
