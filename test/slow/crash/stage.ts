// The ground of the crash matrix: the dispatcher as one file, with a bug planted if wanted, and a repository to start from.

import {execFileSync} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {build} from 'rolldown'

const HERE = import.meta.dirname
const ROOT = join(HERE, '..', '..', '..')

/** A change to the product's own source, in a copy of it: `from` must be there exactly once. */
export interface Patch {
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface Stage {
  readonly directory: string
  readonly dispatcher: string
  readonly faults: string
  /** A repository with one commit, to be copied. */
  readonly repository: string
  remove(): void
}

export const createStage = async (patches: readonly Patch[] = []): Promise<Stage> => {
  const directory = mkdtempSync(join(tmpdir(), 'crash-'))
  const dispatcher = join(directory, 'dispatcher.js')
  const copy = join(directory, 'copy')
  cpSync(join(ROOT, 'src'), join(copy, 'src'), {recursive: true})
  mkdirSync(join(copy, 'test', 'slow', 'crash'), {recursive: true})
  cpSync(join(HERE, 'dispatcher.ts'), join(copy, 'test', 'slow', 'crash', 'dispatcher.ts'))
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  for (const patch of patches) plant(copy, patch)
  await build({
    input: join(copy, 'test', 'slow', 'crash', 'dispatcher.ts'),
    platform: 'node',
    output: {file: dispatcher, format: 'esm', codeSplitting: false},
    logLevel: 'silent',
  })
  return {
    directory,
    dispatcher,
    faults: join(HERE, 'faults.mjs'),
    repository: createRepository(join(directory, 'repository')),
    remove: () => rmSync(directory, {recursive: true, force: true}),
  }
}

const plant = (copy: string, {file, from, to}: Patch): void => {
  const path = join(copy, 'src', file)
  const text = readFileSync(path, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`)
  writeFileSync(
    path,
    text.replace(from, () => to),
  )
}

const createRepository = (path: string): string => {
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {cwd: path})
  mkdirSync(path)
  git('init', '--quiet', '--initial-branch=main')
  writeFileSync(join(path, 'README.md'), 'hello\n')
  git('add', '.')
  git('commit', '--quiet', '--message', 'start')
  return path
}
