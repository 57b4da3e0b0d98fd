// Looks up what runs at this moment: the journals of live runs, their processes, and git in their workspaces. Changes nothing.

import PQueue from 'p-queue'
import {findLockHolder} from '../dispatcher/run-lock.ts'
import {type RunError, readRun, runsDirectory} from '../dispatcher/runs.ts'
import {hubAt} from '../executor/workspace/hub.ts'
import {type Look, openLook} from '../executor/workspace/look.ts'
import {standingConflicts} from '../report/conflict.ts'
import type {Clash, MonitoredRun} from '../report/monitored.ts'
import {lastAttempt, type RunState, type TaskState, taskState} from '../run/state.ts'
import {ok, type Result} from '../util/result.ts'
import {type Head, lookAtWork, seenBy} from './live-work.ts'
import {isAtWork} from './recovery.ts'
import {openRuns} from './unfinished.ts'

/**
 * The named run; or all that are live: that of the dispatcher at work, and those whose agents are. The last one, too, while a conflict
 * waits for a person.
 */
export const lookAtRuns = async (
  root: string,
  wanted: string | undefined,
): Promise<Result<readonly MonitoredRun[], RunError>> => {
  const holder = await findLockHolder(runsDirectory(root))
  const names = wanted === undefined ? await openRuns(root) : [wanted]
  const found: MonitoredRun[] = []
  for (const name of names) {
    const state = await readRun(root, name)
    // Of those that nobody asked for, a damaged one is for `doctor`.
    if (!state.ok && wanted !== undefined) return state
    if (!state.ok) continue
    const dispatcher = holder?.run === name ? (holder.pid ?? null) : null
    if (wanted !== undefined || dispatcher !== null || (await isLive(state.value)))
      found.push(await lookAtRun(root, state.value, dispatcher))
  }
  return ok(found)
}

const isLive = async (state: RunState): Promise<boolean> => {
  if (standingConflicts(state).length > 0) return true
  const running = [...state.schedule.running].flatMap(id => lastAttempt(taskState(state, id)) ?? [])
  return (await Promise.all(running.map(isAtWork))).includes(true)
}

/** Of all attempts of a run, the newest. */
const SEEN_MAX = 50

const lookAtRun = async (root: string, state: RunState, dispatcher: number | null): Promise<MonitoredRun> => {
  const problems: string[] = []
  const queue = new PQueue({concurrency: AT_ONCE})
  const look = await lookFor(root, state, problems)
  try {
    const heads = await queue.addAll(
      liveTasks(state).map(task => () => lookAtWork({root, state, look, problems}, task)),
    )
    const clashes = look === undefined ? [] : await predict(look, state, heads, problems)
    const seen = await Promise.all(heads.map(({work}) => seenBy(root, state, work)))
    return {
      state,
      dispatcher,
      work: heads.map(({work}) => work),
      clashes,
      seen: seen
        .flat()
        .toSorted((a, b) => a.at - b.at)
        .slice(-SEEN_MAX),
      problems,
    }
  } finally {
    await look?.close()
  }
}

/** Workspaces looked at side by side: each takes half a dozen short calls of git. */
const AT_ONCE = 4

/** Where nothing is merged, or no hub is left, there is nothing to look at by git. */
const lookFor = async (root: string, state: RunState, problems: string[]): Promise<Look | undefined> => {
  if (state.base === undefined) return undefined
  const hub = await hubAt(root)
  if (hub === undefined) return undefined
  const look = await openLook(hub, state.base.commit)
  if (look.ok) return look.value
  problems.push(look.error)
  return undefined
}

/** Those whose work is not merged, by when they began. */
const liveTasks = (state: RunState): readonly TaskState[] => {
  const began = (task: TaskState): number => lastAttempt(task)?.startedAt ?? 0
  return [...state.tasks.values()].filter(isUnmerged).toSorted((a, b) => began(a) - began(b))
}

const isUnmerged = (task: TaskState): boolean => {
  const {phase} = task
  if (phase === 'running' || phase === 'validated' || phase === 'merging') return true
  return phase === 'needs-review' && lastAttempt(task)?.outcome?.type === 'passed'
}

/** Each with each, and with what is merged since it began. More than these would take seconds, and nobody runs so many. */
const HEADS_MAX = 60

const predict = async (
  look: Look,
  {tip}: RunState,
  heads: readonly Head[],
  problems: string[],
): Promise<readonly Clash[]> => {
  const known = heads.filter(({commit}) => commit !== undefined).slice(-HEADS_MAX)
  const pairs = known.flatMap(({work: {task}, commit = '', base}, index) => [
    ...(tip === undefined || tip === base ? [] : [{task, other: null, pair: [tip, commit] as const}]),
    ...known
      .slice(index + 1)
      .map(({work, commit: other = ''}) => ({task, other: work.task, pair: [commit, other] as const})),
  ])
  const clashes = await look.clashes(pairs.map(({pair}) => pair))
  if (!clashes.ok) {
    problems.push(`Merges could not be predicted: ${clashes.error}`)
    return []
  }
  return pairs.flatMap(({task, other}, index) => {
    const paths = clashes.value[index] ?? []
    return paths.length === 0 ? [] : [{task, other, paths}]
  })
}
