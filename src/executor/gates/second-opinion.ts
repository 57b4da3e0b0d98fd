// Asks an agent what it thinks of another one's work. It works in a clean clone that is thrown away afterwards, under the limits of
// gates; its verdict counts, and nothing else that it does or says.

import {join} from 'node:path'
import {z} from 'zod'
import {nameOf} from '../../graph/task-id.ts'
import {reviewInstruction, VERDICT_FILE} from '../../report/review-instruction.ts'
import type {StepRecord} from '../../run/outcome.ts'
import {type AgentSpec, limitsFor} from '../../run/policy.ts'
import {ensureDirectory, kindOf, readTail, readText, removeTree, writeText} from '../../system/files.ts'
import {git} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {agentOfKind} from '../agents/table.ts'
import {hookRunner} from '../hook.ts'
import {inCleanClone} from '../workspace/clean-clone.ts'
import {INSTRUCTION_FILE, type Workspace} from '../workspace/workspace.ts'
import {executedStep} from './execution.ts'
import {type GateContext, stepWithoutRun, type WorkUnderReview} from './gate.ts'
import {judgeExit} from './judgement.ts'
import {someLines} from './typed.ts'

export interface Opinion {
  /** Name of the step that records it. */
  readonly step: string
  /** What to look at; may be empty. */
  readonly prompt: string
  readonly spec: AgentSpec
  readonly work: WorkUnderReview
}

export const secondOpinion = async (opinion: Opinion, context: GateContext): Promise<StepRecord> => {
  const {step, work} = opinion
  const {hub, run, task, attempt, commit, policy} = work
  const {logDirectory, processes, signal, onStart, limitMs} = context
  await ensureDirectory(logDirectory)
  const clone = {
    ...{hub, run, task: task.id, attempt, commit},
    name: `review-${nameOf(task.id)}`,
    policy: policy.workspace,
    runHook: hookRunner({processes, signal, onStart, limitMs, log: join(logDirectory, 'setup.log')}),
    warn: () => undefined,
  }
  const asked = await inCleanClone(clone, opened => ask(opinion, opened, context))
  return asked.ok
    ? asked.value
    : stepWithoutRun(step, 'failed', `The reviewer could not be asked: ${asked.error}`)
}

const ask = async (opinion: Opinion, clone: Workspace, context: GateContext): Promise<StepRecord> => {
  const {step, spec, work} = opinion
  const instructionFile = join(clone.path, INSTRUCTION_FILE)
  await writeText(instructionFile, await instructionFor(opinion))
  // The repository may have a file of that name, and nobody wrote it for us.
  await removeTree(join(clone.path, VERDICT_FILE))
  const env = {...context.env, ...clone.env}
  const launch = agentOfKind(spec.kind)?.launch({
    spec,
    task: work.task,
    workspace: clone.path,
    instructionFile,
    env,
  })
  if (launch?.type !== 'process') {
    const reason = launch?.type === 'refused' ? launch.reason : `Agents of kind ${spec.kind} review nothing.`
    return stepWithoutRun(step, 'failed', `The reviewer could not be asked: ${reason}`)
  }
  const log = join(context.logDirectory, 'output.log')
  const {idleMs, memoryBytes, logBytes} = limitsFor(work.task, spec, work.policy)
  const end = await context.processes.run({
    ...{
      command: launch.command,
      cwd: clone.path,
      env: {...launch.env, ...env},
      stdinFile: instructionFile,
      log,
    },
    ...{runMs: context.limitMs, idleMs, memoryBytes, logBytes, alone: true},
    ...{signal: context.signal, onStart: context.onStart},
  })
  const trouble = judgeExit(end, context.limitMs)
  const verdict = trouble === undefined ? await readVerdict(clone.path, log) : err(trouble)
  const execution = {command: launch.command, end, log, trouble}
  return executedStep({name: step, ...judged(verdict)}, execution)
}

const judged = (
  found: Result<Verdict, string>,
): {readonly verdict: StepRecord['verdict']; readonly note: string} => {
  if (!found.ok) return {verdict: 'failed', note: `The reviewer gave no verdict: ${found.error}`}
  const {verdict, findings} = found.value
  const listed =
    findings.length === 0 ? ' It says no more.' : `\n${someLines(findings.map(line => `- ${line}`))}`
  return verdict === 'approve'
    ? {verdict: 'passed', note: `The reviewer approves.${findings.length === 0 ? '' : listed}`}
    : {verdict: 'failed', note: `The reviewer rejects this work.${listed}`}
}

/** More is no list of findings. */
const VERDICT_CHARS = 100_000

const FINDING = z.union([
  z.string(),
  z.looseObject({message: z.string(), file: z.string().optional(), line: z.number().optional()}),
])

const VERDICT = z.object({
  verdict: z.enum(['approve', 'reject']),
  findings: z
    .array(FINDING)
    .default([])
    .transform(findings => findings.map(describeFinding)),
})
type Verdict = z.output<typeof VERDICT>

/** `src/a.ts:3: off by one`. */
const describeFinding = (finding: z.output<typeof FINDING>): string => {
  if (typeof finding === 'string') return finding
  const {file, line, message} = finding
  return [...(file === undefined ? [] : [file, ...(line === undefined ? [] : [String(line)])]), ` ${message}`]
    .join(':')
    .trim()
}

/** From the file if there is one, else from the last line that was printed. The error is the end of a sentence. */
const readVerdict = async (directory: string, log: string): Promise<Result<Verdict, string>> => {
  const path = join(directory, VERDICT_FILE)
  // A link may lead anywhere, and what is read is shown.
  const isFile = (await kindOf(path)) === 'file'
  const written = isFile ? await readText(path, VERDICT_CHARS) : undefined
  if (written !== undefined && !written.ok) return err(written.error.message)
  const text = written?.value ?? (await readTail(log, VERDICT_CHARS)).trimEnd().split('\n').at(-1) ?? ''
  const parsed = VERDICT.safeParse(jsonOf(text))
  return parsed.success
    ? ok(parsed.data)
    : err(
        `${isFile ? VERDICT_FILE : 'the last line that it printed'} is not of the form {"verdict": "approve" or "reject", "findings": [TEXT]}.`,
      )
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A reader of more than this will rather ask git. */
const DIFF_CHARS = 60_000

const instructionFor = async ({prompt, work}: Opinion): Promise<string> => {
  const {hub, task, commit} = work
  const args = ['diff-tree', '-p', '--no-ext-diff', '--no-textconv', `${commit}^`, commit]
  const found = await git(args, {gitDir: hub.path})
  const diff = found.ok ? found.value : ''
  return reviewInstruction(task, {prompt, diff: diff.slice(0, DIFF_CHARS), isCut: diff.length > DIFF_CHARS})
}
