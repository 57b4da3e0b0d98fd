// What `next` needs to answer without looking at every task: who is ready, in which order, and what is held.
// Derived from graph, policy and phases; kept up to date by `evolve` in constant or logarithmic steps per event.

import {bottomLevels} from '../graph/order.ts'
import {type Graph, PRIORITIES, type Task, type TaskId} from '../graph/task.ts'
import {addIndex, deleteIndex, nextIndex} from '../util/index-set.ts'
import {type Access, type Claim, claimsOf, contend} from './claim.ts'
import {createLanes, type Lane} from './lanes.ts'
import type {Phase} from './phase.ts'
import type {Policy} from './policy.ts'
import {findRivals, type Rivalry, rivalsOf} from './rivals.ts'
import {countOpen, createStages, isStageOpen, openStageOf, type Stages} from './stages.ts'
import {beginWait, createUrgency, endWait, type Urgency, urgencyLevels} from './urgency.ts'

/** Owned and changed by `move` alone. */
export interface Schedule {
  /** Tasks, the one to start first in front; a task's position is its rank. */
  readonly order: readonly Task[]
  readonly rank: ReadonlyMap<TaskId, number>
  readonly dependents: ReadonlyMap<TaskId, readonly TaskId[]>
  /** How many dependencies of each task are not done. */
  readonly unmet: Map<TaskId, number>
  readonly lanes: readonly Lane[]
  /** By rank. */
  readonly laneOf: readonly Lane[]
  /** When a waiting task may be tried again at the earliest; of those that must wait. */
  readonly delayed: Map<TaskId, number>
  readonly stages: Stages
  /** All tasks of that phase, ready or not. */
  readonly waiting: Set<TaskId>
  readonly running: Set<TaskId>
  /** Validated and not yet being merged, first come first. */
  readonly mergeQueue: Set<TaskId>
  /** By rank. */
  readonly claims: readonly (readonly Claim[])[]
  readonly rivalry: Rivalry
  /** Tasks whose work is not merged yet: while they hold their claims, no rival may start. */
  readonly holding: Map<TaskId, Held>
  /** By rank: how many tasks hold what the task needs. */
  readonly holders: Int32Array
  /** By rank: 1 for a task that nothing but its claims keeps from being ready. */
  readonly offered: Uint8Array
  readonly urgency: Urgency
  readonly merging: Set<TaskId>
  readonly counts: Record<Phase, number>
}

/** The schedule of a run whose tasks are in these phases at that moment. */
export const createSchedule = (
  graph: Graph,
  policy: Policy,
  {phases, at}: {readonly phases: ReadonlyMap<TaskId, Phase>; readonly at: number},
): Schedule => {
  const schedule = emptySchedule(graph, policy)
  const phaseOf = (id: TaskId): Phase => known(phases.get(id), id)
  // All counts first: whether a task is ready depends on those of every other.
  for (const {id, dependencies} of graph.tasks) {
    const phase = phaseOf(id)
    schedule.counts[phase]++
    schedule.unmet.set(id, dependencies.filter(dependency => phaseOf(dependency) !== 'done').length)
    if (isOpen(phase)) openStageOf(schedule.stages, id).add(id)
  }
  for (const task of graph.tasks) enter(schedule, task, {to: phaseOf(task.id), at})
  return schedule
}

const emptySchedule = (graph: Graph, policy: Policy): Schedule => {
  const levels = urgencyLevels(graph, policy.priority)
  const urgencyOf = ({id}: Task): number => levels.get(id) ?? 0
  const order = startOrder(graph, policy).toSorted((a, b) => urgencyOf(a) - urgencyOf(b))
  const claims = order.map(task => claimsOf(task, policy))
  const laneOf = createLanes(order, graph, policy)
  return {
    order,
    rank: new Map(order.map((task, rank) => [task.id, rank])),
    dependents: dependentsOf(graph),
    unmet: new Map(),
    lanes: [...new Set(laneOf)],
    laneOf,
    delayed: new Map(),
    stages: createStages(graph, policy),
    waiting: new Set(),
    running: new Set(),
    mergeQueue: new Set(),
    claims,
    rivalry: findRivals(claims),
    holding: new Map(),
    holders: new Int32Array(order.length),
    offered: new Uint8Array(order.length),
    urgency: createUrgency(order.map(urgencyOf)),
    merging: new Set(),
    counts: {
      waiting: 0,
      running: 0,
      validated: 0,
      merging: 0,
      done: 0,
      'needs-review': 0,
      failed: 0,
      cancelled: 0,
      skipped: 0,
    },
  }
}

/** Longest remaining path first: measured within 1.4 % of the lower bound with estimates off by a factor of two, plan order 6 %. */
const startOrder = (graph: Graph, policy: Policy): readonly Task[] => {
  if (policy.first === 'plan') return graph.tasks
  const levels = bottomLevels(graph)
  const level = (task: Task): number => levels.get(task.id) ?? 0
  const priority = (task: Task): number => PRIORITIES.indexOf(task.priority)
  return graph.tasks.toSorted((a, b) => level(b) - level(a) || priority(a) - priority(b))
}

const dependentsOf = (graph: Graph): ReadonlyMap<TaskId, readonly TaskId[]> => {
  const dependents = new Map<TaskId, TaskId[]>(graph.tasks.map(task => [task.id, []]))
  for (const task of graph.tasks)
    for (const dependency of task.dependencies) dependents.get(dependency)?.push(task.id)
  return dependents
}

/** Whether its stage waits for it. */
const isOpen = (phase: Phase): boolean => phase !== 'done' && phase !== 'skipped'

export interface Move {
  readonly from: Phase
  readonly to: Phase
  /** Epoch milliseconds. */
  readonly at: number
}

/** Moves a task from one phase to another, and all that follows from it: the one place where these indexes change. */
export const move = (schedule: Schedule, task: Task, change: Move): void => {
  const {from, to, at} = change
  if (from === to) return
  leave(schedule, task, from)
  schedule.counts[from]--
  schedule.counts[to]++
  if (isOpen(from) !== isOpen(to))
    for (const opened of countOpen(schedule.stages, task.id, isOpen(to))) offer(schedule, opened, at)
  enter(schedule, task, change)
  if (to === 'done') releaseDependents(schedule, task.id, at)
}

const leave = (schedule: Schedule, task: Task, phase: Phase): void => {
  const {id} = task
  if (phase === 'waiting') {
    schedule.waiting.delete(id)
    schedule.delayed.delete(id)
    const rank = rankOf(schedule, id)
    schedule.offered[rank] = 0
    endWait(schedule.urgency, rank)
    deleteIndex(laneAt(schedule, rank).ready, rank)
  }
  if (phase === 'running') {
    schedule.running.delete(id)
    laneFor(schedule, id).pool.running.delete(id)
  }
  if (phase === 'validated') schedule.mergeQueue.delete(id)
  if (phase === 'merging') schedule.merging.delete(id)
}

const enter = (schedule: Schedule, task: Task, {to: phase, at}: Omit<Move, 'from'>): void => {
  const {id} = task
  if (phase === 'waiting') {
    schedule.waiting.add(id)
    offer(schedule, id, at)
  }
  if (phase === 'running') {
    schedule.running.add(id)
    laneFor(schedule, id).pool.running.add(id)
  }
  if (phase === 'validated') schedule.mergeQueue.add(id)
  if (phase === 'merging') schedule.merging.add(id)
  hold(schedule, id, heldIn(schedule, id, phase))
}

/** Which of its claims a task holds, if any. */
type Held = Access | 'any'

/** What was validated reads nothing any more. A task under review goes on holding: its work may yet be merged. */
const HOLDS: Record<Phase, Held | undefined> = {
  waiting: undefined,
  running: 'any',
  validated: 'exclusive',
  merging: 'exclusive',
  done: undefined,
  'needs-review': 'exclusive',
  failed: undefined,
  cancelled: undefined,
  skipped: undefined,
}

/** Whoever only writes holds the same all along, and need not bother anybody in between. */
const heldIn = (schedule: Schedule, id: TaskId, phase: Phase): Held | undefined => {
  const held = HOLDS[phase]
  if (held !== 'any') return held
  const claims = schedule.claims[rankOf(schedule, id)] ?? []
  return claims.some(({access}) => access === 'shared') ? 'any' : 'exclusive'
}

/** Takes claims, or gives them back, or both; its rivals stop or begin to be among the ready ones. */
export const hold = (schedule: Schedule, id: TaskId, held: Held | undefined): void => {
  const before = schedule.holding.get(id)
  if (before === held) return
  if (held === undefined) schedule.holding.delete(id)
  else schedule.holding.set(id, held)
  const rank = rankOf(schedule, id)
  // First what it takes: who is held back by both never looks ready in between.
  if (held !== undefined)
    for (const rival of rivalsOf(schedule.rivalry, rank, held)) holdBack(schedule, rival)
  if (before !== undefined)
    for (const rival of rivalsOf(schedule.rivalry, rank, before)) letGo(schedule, rival)
}

const holdBack = (schedule: Schedule, rank: number): void => {
  const held = (schedule.holders[rank] ?? 0) + 1
  schedule.holders[rank] = held
  if (held === 1) deleteIndex(laneAt(schedule, rank).ready, rank)
}

const letGo = (schedule: Schedule, rank: number): void => {
  const held = (schedule.holders[rank] ?? 0) - 1
  schedule.holders[rank] = held
  if (held === 0 && schedule.offered[rank] === 1) addIndex(laneAt(schedule, rank).ready, rank)
}

/** Nothing of the graph or the group gates holds it back. */
export const isReady = (schedule: Schedule, id: TaskId): boolean =>
  schedule.waiting.has(id) && unmetOf(schedule, id) === 0 && isStageOpen(schedule.stages, id)

/** Puts a task among the ready ones, if it is and its claims are free. */
const offer = (schedule: Schedule, id: TaskId, at: number): void => {
  if (!isReady(schedule, id)) return
  const rank = rankOf(schedule, id)
  beginWait(schedule.urgency, rank, at)
  schedule.offered[rank] = 1
  if (schedule.holders[rank] === 0) addIndex(laneAt(schedule, rank).ready, rank)
}

const releaseDependents = (schedule: Schedule, id: TaskId, at: number): void => {
  for (const dependent of schedule.dependents.get(id) ?? []) {
    schedule.unmet.set(dependent, unmetOf(schedule, dependent) - 1)
    offer(schedule, dependent, at)
  }
}

/** The first ready task of a lane that the caller lets start; -1: none. */
export const firstReady = (
  {order}: Schedule,
  {ready}: Lane,
  mayStart: (task: Task) => boolean = () => true,
): number => {
  let rank = nextIndex(ready, 0)
  while (rank !== -1 && !isAllowed(order[rank], mayStart)) rank = nextIndex(ready, rank + 1)
  return rank
}

/** Whether nothing but the caller keeps it from starting. */
export const isFree = (schedule: Schedule, rank: number): boolean =>
  schedule.offered[rank] === 1 && schedule.holders[rank] === 0

const isAllowed = (task: Task | undefined, mayStart: (task: Task) => boolean): boolean =>
  task !== undefined && mayStart(task)

/** A task that holds what this one needs. */
export const claimHolder = (schedule: Schedule, {id}: Task): TaskId | undefined => {
  const rank = rankOf(schedule, id)
  if (schedule.holders[rank] === 0) return undefined
  const claims = schedule.claims[rank] ?? []
  for (const holder of schedule.holding.keys())
    if (holder !== id && contend(heldBy(schedule, holder), claims)) return holder
  return undefined
}

/** Its claims, as far as it holds them now. */
export const heldBy = (schedule: Schedule, id: TaskId): readonly Claim[] => {
  const held = schedule.holding.get(id)
  const claims = schedule.claims[rankOf(schedule, id)] ?? []
  return held === 'any' ? claims : claims.filter(({access}) => access === held)
}

const unmetOf = (schedule: Schedule, id: TaskId): number => schedule.unmet.get(id) ?? 0

export const laneFor = (schedule: Schedule, id: TaskId): Lane => laneAt(schedule, rankOf(schedule, id))

export const laneAt = ({laneOf}: Schedule, rank: number): Lane => known(laneOf[rank], `of rank ${rank}`)

const rankOf = (schedule: Schedule, id: TaskId): number => known(schedule.rank.get(id), id)

const known = <T>(value: T | undefined, id: TaskId): T => {
  if (value === undefined) throw new Error(`bug: the schedule does not know task ${id}`)
  return value
}
