// Who holds which part of the tree now, and who waits for it. Decides nothing: that is the schedule's.

import type {TaskId} from '../graph/task.ts'
import {type Access, contend} from './claim.ts'
import {heldBy, isReady, type Schedule} from './schedule.ts'
import type {RunState} from './state.ts'

/** One claim that is held. */
export interface Lock {
  /** A file, a directory or a glob. */
  readonly path: string
  readonly access: Access
  readonly holder: TaskId
  /** Tasks that could start but for such claims as this one. */
  readonly waiting: readonly TaskId[]
}

/** By holder, in the order in which they took their claims. */
export const locksOf = ({schedule}: RunState): readonly Lock[] => {
  const kept = [...schedule.waiting].filter(id => isKeptBack(schedule, id))
  return [...schedule.holding.keys()].flatMap(holder =>
    heldBy(schedule, holder).map(claim => ({
      ...claim,
      holder,
      waiting: kept.filter(id => contend([claim], claimsAt(schedule, id))),
    })),
  )
}

const isKeptBack = (schedule: Schedule, id: TaskId): boolean =>
  (schedule.holders[schedule.rank.get(id) ?? -1] ?? 0) > 0 && isReady(schedule, id)

const claimsAt = ({claims, rank}: Schedule, id: TaskId) => claims[rank.get(id) ?? -1] ?? []
