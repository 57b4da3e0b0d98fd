// What a new workspace gets besides the files of its commit: files copied or linked from the user's tree, and set-up commands.

import {dirname, isAbsolute, join, normalize} from 'node:path'
import type {Tail} from '../../run/outcome.ts'
import type {WorkspacePolicy} from '../../run/policy.ts'
import {copyTree, ensureDirectory, exists, makeLink} from '../../system/files.ts'
import {resolveInside} from '../../system/inside.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {trimEndOf} from '../../util/text.ts'

/** Runs one shell command to its end, whatever that is. */
export type RunHook = (
  command: string,
  cwd: string,
  env: {readonly [name: string]: string},
) => Promise<HookEnd>

export interface HookEnd {
  /** Null: it did not end by itself. */
  readonly exitCode: number | null
  readonly output: Tail
}

/** The policy's paths to copy and to link, as git would write them. The error names the path that leads out of the repository. */
export const suppliedPaths = ({copy, link}: WorkspacePolicy): Result<readonly string[], string> => {
  const paths = [...copy, ...link].map(plainPath)
  const wrong = paths.find(path => isAbsolute(path) || path === '.' || /^\.\.(\/|$)/.test(path))
  return wrong === undefined
    ? ok(paths)
    : err(`${JSON.stringify(wrong)} cannot be copied or linked; expected a path inside the repository.`)
}

const plainPath = (path: string): string => trimEndOf(normalize(path), '/')

export interface Supply {
  readonly from: string
  readonly to: string
  readonly policy: WorkspacePolicy
}

/** Copies and links what exists in the one tree into the other. */
export const supplyFiles = async ({from, to, policy}: Supply): Promise<Result<void, string>> => {
  for (const path of policy.copy.map(plainPath)) {
    const done = await supply(join(from, path), path, {to, act: copyTree})
    if (!done.ok) return done
  }
  for (const path of policy.link.map(plainPath)) {
    const done = await supply(join(from, path), path, {to, act: makeLink})
    if (!done.ok) return done
  }
  return ok(undefined)
}

const supply = async (
  source: string,
  path: string,
  {to, act}: {readonly to: string; readonly act: (source: string, target: string) => Promise<void>},
): Promise<Result<void, string>> => {
  if (!(await exists(source))) return ok(undefined)
  const target = await resolveInside(to, path)
  if (!target.ok) return target
  try {
    await ensureDirectory(dirname(target.value))
    await act(source, target.value)
    return ok(undefined)
  } catch (error) {
    return err(
      `${path} could not be put into the workspace: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

export interface HookOrder {
  readonly what: 'setup' | 'archive'
  readonly commands: readonly string[]
  readonly cwd: string
  readonly env: {readonly [name: string]: string}
  readonly run: RunHook
}

/** Runs commands in order; the error tells of the first that failed, and the rest are not run. */
export const runHooks = async ({what, commands, cwd, env, run}: HookOrder): Promise<Result<void, string>> => {
  for (const command of commands) {
    const {exitCode, output} = await run(command, cwd, env)
    if (exitCode === 0) continue
    const how = exitCode === null ? 'did not end by itself' : `failed with exit code ${exitCode}`
    const said = output.trim() === '' ? 'It printed nothing.' : `Its last output:\n${output.trimEnd()}`
    return err(`The workspace's ${what} command \`${command}\` ${how}. ${said}`)
  }
  return ok(undefined)
}
