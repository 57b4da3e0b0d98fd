// Workers on this machine: attempts side by side up to the number of slots. Merges come one after the other, as they are decided.

import PQueue from 'p-queue'
import {attempt} from '../../executor/attempt.ts'
import type {Place} from '../../executor/attempt-order.ts'
import {layOut, leftWorkspace} from '../../executor/attempt-workspace.ts'
import {leftToPerson} from '../../executor/repair.ts'
import {watchSettings} from '../../executor/repository-settings.ts'
import type {Hub} from '../../executor/workspace/hub.ts'
import type {Workspace} from '../../executor/workspace/workspace.ts'
import type {TaskId} from '../../graph/task.ts'
import type {EventOf} from '../../run/event.ts'
import {type RunState, taskState} from '../../run/state.ts'
import {monotonic} from '../../system/clock.ts'
import {ProcessPool} from '../../system/process.ts'
import {clearJudgements} from '../left-judgements.ts'
import {merge} from '../merge.ts'
import {revert} from '../revert.ts'
import {createTrain} from '../train.ts'
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
  /** What the journal held when they began. */
  readonly found?: RunState
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
    ...(hub === undefined ? {} : {hub, settings: watchSettings(hub.repository.gitDir)}),
    processes,
    signal: killing.signal,
  }

  const track = <T>(work: Promise<T>): Promise<T> => {
    active.add(work)
    return work.finally(() => active.delete(work))
  }

  /** At once: it may be cancelled in the same breath. */
  const cancellable = async <T>(task: TaskId, act: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const cancelling = new AbortController()
    running.set(task, cancelling)
    try {
      return await act(AbortSignal.any([killing.signal, cancelling.signal]))
    } finally {
      running.delete(task)
    }
  }

  const {found, warn} = order
  const clear = async (): Promise<void> => {
    if (hub === undefined || found === undefined) return
    for (const message of await clearJudgements({hub, found, processes})) warn(message)
  }
  /** Before that nothing is judged for a merge. */
  const cleared = track(
    clear().catch(error => warn(`What an earlier dispatcher left cannot be cleared: ${error}`)),
  )
  const train =
    hub === undefined
      ? undefined
      : createTrain({...place, hub, warn, ready: cleared, ...(found === undefined ? {} : {found})})

  const attemptOne: Workers['attempt'] = async work => {
    const {task} = work.event
    const {result, workspace} = await cancellable(task, signal => attempt({...place, signal, ...work}))
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

  const layOutOrWarn = async (work: Work<EventOf<'merge-started'>>): Promise<void> => {
    const laidOut = await layOut({...place, ...work}, work.event)
    if (!laidOut.ok) order.warn(laidOut.error)
  }

  const mergeOne: Workers['merge'] = async work => {
    const start = monotonic()
    if (hub === undefined || train === undefined) throw new Error('bug: a merge without a hub')
    const {event, state} = work
    const merged = await cancellable(event.task, async signal => {
      await cleared
      return merge({...place, ...work, hub, warn, signal}, train)
    })
    const {result} = merged
    const keep = result.type !== 'merged' || state.policy.workspace.keep === 'all'
    if (!keep) await reopen(work)
    await closeOne(event.task, {keep})
    if (result.type === 'conflicted' && leftToPerson(state, event, result)) await layOutOrWarn(work)
    return {...merged, durationMs: Math.round(monotonic() - start)}
  }

  const revertOne: Workers['revert'] = async ({event, state}) => {
    const start = monotonic()
    if (hub === undefined) throw new Error('bug: a revert without a hub')
    const {title} = taskState(state, event.task).task
    const wish = state.rollbacks.find(({task}) => task === event.task)
    const by = [wish?.by, wish?.reason].filter(Boolean).join(': ')
    const result = await revert({...event, hub, run: state.run, title, by, warn: order.warn})
    return {result, durationMs: Math.round(monotonic() - start)}
  }

  const rest = async (): Promise<void> => {
    await Promise.allSettled(active)
    for (const task of open.keys()) await closeOne(task, {keep: true})
  }

  return {
    attempt: work => track(queue.add(() => attemptOne(work))),
    merge: work => track(mergeOne(work)),
    revert: work => track(revertOne(work)),
    anticipate: news => train?.anticipate(news),
    kill: () => killing.abort(),
    cancel: task => running.get(task)?.abort(),
    close: async () => {
      killing.abort()
      const stopped = train?.stop()
      await processes.close()
      await stopped
      await rest()
    },
    leave: async () => {
      // What gates say that are cut off in the middle is nothing to write down.
      const stopped = train?.stop()
      await processes.leave()
      await stopped
      await rest()
    },
  }
}
