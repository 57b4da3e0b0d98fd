// Which runs are over, for how long, and what of them is worth keeping. Only looks.

import {type Hub, hubAt} from '../executor/workspace/hub.ts'
import {isLeft, type KeptRef, keptRefs} from '../executor/workspace/refs.ts'
import {nameOf} from '../graph/task-id.ts'
import type {Phase} from '../run/phase.ts'
import type {RunState, TaskState} from '../run/state.ts'
import {git} from '../system/git.ts'

const DAY_MS = 86_400_000

/** Nothing of it can go on. */
const OVER: ReadonlySet<Phase> = new Set(['done', 'failed', 'cancelled', 'skipped'])

export interface Verdict {
  readonly state: RunState
  /** Why it stays, as the end of a sentence; absent: it goes. */
  readonly stays?: string
  /** Refs whose work is nowhere else: they stay when the run goes. */
  readonly kept: readonly KeptRef[]
  /** Refs that go with it. */
  readonly dropped: readonly KeptRef[]
}

export interface RetentionOrder {
  readonly root: string
  readonly states: readonly RunState[]
  readonly keepDays: number
  /** Epoch milliseconds. */
  readonly at: number
}

export interface Retention {
  readonly verdicts: readonly Verdict[]
  /** Undefined where nothing was ever merged. */
  readonly hub: Hub | undefined
}

export const judgeRuns = async ({root, states, keepDays, at}: RetentionOrder): Promise<Retention> => {
  const hub = await hubAt(root)
  const refs = hub === undefined ? [] : await keptRefs(hub)
  const verdicts: Verdict[] = []
  for (const state of states) {
    const own = refs.filter(({run}) => run === state.run)
    const isLanded = await landed(hub, state)
    const stays = reasonToStay(state, {isLanded, isYoung: at - state.at < keepDays * DAY_MS})
    const isKept = (ref: KeptRef): boolean =>
      ref.task !== undefined && (isLeft(ref) || !isMerged(state, ref.task))
    verdicts.push({
      state,
      ...(stays === undefined ? {} : {stays}),
      kept: own.filter(isKept),
      dropped: own.filter(ref => !isKept(ref)),
    })
  }
  return {verdicts, hub}
}

const reasonToStay = (
  {tasks, result}: RunState,
  {isLanded, isYoung}: {readonly isLanded: boolean; readonly isYoung: boolean},
): string | undefined => {
  if (result === undefined) return 'it is not over'
  const open = [...tasks.values()].filter(({phase}) => !OVER.has(phase))
  if (open.length > 0) return `${open.length} of its tasks are not over`
  if (isYoung) return 'it is not old enough'
  return isLanded ? undefined : 'its work is on no branch of yours: land it first'
}

/** Whether a branch of the user's other than the run's own holds all that was merged; so does every one if nothing was. */
const landed = async (hub: Hub | undefined, {base, tip}: RunState): Promise<boolean> => {
  if (base === undefined || tip === undefined || tip === base.commit) return true
  if (hub === undefined) return false
  const format = '--format=%(refname)'
  const args = ['for-each-ref', format, '--contains', tip, '--', 'refs/heads/', 'refs/tags/', 'refs/remotes/']
  const holding = await git(args, {cwd: hub.repository.root, trusted: true})
  return holding.ok && holding.value.split('\n').some(ref => ref !== '' && !ref.includes('/agent-spawn/'))
}

/** The work of a merged task is on the branch; what failed is nowhere else. */
const isMerged = ({tasks}: RunState, name: string): boolean =>
  [...tasks.values()].some(({task, merged}: TaskState) => merged !== undefined && nameOf(task.id) === name)
