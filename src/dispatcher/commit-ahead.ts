// The commit that a task's merge will make if all in front of it is merged before: made in the hub, where nothing points to it.

import type {Hub} from '../executor/workspace/hub.ts'
import type {Ahead} from '../run/ahead.ts'
import type {AttemptRef, ObjectId} from '../run/event.ts'
import {attemptState, type RunState, taskState} from '../run/state.ts'
import {commitMerged, type MergedTree, type MergeWords} from './integrate.ts'
import {mergedTree} from './merged-tree.ts'

export const mergeWords = (state: RunState, {task, attempt}: AttemptRef, at: number): MergeWords => ({
  run: state.run,
  task,
  attempt,
  title: taskState(state, task).task.title,
  agent: attemptState(state, {task, attempt}).agent,
  at,
})

interface Ground {
  readonly hub: Hub
  readonly state: RunState
}

/** Undefined where some of it does not go together: what becomes of that is seen when its turn comes. */
export const commitAhead = async (
  ground: Ground,
  {before, tip, ...last}: Ahead,
): Promise<MergedTree | undefined> => {
  let onto = tip
  for (const ref of before) {
    const merged = await commitOnto(ground, ref, onto)
    if (merged === undefined) return undefined
    onto = merged.commit
  }
  return commitOnto(ground, last, onto)
}

const commitOnto = async (
  {hub, state}: Ground,
  ref: AttemptRef,
  tip: ObjectId,
): Promise<MergedTree | undefined> => {
  const {commit: work, finishedAt = 0} = attemptState(state, ref)
  const tree = work === undefined ? undefined : await mergedTree(hub, tip, work)
  if (tree?.ok !== true) return undefined
  const commit = await commitMerged({...mergeWords(state, ref, finishedAt), hub, tip}, tree.value)
  return commit.ok ? {tree: tree.value, commit: commit.value} : undefined
}
