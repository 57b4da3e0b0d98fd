// What two commits make together, as an answer to whether one can be merged onto the other. Moves no ref.

import type {Hub} from '../executor/workspace/hub.ts'
import {mergeTree} from '../executor/workspace/merge-tree.ts'
import type {ObjectId} from '../run/event.ts'
import {err, ok, type Result} from '../util/result.ts'

export type Unmerged =
  | {readonly type: 'conflicted'; readonly paths: readonly string[]}
  | {readonly type: 'refused'; readonly reason: string}

/** Equal commits make equal trees. */
export const mergedTree = async (
  {path}: Hub,
  ours: ObjectId,
  theirs: ObjectId,
): Promise<Result<ObjectId, Unmerged>> => {
  const merged = await mergeTree({gitDir: path, ours, theirs})
  if (!merged.ok) return err({type: 'refused', reason: merged.error.message})
  const {tree, conflicts} = merged.value
  return conflicts.length === 0
    ? ok(tree)
    : err({type: 'conflicted', paths: conflicts.map(conflict => conflict.path)})
}
