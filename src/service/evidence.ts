// Looks for what the tasks of a plan declare in a tree that people have worked in, and runs their gates there if that is asked for.

import {join} from 'node:path'
import {runGates} from '../executor/gates/table.ts'
import {missingIn} from '../executor/outputs.ts'
import type {TaskStatus} from '../graph/draft.ts'
import type {Task, TaskId} from '../graph/task.ts'
import type {Evidence} from '../report/gap.ts'
import {verdictOf} from '../run/promotion.ts'
import {makeTemporaryDirectory, removeTree} from '../system/files.ts'
import {ProcessPool} from '../system/process.ts'

export interface Search {
  /** The tree, absolute. */
  readonly root: string
  readonly tasks: readonly Task[]
  readonly statuses: ReadonlyMap<TaskId, TaskStatus>
  /** How to run gates; absent: they are not run. */
  readonly gates?: GateOrder
}

export interface GateOrder {
  /** Milliseconds one gate may take; 0: for ever. */
  readonly limitMs: number
  readonly signal: AbortSignal
}

/** In the order of the tasks. Gates of a task whose files are missing are not run: they decide nothing any more. */
export const findEvidence = async (search: Search): Promise<readonly Evidence[]> => {
  const found: Evidence[] = []
  for (const task of search.tasks) found.push(await evidenceOf(task, search))
  const {gates} = search
  return gates === undefined ? found : withGates(found, search, gates)
}

const evidenceOf = async (task: Task, {root, statuses}: Search): Promise<Evidence> => {
  const {id, title, isOptional = false, outputs} = task
  const claim = statuses.get(id)
  return {
    ...{id, title, isOptional},
    ...(claim === undefined ? {} : {claim}),
    outputs: outputs.map(({path}) => path),
    missing: await missingIn(root, task),
  }
}

const withGates = async (
  found: readonly Evidence[],
  {root, tasks}: Search,
  {limitMs, signal}: GateOrder,
): Promise<readonly Evidence[]> => {
  const logs = await makeTemporaryDirectory('agent-spawn-gap-')
  const processes = new ProcessPool()
  const byId = new Map(tasks.map(task => [task.id, task]))
  const judge = async (evidence: Evidence, index: number): Promise<Evidence> => {
    const gates = byId.get(evidence.id)?.gates ?? []
    if (gates.length === 0 || evidence.missing.length > 0 || signal.aborted) return evidence
    const logDirectory = join(logs, String(index))
    const context = {
      directory: root,
      env: {},
      logDirectory,
      limitMs,
      signal,
      processes,
      onStart: () => undefined,
    }
    return {...evidence, gates: verdictOf(await runGates(gates, context, () => undefined))}
  }
  try {
    const judged: Evidence[] = []
    for (const [index, evidence] of found.entries()) judged.push(await judge(evidence, index))
    return judged
  } finally {
    await processes.close()
    await removeTree(logs)
  }
}
