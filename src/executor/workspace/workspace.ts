// A place for one attempt to work in, and the way its work comes back. Knows nothing of agents and gates.

import {join} from 'node:path'
import type {TaskId} from '../../graph/task.ts'
import type {ObjectId} from '../../run/event.ts'
import type {WorkspacePolicy} from '../../run/policy.ts'
import {errorCode, exists, kindOf, removeFile} from '../../system/files.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {CLONE} from './clone.ts'
import {type CommitMessage, commitTree} from './commit.ts'
import {anchor, anchorRef, type Hub} from './hub.ts'
import type {WorkspaceKind, WorkspacePlace} from './kind.ts'
import {endLease, takeLease} from './lease.ts'
import {clearRecord, indexPath, readRecord, writeRecord} from './ledger.ts'
import {workspaceNames} from './names.ts'
import {type RunHook, runHooks, suppliedPaths, supplyFiles} from './provision.ts'
import {captureTree, changedBetween, restoreTree, type WorkTree} from './work-tree.ts'
import {WORKTREE} from './worktree.ts'

/** What the agent is told, at the top of its workspace; never a part of its work. */
export const INSTRUCTION_FILE = 'TASK_INSTRUCTION.md'

export interface WorkspaceOrder {
  readonly run: string
  readonly task: TaskId
  readonly attempt: number
  /** Names the workspace: see `workspaceType`. */
  readonly type: string
  readonly policy: WorkspacePolicy
  /** The top of the user's working tree, absolute. Where all share one tree this is it, and need not be a repository. */
  readonly root: string
  /** Where its files come from and its work goes to; absent in mode `shared` alone. */
  readonly source?: {readonly hub: Hub; readonly base: ObjectId}
  /** Go on in the workspace that an earlier attempt at this task left, if it started from the same commit. */
  readonly reuse: boolean
  readonly runHook: RunHook
}

export interface Workspace {
  /** Absolute. */
  readonly path: string
  /** Empty in mode `shared`. */
  readonly branch: string
  /** For everything that runs in it: `AGENT_SPAWN_ROOT` (the user's tree), `AGENT_SPAWN_WORKSPACE`, `AGENT_SPAWN_PORT` … */
  readonly env: {readonly [name: string]: string}
  /** Takes its files as they are now, and anchors them as a commit on its base. May be repeated; never changes the workspace. */
  capture(message: CommitMessage): Promise<Result<Capture, string>>
  /** Puts the files back as they were last captured, ignored ones aside. */
  restore(): Promise<void>
  /** Gives up its name and ports. Without `keep` it is removed, unless that fails: only for work that is merged. */
  close(options: {readonly keep: boolean}): Promise<Closed>
}

/** All absent in mode `shared`, where nobody can tell whose work is whose. */
export interface Capture {
  /** Also where nothing differs from the base: that nothing was to be done may be a task's result. */
  readonly commit?: ObjectId
  readonly tree?: ObjectId
  /** The paths that differ from the base. */
  readonly changed?: readonly string[]
}

export interface Closed {
  readonly removed: boolean
  /** Whole sentences: an archive command failed, a file could not be removed. */
  readonly warnings: readonly string[]
}

/** The error says why there is none, and what to do: the attempt is refused. */
export const openWorkspace = async (order: WorkspaceOrder): Promise<Result<Workspace, string>> => {
  const {mode} = order.policy
  try {
    return mode === 'shared' ? await openShared(order) : await openOwn(order, mode)
  } catch (error) {
    // A full disk, a missing permission: the world's doing. All else is a mistake of ours.
    if (!(error instanceof Error) || errorCode(error) === '') throw error
    return err(`The workspace of task ${order.task} cannot be made: ${error.message}.`)
  }
}

const ownerOf = ({run, task}: WorkspaceOrder): string => `task ${task} of run ${run}`

/** The user's own tree: nothing is made, so nothing is set up or removed. */
const openShared = async (order: WorkspaceOrder): Promise<Result<Workspace, string>> => {
  const key = `${order.root}#${ownerOf(order)}`
  const ports = await takeLease({path: key, owner: ownerOf(order), ports: order.policy.ports})
  if (!ports.ok) return ports
  return ok({
    path: order.root,
    branch: '',
    env: environmentOf(order, order.root, ports.value),
    capture: async () => ok({}),
    restore: async () => undefined,
    close: async () => {
      await endLease(key)
      return {removed: false, warnings: []}
    },
  })
}

const environmentOf = (
  {root}: WorkspaceOrder,
  path: string,
  ports: {readonly [name: string]: string},
): Workspace['env'] => ({AGENT_SPAWN_ROOT: root, AGENT_SPAWN_WORKSPACE: path, ...ports})

const KINDS: {readonly [mode in OwnMode]: WorkspaceKind} = {clone: CLONE, worktree: WORKTREE}
type OwnMode = Exclude<WorkspacePolicy['mode'], 'shared'>

/** A workspace that one task has for itself. */
interface Own {
  readonly order: WorkspaceOrder
  readonly mode: OwnMode
  readonly name: string
  readonly place: WorkspacePlace
  readonly tree: WorkTree
  readonly env: Workspace['env']
}

const openOwn = async (order: WorkspaceOrder, mode: OwnMode): Promise<Result<Workspace, string>> => {
  const planned = planOwn(order, mode)
  if (!planned.ok) return planned
  const {path} = planned.value.place
  const ports = await takeLease({path, owner: ownerOf(order), ports: order.policy.ports})
  if (!ports.ok) return ports
  const own = {...planned.value, env: environmentOf(order, path, ports.value)}
  const ready = await prepare(own).catch(async error => {
    await endLease(path)
    throw error
  })
  if (!ready.ok) await endLease(path)
  return ready.ok ? ok(workspaceOf(own)) : ready
}

const planOwn = (order: WorkspaceOrder, mode: OwnMode): Result<Omit<Own, 'env'>, string> => {
  const {run, task, type, policy, source} = order
  if (source === undefined) throw new Error(`bug: a workspace of mode ${mode} for ${task} without a source`)
  const names = workspaceNames(task, type, policy)
  if (!names.ok) return names
  const supplied = suppliedPaths(policy)
  if (!supplied.ok) return supplied
  const {name, branch} = names.value
  const {hub, base} = source
  const path = join(hub.workspaces, name)
  const excluded = [INSTRUCTION_FILE, ...supplied.value]
  return ok({
    order,
    mode,
    name,
    place: {hub, run, path, branch, base},
    tree: {gitDir: hub.path, directory: path, index: indexPath(hub, name), excluded},
  })
}

const prepare = async (own: Own): Promise<Result<void, string>> => {
  if (own.order.reuse && (await isReusable(own))) {
    // Left by a capture that was cut short; the host alone uses this index.
    await removeFile(`${own.tree.index}.lock`)
    return ok(undefined)
  }
  const created = await createAnew(own)
  if (!created.ok) return created
  const supplied = await supplyFiles({from: own.order.root, to: own.place.path, policy: own.order.policy})
  if (!supplied.ok) return supplied
  const ready = await runPolicyHooks(own, 'setup')
  if (ready.ok) await writeRecord(own.place.hub, own.name, recordOf(own))
  return ready
}

const recordOf = ({order: {run, task}, mode, place: {branch, base}}: Own) => ({run, task, mode, branch, base})

const isReusable = async (own: Own): Promise<boolean> => {
  const found = await readRecord(own.place.hub, own.name)
  const wanted = recordOf(own)
  const isSame = found !== undefined && RECORDED.every(key => found[key] === wanted[key])
  return isSame && (await kindOf(own.place.path)) === 'directory'
}

const RECORDED = ['run', 'task', 'mode', 'branch', 'base'] as const

/** Whatever has the name already is somebody's work: it gets another name. */
const createAnew = async ({mode, name, place, tree}: Own): Promise<Result<void, string>> => {
  const kind = KINDS[mode]
  await clearRecord(place.hub, name)
  if (await exists(place.path)) {
    const moved = await kind.moveAside(place)
    if (!moved.ok) return err(moved.error.message)
  }
  const created = await kind.create(place, tree)
  return created.ok
    ? ok(undefined)
    : err(`The workspace ${place.path} cannot be made: ${created.error.message}`)
}

const runPolicyHooks = (
  {order: {policy, runHook}, place: {path}, env}: Own,
  what: 'setup' | 'archive',
): Promise<Result<void, string>> => runHooks({what, commands: policy[what], cwd: path, env, run: runHook})

const workspaceOf = (own: Own): Workspace => ({
  path: own.place.path,
  branch: own.place.branch,
  env: own.env,
  capture: message => capture(own, message),
  restore: () => restore(own),
  close: options => close(own, options),
})

const capture = async (own: Own, message: CommitMessage): Promise<Result<Capture, string>> => {
  const {path, hub, base} = own.place
  if ((await kindOf(path)) !== 'directory')
    return err(`The workspace ${path} is gone: its work cannot be taken.`)
  const tree = await captureTree(own.tree)
  if (!tree.ok) return err(`The work in ${path} cannot be taken: ${tree.error.message}`)
  const changed = await changedBetween({gitDir: hub.path, from: base, to: tree.value})
  if (!changed.ok) return changed
  const commit = await commitTree({gitDir: hub.path, tree: tree.value, parent: base, message})
  if (!commit.ok) return err(commit.error.message)
  const anchored = await anchor(hub, anchorRef(own.order), commit.value)
  if (!anchored.ok) return err(anchored.error.message)
  return ok({commit: commit.value, tree: tree.value, changed: changed.value})
}

const restore = async ({tree}: Own): Promise<void> => {
  const restored = await restoreTree(tree)
  if (!restored.ok) throw new Error(restored.error.message)
}

const close = async (own: Own, {keep}: {readonly keep: boolean}): Promise<Closed> => {
  const warnings = keep ? [] : await removeOwn(own)
  await endLease(own.place.path)
  return {removed: !keep && warnings.length === 0, warnings}
}

/** What stands against it, if anything does. */
const removeOwn = async (own: Own): Promise<readonly string[]> => {
  const {path, hub} = own.place
  const kind = await kindOf(path)
  if (kind === undefined) return []
  if (kind !== 'directory') return [`${path} is no directory any more, so it is left as it is.`]
  const archived = await runPolicyHooks(own, 'archive')
  if (!archived.ok) return [`The workspace ${path} is kept: ${archived.error}`]
  try {
    const removed = await KINDS[own.mode].remove(own.place)
    await clearRecord(hub, own.name)
    return removed.ok ? [] : [removed.error.message]
  } catch (error) {
    return [
      `The workspace ${path} could not be removed: ${error instanceof Error ? error.message : String(error)}.`,
    ]
  }
}
