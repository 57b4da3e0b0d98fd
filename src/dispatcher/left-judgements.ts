// What a dispatcher that died while it judged merged trees has left: processes, and directories that nobody works in.

import type {Hub} from '../executor/workspace/hub.ts'
import {findLeftovers, removeLeftover} from '../executor/workspace/leftover.ts'
import type {Phase} from '../run/phase.ts'
import {lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import type {ProcessPool} from '../system/process.ts'
import {livingTrees} from '../system/tree.ts'
import {judgingName} from './judging.ts'

/** One that is cancelled, or held for a person, may have been in the queue just before. */
const JUDGED: ReadonlySet<Phase> = new Set(['validated', 'merging', 'cancelled', 'needs-review'])

export interface LeftJudgements {
  readonly hub: Hub
  readonly found: RunState
  readonly processes: ProcessPool
}

/** Ends the ones and removes the others; whole sentences on what is still there. */
export const clearJudgements = async ({
  hub,
  found,
  processes,
}: LeftJudgements): Promise<readonly string[]> => {
  const judged = [...found.tasks.values()].filter(({phase}) => JUDGED.has(phase))
  if (judged.length === 0) return []
  const leaders = judged.flatMap(task => lastAttempt(task)?.leaders ?? [])
  await Promise.all((await livingTrees(leaders)).map(({leader}) => processes.end(leader)))
  return removeDirectories(hub, found.run, judged)
}

const removeDirectories = async (
  hub: Hub,
  run: string,
  judged: readonly TaskState[],
): Promise<readonly string[]> => {
  const names = new Set(judged.map(({task}) => judgingName({task: task.id})))
  const left = (await findLeftovers(hub)).filter(({name, record}) => names.has(name) && record.run === run)
  const removed = await Promise.all(left.map(removeLeftover))
  return removed.flatMap(result => (result.ok ? [] : [result.error]))
}
