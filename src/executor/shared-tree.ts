// Writes outside of the claims where all share one tree. Whose a write is nobody can see there, only when it was and who was at work then:
// it is blamed on all of those, unless one of them may write there.

import {claimsOf, trespassesOf} from '../run/claim.ts'
import {type AttemptState, taskState} from '../run/state.ts'
import {changeTimes} from '../system/change-times.ts'
import {git, splitNul} from '../system/git.ts'
import type {AttemptOrder} from './attempt-order.ts'

/** Paths and when they last changed, epoch milliseconds. */
export type SharedTree = ReadonlyMap<string, number>

/** Undefined where each works in a tree of its own, and for a task that may write anywhere. */
export const lookAtSharedTree = async (order: AttemptOrder): Promise<SharedTree | undefined> =>
  order.hub === undefined && isBound(order) ? changeTimes(order.root, isEntered) : undefined

/**
 * What this attempt may be blamed for, sorted. `before`: the tree when its agent started; without it, as after a restart of the
 * dispatcher, deletions are not seen. Files that git ignores are nobody's work.
 */
export const sharedTrespasses = async (
  order: AttemptOrder,
  before: SharedTree | undefined,
): Promise<readonly string[]> => {
  const after = await lookAtSharedTree(order)
  if (after === undefined) return []
  const {at: since} = order.event
  const written = [...after].filter(([, at]) => at >= since)
  const deleted = [...(before?.keys() ?? [])].filter(path => !after.has(path))
  const changes = [...written.map(([path, at]) => ({path, at})), ...deleted.map(path => ({path}))]
  const foreign = new Set(
    trespassesOf(
      taskOf(order),
      order.state.policy,
      changes.map(({path}) => path),
    ),
  )
  const blamed = changes.filter(change => foreign.has(change.path) && !isExcused(order, change))
  return withoutIgnored(order.root, blamed.map(({path}) => path).sort())
}

const taskOf = ({event, state}: AttemptOrder) => taskState(state, event.task).task

const isBound = (order: AttemptOrder): boolean => {
  const {policy} = order.state
  return claimsOf(taskOf(order), policy).length + Object.keys(policy.ownership.owners).length > 0
}

/** Git's, the host's, and what installers fill by the ten thousand. */
const isEntered = (directory: string): boolean =>
  directory !== '.conductor' && !/(?:^|\/)(?:\.git|node_modules)$/.test(directory)

interface Change {
  readonly path: string
  /** Unknown for what is gone. */
  readonly at?: number
}

/** Another attempt was at work then that has a right to the path, or whose gates ran: these leave behind what they like. */
const isExcused = ({event, state}: AttemptOrder, {path, at}: Change): boolean =>
  [...state.tasks.values()].some(
    ({task, attempts}) =>
      task.id !== event.task &&
      attempts.some(other => {
        const [from, until] = at === undefined ? [event.at, Number.POSITIVE_INFINITY] : [at, at]
        if (other.startedAt > until || (other.finishedAt ?? Number.POSITIVE_INFINITY) < from) return false
        return isJudgedBy(other, until) || trespassesOf(task, state.policy, [path]).length === 0
      }),
  )

/** Times of different clocks: the end of an agent is told a little after it was. */
const SLACK_MS = 100

const isJudgedBy = ({agentProcess, exit}: AttemptState, at: number): boolean =>
  agentProcess !== undefined &&
  exit !== undefined &&
  agentProcess.startedAt + exit.durationMs - SLACK_MS <= at

const withoutIgnored = async (root: string, paths: readonly string[]): Promise<readonly string[]> => {
  if (paths.length === 0) return []
  const args = ['-c', 'core.fsmonitor=false', 'check-ignore', '-z', '--stdin']
  const asked = await git(args, {cwd: root, trusted: true, input: `${paths.join('\0')}\0`})
  // None is ignored, or this is no repository.
  if (!asked.ok) return paths
  const ignored = new Set(splitNul(asked.value))
  return paths.filter(path => !ignored.has(path))
}
