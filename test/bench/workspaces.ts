// Benchmark of many workspaces at once in a large repository, beside git's own worktrees, which share one repository and its settings.

import {execFileSync} from 'node:child_process'
import {join} from 'node:path'
import {MAKERS} from './open-workspaces.ts'
import type {Scratch} from './scratch.ts'
import type {Suite} from './suite.ts'

/** As many as a machine may be asked for, in a repository as large as people have them; a twentieth of that to see that it works. */
const FULL = {workspaces: 64, files: 20_000}
const QUICK = {workspaces: 16, files: 1_000}
const FILES_IN_DIRECTORY = 50
/** A slow disk writes a million files. */
const LIMIT_MS = 30 * 60_000

export const workspacesSuite = (scratch: Scratch, isQuick: boolean): Suite => {
  const {workspaces, files} = isQuick ? QUICK : FULL
  const directory = scratch(treeOf(files))
  const git = (...args: readonly string[]) => execFileSync('git', args, {cwd: directory})
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message=start')
  return {
    title: `${workspaces} workspaces of ${files.toLocaleString('en')} files`,
    baseline: 'git worktree add, one by one',
    unit: {name: 'workspace', count: workspaces},
    variants: Object.keys(MAKERS).map(name => ({
      name,
      program: process.execPath,
      args: [join(import.meta.dirname, 'open-workspaces.ts'), name, `${workspaces}`],
      directory,
      timesItself: true,
      limitMs: LIMIT_MS,
    })),
    skipped: [],
  }
}

const treeOf = (files: number): {readonly [path: string]: string} =>
  Object.fromEntries(
    Array.from({length: files}, (_, index) => [
      `src/${Math.floor(index / FILES_IN_DIRECTORY)}/${index}.ts`,
      `export const value${index} = ${index}\n`.repeat(20),
    ]),
  )
