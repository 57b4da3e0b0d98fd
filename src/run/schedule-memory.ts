// What a schedule knows from its past alone: all the rest follows from graph, policy and phases. For storing a state.

import type {TaskId} from '../graph/task.ts'
import type {Schedule} from './schedule.ts'

/** In plain data. */
export interface ScheduleMemory {
  /** First come, first served. */
  readonly mergeQueue: readonly TaskId[]
  readonly holding: readonly TaskId[]
  readonly delayed: readonly (readonly [TaskId, number])[]
  /** By level of urgency: ranks, and since when each waits. */
  readonly waits: readonly (readonly [number, readonly (readonly [number, number])[]])[]
}

export const memoryOf = ({mergeQueue, holding, delayed, urgency}: Schedule): ScheduleMemory => ({
  mergeQueue: [...mergeQueue],
  holding: [...holding.keys()],
  delayed: [...delayed],
  waits: [...urgency.waiting].map(([level, waits]) => [level, [...waits]]),
})

/** To a schedule made from the same graph, policy and phases. */
export const recall = (schedule: Schedule, {mergeQueue, holding, delayed, waits}: ScheduleMemory): void => {
  for (const id of mergeQueue) toTheEnd(schedule.mergeQueue, id)
  for (const id of holding) {
    const held = schedule.holding.get(id)
    schedule.holding.delete(id)
    if (held !== undefined) schedule.holding.set(id, held)
  }
  for (const [id, at] of delayed) schedule.delayed.set(id, at)
  for (const [level, since] of waits) {
    const queue = schedule.urgency.waiting.get(level)
    queue?.clear()
    for (const [rank, at] of since) queue?.set(rank, at)
  }
}

const toTheEnd = <T>(set: Set<T>, member: T): void => {
  set.delete(member)
  set.add(member)
}
