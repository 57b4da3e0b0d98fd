// Which waiting merges are judged before it is their turn, and each behind which others: as if all in front of it pass. Only a guess on
// what to judge; what is merged is decided by `next`, one task at a time, and nothing is merged on a verdict of another tree.

import type {TaskId} from '../graph/task.ts'
import type {AttemptRef, EventOf, MergeFinished, ObjectId} from './event.ts'
import {note, type Owned, taskOf} from './fold.ts'
import type {Policy} from './policy.ts'
import {isUnwanted} from './quarantine.ts'
import type {Schedule} from './schedule.ts'
import {type AttemptState, attemptState, lastAttempt, type RunState, taskState} from './state.ts'

/** A task to judge ahead of its turn. */
export interface Ahead extends AttemptRef {
  /** Those whose work comes before it, the one that is being merged first. */
  readonly before: readonly AttemptRef[]
  /** What all of them are put on: the integration tip of now. */
  readonly tip: ObjectId
}

/** Two at first: most work that passed alone passes beside the work of others, too. */
export const FIRST_WINDOW = 2

/** In the order of their turns. Whoever failed ahead of its turn is neither judged again nor in front of anybody. */
export const ahead = (state: RunState): readonly Ahead[] => {
  const {schedule, stopping, rollbacks, tip} = state
  if (schedule.merging.size === 0 || tip === undefined || stopping?.mode === 'kill') return []
  // What comes behind a rollback stands on another tip.
  if (rollbacks.length > 0) return []
  const before: AttemptRef[] = []
  const found: Ahead[] = []
  let places = windowOf(state) - schedule.merging.size
  for (const id of inOrder(schedule)) {
    const attempt = newestOf(state, id)
    const ref = {task: id, attempt: attempt.number}
    if (places === 0) break
    if (isSuspect(attempt)) continue
    if (!schedule.merging.has(id)) {
      places -= 1
      if (isJudged(state, id)) found.push({...ref, before: [...before], tip})
    }
    before.push(ref)
  }
  return found
}

/** Whether a judgement that began some time ago is of the tree that its task will come to stand on, as things are now. */
export const isPlanned = (state: RunState, begun: Ahead, wanted: readonly Ahead[]): boolean => {
  const {task, attempt, before, tip} = begun
  const merged = before.map(ref => attemptState(state, ref).merged)
  const landed = merged.findLastIndex(commit => commit !== undefined) + 1
  if ((merged[landed - 1] ?? tip) !== state.tip) return false
  const now = wanted.find(each => each.task === task && each.attempt === attempt)
  const merging = state.inFlight.get(task)
  const isHead =
    merging?.type === 'merge-started' && merging.attempt === attempt && !isUnwanted(state, merging)
  return isSame(before.slice(landed), now?.before ?? (isHead ? [] : undefined))
}

const isSame = (left: readonly AttemptRef[], right: readonly AttemptRef[] | undefined): boolean =>
  left.length === right?.length &&
  left.every(({task, attempt}, index) => task === right[index]?.task && attempt === right[index]?.attempt)

const newestOf = (state: RunState, id: TaskId): AttemptState => {
  const attempt = lastAttempt(taskState(state, id))
  if (attempt === undefined) throw new Error(`bug: ${id} is to be merged without an attempt`)
  return attempt
}

/** A second opinion may cost money: nobody is asked for one that may turn out to be of no use. */
const isJudged = (state: RunState, id: TaskId): boolean => {
  const {gates} = taskState(state, id).task
  return gates.length > 0 && gates.every(({type}) => type !== 'review')
}

/** How many are judged side by side now, the one that is being merged included. */
const windowOf = ({window, policy}: RunState): number => Math.min(window, widest(policy))

const widest = ({merge, slots}: Policy): number => merge.window ?? slots

function* inOrder(schedule: Schedule): Iterable<TaskId> {
  yield* schedule.merging
  yield* mergeOrder(schedule)
}

/** The most urgent first, as people said; else first come first. What a task depends on is merged before it can be in the queue. */
export const mergeOrder = ({mergeQueue, urgency, rank}: Schedule): Iterable<TaskId> => {
  // Where nobody said that some task matters more than another there is nothing to sort.
  if (urgency.waiting.size === 0 || mergeQueue.size < 2) return mergeQueue
  const level = (id: TaskId): number => urgency.levels[rank.get(id) ?? 0] ?? 0
  return [...mergeQueue].sort((a, b) => level(a) - level(b))
}

/** It failed behind the work that was then in front of it. */
const isSuspect = ({ahead}: AttemptState): boolean =>
  ahead?.records.some(({verdict}) => verdict === 'failed') ?? false

/** The newest judgement of an attempt counts. */
export const noteAhead = (run: RunState, {task, attempt, key, records}: EventOf<'judged-ahead'>): void =>
  note(run, {task, attempt}, {ahead: {key, records}})

/** After a merge's end: the window grows with what passes and halves with what does not, and all in the queue stand otherwise now. */
export const afterMerge = (run: Owned<RunState>, event: AttemptRef & Pick<MergeFinished, 'result'>): void => {
  const {type} = event.result
  forgetAhead(run, event.task)
  if (type === 'merged') {
    run.window = Math.min(run.window + 1, widest(run.policy))
    return
  }
  if (type === 'gate-failed') run.window = Math.max(1, Math.floor(run.window / 2))
  for (const id of run.schedule.mergeQueue) {
    const attempt = lastAttempt(taskState(run, id))
    if (attempt !== undefined && isSuspect(attempt)) forgetAhead(run, id)
  }
}

const forgetAhead = (run: RunState, id: TaskId): void => {
  const task = taskOf(run, id)
  task.attempts = task.attempts.map(({ahead: _, ...attempt}) => attempt)
}
