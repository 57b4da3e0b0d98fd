// Workers on this machine: attempts run side by side up to the number of slots, merges one after the other.

import PQueue from 'p-queue'
import {attempt} from '../../executor/attempt.ts'
import type {Hub} from '../../executor/workspace/hub.ts'
import type {Workspace} from '../../executor/workspace/workspace.ts'
import type {TaskId} from '../../graph/task.ts'
import {monotonic} from '../../system/clock.ts'
import {ProcessPool} from '../../system/process.ts'
import {merge} from '../merge.ts'
import type {AttemptResult, MergeResult, Workers} from './workers.ts'

export interface LocalOrder {
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
  const open = new Map<TaskId, Workspace>()
  const merges = new Set<Promise<MergeResult>>()

  const run: Workers['attempt'] = async work => {
    const {event, state, emit} = work
    const {result, workspace} = await attempt({
      event,
      state,
      emit,
      root,
      runDirectory,
      ...(hub === undefined ? {} : {hub}),
      processes,
      signal: killing.signal,
    })
    await leave(event.task, workspace, result)
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

  const mergeOne: Workers['merge'] = async work => {
    const start = monotonic()
    if (hub === undefined) throw new Error('bug: a merge without a hub')
    const {event, state} = work
    const result = await merge({
      ...work,
      hub,
      runDirectory,
      processes,
      signal: killing.signal,
      warn: order.warn,
    })
    const keep = result.type !== 'merged' || state.policy.workspace.keep === 'all'
    await closeOne(event.task, {keep})
    return {result, durationMs: Math.round(monotonic() - start)}
  }

  return {
    attempt: work => queue.add(() => run(work)),
    merge: work => {
      const merging = mergeOne(work)
      merges.add(merging)
      return merging.finally(() => merges.delete(merging))
    },
    kill: () => killing.abort(),
    close: async () => {
      killing.abort()
      await processes.close()
      await Promise.allSettled([queue.onIdle(), ...merges])
      for (const task of open.keys()) await closeOne(task, {keep: true})
    },
  }
}
