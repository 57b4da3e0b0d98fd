// Runs the shell commands that the configuration gives for workspaces.

import {readTail} from '../system/files.ts'
import type {ProcessIdentity} from '../system/identity.ts'
import type {ProcessPool} from '../system/process.ts'
import type {RunHook} from './workspace/provision.ts'

export interface HookContext {
  readonly processes: ProcessPool
  /** Absolute; the directory must exist. */
  readonly log: string
  readonly limitMs: number
  readonly signal: AbortSignal
  /** Called before a process starts. */
  readonly onStart: (leader: ProcessIdentity) => void
}

const TAIL_CHARS = 4_000

export const hookRunner =
  ({processes, log, limitMs, signal, onStart}: HookContext): RunHook =>
  async (command, cwd, env) => {
    const end = await processes.run({
      command,
      cwd,
      env,
      log,
      runMs: limitMs,
      idleMs: 0,
      signal,
      alone: true,
      onStart,
    })
    return {exitCode: end.exitCode, output: await readTail(log, TAIL_CHARS)}
  }
