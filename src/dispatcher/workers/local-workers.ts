// Workers on this machine: attempts side by side up to the number of slots. Merges come one after the other, as they are decided.

import PQueue from 'p-queue'
import {attempt, leftWorkspace} from '../../executor/attempt.ts'
import type {Place} from '../../executor/attempt-order.ts'
import type {Hub} from '../../executor/workspace/hub.ts'
import type {Workspace} from '../../executor/workspace/workspace.ts'
import type {TaskId} from '../../graph/task.ts'
import type {EventOf} from '../../run/event.ts'
import {monotonic} from '../../system/clock.ts'
import {ProcessPool} from '../../system/process.ts'
import {merge} from '../merge.ts'
import type {AttemptResult, Work, Workers} from './workers.ts'

export interface LocalOrder {
  /** Attempts at once. */
  readonly slots: number
  /** The top of the user's working tree, absolute. */
  readonly root: string
  /** Where the run keeps its logs, absolute. */
  readonly runDirectory: string
  /** Absent where nothing is merged. */
  readonly hub?: Hub
  /** Told whole sentences of what is less than perfect. */
  readonly warn: (message: string) => void
}

/** Owns processes and open workspaces until `close`. */
export const localWorkers = (order: LocalOrder): Workers => {
  const {runDirectory, root, hub} = order
  const queue = new PQueue({concurrency: order.slots})
  const processes = new ProcessPool()
  const killing = new AbortController()
  const running = new Map<TaskId, AbortController>()
  const open = new Map<TaskId, Workspace>()
  const active = new Set<Promise<unknown>>()
  const place: Place = {
    root,
    runDirectory,
    ...(hub === undefined ? {} : {hub}),
    processes,
    signal: killing.signal,
  }

  const track = <T>(work: Promise<T>): Promise<T> => {
    active.add(work)
    return work.finally(() => active.delete(work))
  }

  const attemptOne: Workers['attempt'] = async work => {
    const {task} = work.event
    const cancelling = new AbortController()
    running.set(task, cancelling)
    const signal = AbortSignal.any([killing.signal, cancelling.signal])
    const {result, workspace} = await attempt({...place, signal, ...work})
    running.delete(task)
    await leave(task, workspace, result)
    return result
  }

  /** Work that passed waits in its workspace for its merge; any other is kept, for the next try or for a person. */
  const leave = async (
    task: TaskId,
    workspace: Workspace | undefined,
    {outcome}: AttemptResult,
  ): Promise<void> => {
    if (workspace === undefined) return
    if (outcome.type === 'passed' && hub !== undefined) open.set(task, workspace)
    else await workspace.close({keep: true})
  }

  const closeOne = async (task: TaskId, options: {readonly keep: boolean}): Promise<void> => {
    const closed = await open.get(task)?.close(options)
    open.delete(task)
    for (const warning of closed?.warnings ?? []) order.warn(warning)
  }

  /** The attempt may have ended under an earlier dispatcher: then its workspace is still there. */
  const reopen = async (work: Work<EventOf<'merge-started'>>): Promise<void> => {
    const {task} = work.event
    const left = open.get(task) ?? (await leftWorkspace({...place, ...work}))
    if (left !== undefined) open.set(task, left)
  }

  const mergeOne: Workers['merge'] = async work => {
    const start = monotonic()
    if (hub === undefined) throw new Error('bug: a merge without a hub')
    const {event, state} = work
    const result = await merge({...place, ...work, hub, warn: order.warn})
    const keep = result.type !== 'merged' || state.policy.workspace.keep === 'all'
    if (!keep) await reopen(work)
    await closeOne(event.task, {keep})
    return {result, durationMs: Math.round(monotonic() - start)}
  }

  const rest = async (): Promise<void> => {
    await Promise.allSettled(active)
    for (const task of open.keys()) await closeOne(task, {keep: true})
  }

  return {
    attempt: work => track(queue.add(() => attemptOne(work))),
    merge: work => track(mergeOne(work)),
    kill: () => killing.abort(),
    cancel: task => running.get(task)?.abort(),
    close: async () => {
      killing.abort()
      await processes.close()
      await rest()
    },
    leave: async () => {
      await processes.leave()
      await rest()
    },
  }
}
