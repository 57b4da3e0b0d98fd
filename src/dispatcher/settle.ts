// After a dispatcher's death: what became of the work that was in flight. Looks at the world, and tells it as events.

import type {Hub} from '../executor/workspace/hub.ts'
import type {EventBody, RunEvent} from '../run/event.ts'
import {lastAttempt, type RunState, type TaskState} from '../run/state.ts'
import {killGroup} from '../system/group.ts'
import {isAlive} from '../system/identity.ts'
import {settleMerge} from './integrate.ts'

export interface SettleOrder {
  readonly state: RunState
  readonly hub?: Hub
  readonly at: number
  readonly warn: (message: string) => void
}

/** Attempts in flight are lost, which costs them no try, and their processes are ended. A merge was done, or was not. */
export const settleInFlight = async (order: SettleOrder): Promise<readonly RunEvent[]> => {
  const events: RunEvent[] = []
  for (const task of order.state.tasks.values()) {
    if (task.phase !== 'running' && task.phase !== 'merging') continue
    const body = task.phase === 'running' ? await settleAttempt(task) : await settleTheMerge(order, task)
    events.push({...body, at: order.at})
  }
  return events
}

/** As long as a stop by a person gives them. */
const GRACE_MS = 5_000

const numberOf = (task: TaskState): number => lastAttempt(task)?.number ?? 0

const settleAttempt = async (task: TaskState): Promise<EventBody> => {
  const ref = {task: task.task.id, attempt: numberOf(task)}
  await endSurvivors(task)
  return {type: 'attempt-finished', ...ref, outcome: {type: 'lost'}, durationMs: 0, trespasses: []}
}

/** Agents and gates outlive a dispatcher that dies. They are ended before anybody else works in the same place. */
const endSurvivors = async (task: TaskState): Promise<void> => {
  for (const leader of lastAttempt(task)?.leaders ?? [])
    if (await isAlive(leader)) await killGroup(leader, GRACE_MS)
}

const settleTheMerge = async ({state, hub, warn}: SettleOrder, task: TaskState): Promise<EventBody> => {
  await endSurvivors(task)
  const ref = {task: task.task.id, attempt: numberOf(task)}
  if (hub === undefined || state.tip === undefined) throw new Error(`bug: ${ref.task} merges without a hub`)
  const merged = await settleMerge({hub, run: state.run, ...ref, tip: state.tip, warn})
  return {type: 'merge-finished', ...ref, result: merged ?? {type: 'lost'}, durationMs: 0}
}
