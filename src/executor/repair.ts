// A conflict of an attempt's work with what others have merged since: what is known of it, and whether it is still there. The two
// sides are laid out by `opening.ts`.

import type {RepairStory} from '../report/repair-story.ts'
import type {AttemptRef, ObjectId} from '../run/event.ts'
import type {Outcome} from '../run/outcome.ts'
import {repairAfter, willRepair} from '../run/repair.ts'
import {attemptState, type RunState, taskState} from '../run/state.ts'
import {git} from '../system/git.ts'
import type {AttemptOrder} from './attempt-order.ts'
import {type Conflict, type MergeSides, markedPaths, mergeTree} from './workspace/merge-tree.ts'

/** What a repair brings together: the commit to be merged, and where its work began. Undefined for any other attempt. */
export const repairedWork = (
  state: RunState,
  {task, attempt}: AttemptRef,
): {readonly commit: ObjectId; readonly from: ObjectId} | undefined => {
  const {repairs} = attemptState(state, {task, attempt})
  if (repairs === undefined) return undefined
  const {commit, base} = attemptState(state, {task, attempt: repairs})
  if (commit === undefined || base === undefined)
    throw new Error(`bug: attempt ${repairs} of ${task} left nothing to repair`)
  return {commit, from: base}
}

/** Of a repair: the branch is ours, and the work is theirs. */
interface Sides extends MergeSides {
  readonly from: ObjectId
}

const sidesOf = ({hub, state, event}: AttemptOrder): Sides | undefined => {
  const work = repairedWork(state, event)
  const {base} = attemptState(state, event)
  if (work === undefined || base === undefined || hub === undefined) return undefined
  return {gitDir: hub.path, ours: base, theirs: work.commit, from: work.from}
}

const conflictsBetween = async (sides: Sides): Promise<readonly Conflict[]> => {
  const merged = await mergeTree(sides)
  if (!merged.ok) throw new Error(merged.error.message)
  return merged.value.conflicts
}

const pathsOf = (conflicts: readonly Conflict[]): readonly string[] => conflicts.map(({path}) => path)

/** Where the two sides of a repair meet; none for any other attempt. */
export const conflictingPaths = async (order: AttemptOrder): Promise<readonly string[]> => {
  const sides = sidesOf(order)
  return sides === undefined ? [] : pathsOf(await conflictsBetween(sides))
}

/** What speaks against a captured tree before anything else does. */
export const leftConflict = async (
  order: AttemptOrder,
  tree: ObjectId | undefined,
): Promise<Outcome | undefined> => {
  const sides = sidesOf(order)
  if (sides === undefined || tree === undefined) return undefined
  const paths = await markedPaths({...sides, tree, paths: await conflictingPaths(order)})
  return paths.length === 0 ? undefined : {type: 'unresolved', paths}
}

/** For the instruction; undefined for an attempt that repairs nothing. */
export const repairStory = async (order: AttemptOrder): Promise<RepairStory | undefined> => {
  const sides = sidesOf(order)
  const {repairs} = order.event
  if (sides === undefined || repairs === undefined) return undefined
  const {ours: tip, theirs: commit, from} = sides
  const conflicts = await conflictsBetween(sides)
  // What was in the way may have been taken back.
  if (conflicts.length === 0) return undefined
  const commits = await commitsOn(sides, pathsOf(conflicts))
  return {attempt: repairs, commit, from, tip, conflicts, others: authorsOf(order.state, commits)}
}

/** Since the work began; the newest last. */
const commitsOn = async (
  {gitDir, from, ours}: Sides,
  paths: readonly string[],
): Promise<readonly ObjectId[]> => {
  const args = ['log', '--format=%H', '--reverse', `${from}..${ours}`, '--', ...paths]
  const listed = await git(['--literal-pathspecs', ...args], {gitDir})
  if (!listed.ok) throw new Error(listed.error.message)
  return listed.value.split('\n').filter(line => line !== '')
}

const authorsOf = (state: RunState, commits: readonly ObjectId[]): RepairStory['others'] => {
  const tasks = [...state.tasks.values()]
  return commits.flatMap(commit => {
    const author = tasks.find(({merged}) => merged === commit)
    return author === undefined ? [] : [{task: author.task, commit}]
  })
}

/** Whether a merge that ends so leaves the rest to a person, who finds nothing laid out yet. */
export const leftToPerson = (state: RunState, {task: id}: AttemptRef, outcome: Outcome): boolean => {
  const task = taskState(state, id)
  const repair = outcome.type === 'conflicted' ? repairAfter(state, task, outcome) : undefined
  return repair !== undefined && !willRepair(state.policy, task, repair)
}
