// Starts an agent and waits for its end. Whether it did its task is for others to find out.

import {dirname} from 'node:path'
import type {AgentLimits} from '../../run/policy.ts'
import {AppendFile} from '../../system/append-file.ts'
import {monotonic} from '../../system/clock.ts'
import {ensureDirectory, kindOf, removeFile, writeAtomic} from '../../system/files.ts'
import {resolveInside} from '../../system/inside.ts'
import type {LastingEnd, ProcessPool} from '../../system/process.ts'
import type {Leader} from '../../system/tree.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {unreachable} from '../../util/unreachable.ts'
import type {Agent, AgentContext, Launch} from './agent.ts'

export interface AgentRun extends AgentContext {
  /** Absolute; what it prints is appended. */
  readonly log: string
  readonly limits: Required<AgentLimits>
  readonly signal: AbortSignal
  readonly processes: ProcessPool
  /** Absolute; see `LastingOrder`. */
  readonly status: string
  /** What it leaves running is ended with it; costs a shell. */
  readonly alone?: boolean
  /** Called before its process starts, if it has one. */
  readonly onStart?: (leader: Leader) => void
  /** Called at half of its idle limit. */
  readonly onSilent?: (silenceMs: number) => void
}

export interface AgentEnd extends Omit<LastingEnd, 'how'> {
  readonly how: LastingEnd['how'] | 'refused'
  /** Why it was refused; present exactly then. */
  readonly reason?: string
}

/** Rejects only if the host itself fails, e.g. cannot start any process. */
export const runAgent = async (agent: Agent, run: AgentRun): Promise<AgentEnd> => {
  const launch = agent.launch(run)
  switch (launch.type) {
    case 'process':
      return runProcess(launch, run)
    case 'files':
      return applyFiles(launch, run)
    case 'refused':
      return refusal(launch.reason)
    default:
      return unreachable(launch)
  }
}

const refusal = (reason: string): AgentEnd => ({how: 'refused', exitCode: null, durationMs: 0, reason})

const runProcess = (launch: Extract<Launch, {readonly type: 'process'}>, run: AgentRun): Promise<AgentEnd> =>
  run.processes.runLasting({
    command: launch.command,
    cwd: run.workspace,
    env: {...launch.env, ...run.env},
    stdinFile: launch.stdinFile,
    log: run.log,
    status: run.status,
    ...limitsOf(run),
    signal: run.signal,
    ...(run.onSilent === undefined ? {} : {onSilent: run.onSilent}),
    ...(run.alone === undefined ? {} : {alone: run.alone}),
    ...(run.onStart === undefined ? {} : {onStart: run.onStart}),
  })

const limitsOf = ({limits: {runMs, idleMs, memoryBytes, logBytes}}: AgentRun) => ({
  runMs,
  idleMs,
  memoryBytes,
  logBytes,
})

type FilesLaunch = Extract<Launch, {readonly type: 'files'}>

/** All paths are checked before the first is touched. */
const applyFiles = async (launch: FilesLaunch, run: AgentRun): Promise<AgentEnd> => {
  const start = monotonic()
  if (run.signal.aborted) return {how: 'cancelled', exitCode: null, durationMs: 0}
  const edits = await resolveEdits(launch, run.workspace)
  if (!edits.ok) return refusal(edits.error)
  const failure = await applyEdits(edits.value, run.log)
  return {how: 'exited', exitCode: failure === undefined ? 0 : 1, durationMs: monotonic() - start}
}

/** One file to write, or without a text to remove. */
interface Edit {
  readonly name: string
  /** Absolute. */
  readonly path: string
  readonly text?: string
}

const resolveEdits = async (
  {files, removals}: FilesLaunch,
  workspace: string,
): Promise<Result<readonly Edit[], string>> => {
  const edits: Edit[] = []
  for (const file of [...files, ...removals.map(path => ({path}))]) {
    const path = await resolveFile(workspace, file.path)
    if (!path.ok) return path
    edits.push({...file, name: file.path, path: path.value})
  }
  return ok(edits)
}

const resolveFile = async (workspace: string, name: string): Promise<Result<string, string>> => {
  if (namesRepository(name)) return err(`${JSON.stringify(name)} lies in a repository's own directory.`)
  const path = await resolveInside(workspace, name)
  if (!path.ok || (await kindOf(path.value)) !== 'directory') return path
  return err(`${JSON.stringify(name)} is a directory; expected a file.`)
}

/** Whoever writes there decides what git runs; some file systems do not tell upper from lower case. */
const namesRepository = (path: string): boolean =>
  path.split(/[/\\]/).some(part => part.toLowerCase() === '.git')

/** The error, e.g. of a full disk, is also in the log. */
const applyEdits = async (edits: readonly Edit[], log: string): Promise<unknown> => {
  const done: string[] = []
  try {
    for (const edit of edits) done.push(await applyEdit(edit))
    return undefined
  } catch (error) {
    done.push(String(error))
    return error
  } finally {
    await appendLines(log, done)
  }
}

/** Writing replaces the name: a link is not followed. */
const applyEdit = async ({name, path, text}: Edit): Promise<string> => {
  if (text === undefined) {
    await removeFile(path)
    return `removed ${name}`
  }
  await ensureDirectory(dirname(path))
  await writeAtomic(path, text)
  return `wrote ${name}`
}

const appendLines = async (path: string, lines: readonly string[]): Promise<void> => {
  const file = await AppendFile.open(path)
  await file.append(lines.map(line => `${line}\n`).join(''))
  await file.close()
}
