// What gates say of a commit of the integration branch as a whole, in a clean clone, while no dispatcher is at work on its run.

import {join} from 'node:path'
import {runGates} from '../executor/gates/table.ts'
import {hookRunner} from '../executor/hook.ts'
import {inCleanClone} from '../executor/workspace/clean-clone.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import type {Workspace} from '../executor/workspace/workspace.ts'
import type {Gate} from '../graph/task.ts'
import type {ObjectId} from '../run/event.ts'
import type {GateRecord} from '../run/outcome.ts'
import type {Policy} from '../run/policy.ts'
import {ensureDirectory} from '../system/files.ts'
import {ProcessPool} from '../system/process.ts'
import {err, type Result} from '../util/result.ts'

export interface CommitQuestion {
  readonly hub: Hub
  readonly run: string
  readonly policy: Policy
  /** Absolute; logs are kept in `judged/<name>` of it. */
  readonly runDirectory: string
  /** Of the clone and the logs, safe in a path. */
  readonly name: string
  readonly commit: ObjectId
  readonly gates: readonly Gate[]
  readonly signal: AbortSignal
  /** Told whole sentences of what is less than perfect. */
  readonly warn: (message: string) => void
}

/** The records up to the first gate that failed. The error is a sentence on why there is no verdict. */
export const judgeAtRest = async (
  question: CommitQuestion,
): Promise<Result<readonly GateRecord[], string>> => {
  const {hub, run, policy, name, commit, signal, warn} = question
  const logs = logsOf(question)
  await ensureDirectory(logs)
  const processes = new ProcessPool()
  const runHook = hookRunner({...started(question, processes), log: join(logs, 'setup.log')})
  const clone = {hub, run, task: name, attempt: 1, name, commit, policy: policy.workspace, runHook, warn}
  try {
    const records = await inCleanClone(clone, opened => judge(question, opened, processes))
    return signal.aborted ? err('It was stopped before all gates had run.') : records
  } finally {
    await processes.close()
  }
}

export const logsOf = ({runDirectory, name}: Pick<CommitQuestion, 'runDirectory' | 'name'>): string =>
  join(runDirectory, 'judged', name)

const started = ({policy, signal}: CommitQuestion, processes: ProcessPool) => ({
  limitMs: policy.limits.gateMs,
  signal,
  processes,
  onStart: () => undefined,
})

const judge = (
  question: CommitQuestion,
  {path, env}: Workspace,
  processes: ProcessPool,
): Promise<readonly GateRecord[]> => {
  const context = {
    ...started(question, processes),
    directory: path,
    env: {...env, AGENT_SPAWN_RUN: question.run},
    logDirectory: logsOf(question),
  }
  return runGates(question.gates, context, () => undefined)
}
