// What git is told to overlook in a workspace: paths, written as patterns of an exclude file. Source: gitignore(5).

import {dirname, join} from 'node:path'
import {covers} from '../../graph/claims.ts'
import type {WorkspacePolicy} from '../../run/policy.ts'
import {ensureDirectory, readText, writeText} from '../../system/files.ts'
import {ok, type Result} from '../../util/result.ts'
import {splitLines} from '../../util/text.ts'
import {suppliedPaths} from './provision.ts'
import {CHECKPOINT_FILE, INSTRUCTION_FILE} from './workspace.ts'

/** What is never a part of a task's work. The error names what the policy may not supply. */
export const excludedPaths = ({
  policy,
  outputs,
}: {
  readonly policy: WorkspacePolicy
  readonly outputs: readonly string[]
}): Result<readonly string[], string> => {
  const supplied = suppliedPaths(policy)
  if (!supplied.ok) return supplied
  const checkpoint = covers(outputs, CHECKPOINT_FILE) ? [] : [CHECKPOINT_FILE]
  return ok([INSTRUCTION_FILE, ...checkpoint, ...supplied.value])
}

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
