// What git is told to overlook in a workspace: paths, written as patterns of an exclude file. Source: gitignore(5).

import {dirname, join} from 'node:path'
import {ensureDirectory, readText, writeText} from '../../system/files.ts'
import {splitLines} from '../../util/text.ts'

/** Adds paths, relative to the top of the working tree, to the exclude file of a git directory that no agent has touched yet. */
export const excludePaths = async (gitDir: string, paths: readonly string[]): Promise<void> => {
  const file = join(gitDir, 'info', 'exclude')
  const found = await readText(file)
  const lines = found.ok ? splitLines(found.value) : []
  const missing = paths.map(patternOf).filter(pattern => !lines.includes(pattern))
  if (missing.length === 0) return
  const kept = lines.join('\n').trimEnd()
  await ensureDirectory(dirname(file))
  await writeText(file, `${[...(kept === '' ? [] : [kept]), ...missing].join('\n')}\n`)
}

/** Matches this very path and all below it. */
const patternOf = (path: string): string => `/${path.replace(/[\\*?[\] ]/g, '\\$&')}`
