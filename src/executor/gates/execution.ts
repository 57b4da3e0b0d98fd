// Runs shell text for a gate: in the judged tree, in the pool, as a script of its own. Judges nothing.

import {join} from 'node:path'
import type {StepRecord} from '../../run/outcome.ts'
import {findExecutable} from '../../system/executable.ts'
import {ensureDirectory, readTail, writeText} from '../../system/files.ts'
import type {ProcessEnd} from '../../system/process.ts'
import {quote} from '../../system/quote.ts'
import type {GateContext} from './gate.ts'
import {judgeExit} from './judgement.ts'
import {type GateShell, STRICT} from './script.ts'

export interface Script {
  readonly text: string
  readonly shell: GateShell
  /** Absolute; what it prints is appended to it. */
  readonly log: string
  /** Other files that it appends to. */
  readonly logs?: readonly string[]
}

/** Nothing that it starts outlives it. */
export const runScript = async (
  {text, shell, log, logs = []}: Script,
  context: GateContext,
): Promise<ProcessEnd> => {
  const {directory, env, logDirectory, limitMs, signal, processes, onStart} = context
  const script = join(logDirectory, 'script')
  await ensureDirectory(logDirectory)
  await writeText(script, text)
  return processes.run({
    command: `exec ${shell} ${quote(script)}`,
    cwd: directory,
    env: {CI: 'true', ...env},
    log,
    logs,
    runMs: limitMs,
    idleMs: 0,
    signal,
    alone: true,
    onStart,
  })
}

/** Most blocks without a language are written for bash. */
export const usualShell = async (): Promise<GateShell> =>
  (await findExecutable('bash')) === undefined ? 'sh' : 'bash'

/** What came of a command that a gate runs to look at what it leaves. */
export interface Execution {
  readonly command: string
  readonly end: ProcessEnd
  /** Absolute. */
  readonly log: string
  /** Why it proves nothing; undefined: it ended with exit code 0. */
  readonly trouble: string | undefined
}

export const execute = async (command: string, context: GateContext): Promise<Execution> => {
  const log = join(context.logDirectory, 'output.log')
  const shell = await usualShell()
  const end = await runScript({text: `${STRICT[shell]}\n${command}\n`, shell, log}, context)
  return {command, end, log, trouble: judgeExit(end, context.limitMs)}
}

/** So much of an output is kept in the record; the rest stays in its log. */
const OUTPUT_CHARS = 4_000

/** The end of a log, and a remark of ours behind it. */
export const outputWith = async (log: string, note: string | undefined): Promise<string> => {
  const own = note === undefined ? '' : `agent-spawn: ${note}`
  const output = await readTail(log, Math.max(0, OUTPUT_CHARS - own.length - 1))
  return output === '' || output.endsWith('\n') || own === '' ? output + own : `${output}\n${own}`
}

/** The record of something that an execution shows. `note` is said behind its output. */
export const executedStep = async (
  {
    name,
    verdict,
    note,
  }: {readonly name: string; readonly verdict: StepRecord['verdict']; readonly note: string},
  {command, end, log}: Execution,
): Promise<StepRecord> => ({
  name,
  command,
  verdict,
  exitCode: end.exitCode,
  durationMs: Math.round(end.durationMs),
  output: await outputWith(log, note),
})
