// The last step of a run, and never taken unasked: the user's own branch moves forward to the integration branch.
// Only ever forward, and never over work that is not committed.

import {checkedOutAt, type Hub, integrationBranch, share, tip} from '../executor/workspace/hub.ts'
import type {Base, ObjectId} from '../run/event.ts'
import {type GitError, git, splitNul} from '../system/git.ts'
import {err, ok, type Result} from '../util/result.ts'

export interface LandOrder {
  readonly hub: Hub
  readonly run: string
  /** Where the run began. */
  readonly base: Base
  /** Files that may hold uncommitted changes, such as ticks in the plan, relative to the top. They stay; git refuses if it cannot keep them. */
  readonly mayDiffer?: readonly string[]
}

export interface Landed {
  readonly branch: string
  readonly from: ObjectId
  readonly to: ObjectId
}

export interface LandError {
  /** `nothing`: the branch holds all of the run's merged work already. `moved`: it holds other work since the run began. */
  readonly type: 'nothing' | 'detached' | 'branch-missing' | 'moved' | 'dirty' | 'refused'
  /** Whole sentences for people, with the remedy. */
  readonly message: string
  /** What `moved`, and to where. */
  readonly moved?: {readonly branch: string; readonly to: ObjectId}
}

export interface Move extends Landed {
  readonly hub: Hub
  readonly run: string
  readonly mayDiffer: readonly string[]
}

/** Fast-forwards the branch that the run began on, with the working tree that it is checked out in, if any. */
export const land = async (order: LandOrder): Promise<Result<Landed, LandError>> => {
  const move = await planLanding(order)
  return move.ok ? carryOut(move.value) : move
}

/** A move that was possible when it was planned. */
export const carryOut = async (move: Move): Promise<Result<Landed, LandError>> => {
  const {branch, from, to, hub} = move
  const directory = await checkedOutAt(hub.repository, branch)
  const moved = directory === undefined ? await moveRef(move) : await moveWorkingTree(move, directory)
  return moved.ok ? ok({branch, from, to}) : moved
}

/** What `land` would do; changes nothing but that the user's repository then has the run's objects. */
export const planLanding = async ({
  hub,
  run,
  base: {branch},
  mayDiffer = [],
}: LandOrder): Promise<Result<Move, LandError>> => {
  const to = await tip(hub, run)
  if (to === undefined)
    return fail('nothing', `Run ${run} has no integration branch: there is nothing to land.`)
  if (branch === 'HEAD')
    return fail(
      'detached',
      `Run ${run} began on no branch, so none can be moved. Move to its work with \`git merge --ff-only ${integrationBranch(run)}\`.`,
    )
  const shared = await share(hub, run)
  if (!shared.ok) return refuse(shared.error)
  const from = await inRepository(hub, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`)
  if (!from.ok)
    return fail(
      'branch-missing',
      `The branch ${branch}, on which run ${run} began, does not exist any more. Make it again, or merge ${integrationBranch(run)} where you want it.`,
    )
  return checkMove({hub, run, mayDiffer, branch, from: from.value, to})
}

const checkMove = async (move: Move): Promise<Result<Move, LandError>> => {
  const {run, branch, from, to} = move
  if (await contains(move, {descendant: from, ancestor: to}))
    return fail(
      'nothing',
      `The branch ${branch} already holds all merged work of run ${run}: there is nothing to land.`,
    )
  const directory = await checkedOutAt(move.hub.repository, branch)
  const clean = directory === undefined ? ok(undefined) : await checkClean(move, directory)
  if (!clean.ok) return clean
  if (await contains(move, {descendant: to, ancestor: from})) return ok(move)
  return err({
    type: 'moved',
    message: `The branch ${branch} is at ${from}, which run ${run} does not know: it has moved since the run began.`,
    moved: {branch, to: from},
  })
}

const contains = async (
  {hub}: Move,
  {descendant, ancestor}: {readonly descendant: ObjectId; readonly ancestor: ObjectId},
): Promise<boolean> => (await inRepository(hub, 'merge-base', '--is-ancestor', ancestor, descendant)).ok

const inRepository = (hub: Hub, ...args: readonly string[]): Promise<Result<string, GitError>> =>
  git(args, {cwd: hub.repository.root, trusted: true})

const fail = (type: LandError['type'], message: string): Result<never, LandError> => err({type, message})

const refuse = (error: GitError): Result<never, LandError> => fail('refused', error.message)

/** Compare-and-swap: a commit made at this very moment is not lost. */
const moveRef = async ({hub, run, branch, from, to}: Move): Promise<Result<void, LandError>> => {
  const moved = await inRepository(
    hub,
    'update-ref',
    '-m',
    `agent-spawn: land ${run}`,
    `refs/heads/${branch}`,
    to,
    from,
  )
  return moved.ok ? ok(undefined) : refuse(moved.error)
}

const moveWorkingTree = async (move: Move, directory: string): Promise<Result<void, LandError>> => {
  const clean = await checkClean(move, directory)
  if (!clean.ok) return clean
  const ahead = ['merge', '--ff-only', '--quiet', '--no-stat', move.to]
  const merged = await git(ahead, {cwd: directory, trusted: true})
  if (merged.ok) return ok(undefined)
  // Untracked files in the way: git names them, and has changed nothing.
  return fail(
    merged.error.stderr.includes('would be overwritten') ? 'dirty' : 'refused',
    merged.error.message,
  )
}

const checkClean = async ({branch, mayDiffer}: Move, directory: string): Promise<Result<void, LandError>> => {
  const asked = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no']
  const status = await git(asked, {cwd: directory, trusted: true})
  if (!status.ok) return refuse(status.error)
  const changed = splitNul(status.value)
    .map(record => record.slice(3))
    .filter(path => !mayDiffer.includes(path))
  return changed.length > 0 ? fail('dirty', dirtyMessage(branch, directory, changed)) : ok(undefined)
}

/** Enough to recognize them by. */
const NAMED_PATHS = 5

const dirtyMessage = (branch: string, directory: string, changed: readonly string[]): string => {
  const named = changed.slice(0, NAMED_PATHS).join(', ')
  const more = changed.length > NAMED_PATHS ? ` and ${changed.length - NAMED_PATHS} more` : ''
  return `The branch ${branch} is checked out in ${directory}, which has uncommitted changes: ${named}${more}. Commit or stash them, then land again.`
}
