// Makes a workspace, or finds the one that was left. Whatever is in its place already is somebody's work until proved otherwise.

import {join} from 'node:path'
import {errorCode, exists, kindOf, removeFile} from '../../system/files.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {excludedPaths} from './exclude.ts'
import {endLease, takeLease} from './lease.ts'
import {beginRecord, indexPath, readRecord, type WorkspaceRecord, writeRecord} from './ledger.ts'
import {mergeTree} from './merge-tree.ts'
import {workspaceNames} from './names.ts'
import {KINDS, type Own, type OwnMode, runPolicyHooks, workspaceOf} from './own-workspace.ts'
import {supplyFiles} from './provision.ts'
import {overlay} from './work-tree.ts'
import type {Workspace, WorkspaceOrder} from './workspace.ts'

/**
 * Goes on in what an earlier attempt at this task left, or an earlier dispatcher in this attempt, if it started from the same
 * commit. The error says why there is none, and what to do: the attempt is refused.
 */
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

/** What an attempt left, as it is; undefined where it is gone, or nobody's own. */
export const reopenWorkspace = async (order: WorkspaceOrder): Promise<Workspace | undefined> => {
  const {mode} = order.policy
  const planned = mode === 'shared' ? undefined : planOwn(order, mode)
  if (!planned?.ok || !isReusable(planned.value, await recordOf(planned.value))) return undefined
  return workspaceOf({...planned.value, env: environmentOf(order, planned.value.place.path, {})})
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
    isCaptured: async () => false,
    changes: async () => ok([]),
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

const planOwn = (order: WorkspaceOrder, mode: OwnMode): Result<Planned, string> => {
  const {run, task, type, policy, source} = order
  if (source === undefined) throw new Error(`bug: a workspace of mode ${mode} for ${task} without a source`)
  const names = workspaceNames(task, type, policy)
  if (!names.ok) return names
  const excluded = excludedPaths(order)
  if (!excluded.ok) return excluded
  const {name, branch} = names.value
  const {hub, base} = source
  const path = join(hub.workspaces, name)
  return ok({
    order,
    mode,
    name,
    place: {hub, run, path, branch, base},
    tree: {gitDir: hub.path, directory: path, index: indexPath(hub, name), excluded: excluded.value},
  })
}

const prepare = async (own: Own): Promise<Result<void, string>> => {
  const found = await recordOf(own)
  if (!own.order.isScratch && isReusable(own, found) && (await kindOf(own.place.path)) === 'directory') {
    // Left by a capture that was cut short; the host alone uses this index.
    await removeFile(`${own.tree.index}.lock`)
    // And by an agent that was ended while its git was at work.
    if ((await kindOf(join(own.place.path, '.git'))) === 'directory')
      await removeFile(join(own.place.path, '.git', 'index.lock'))
    return ok(undefined)
  }
  const created = await createAnew(own, found)
  if (!created.ok) return created
  const supplied = await supplyFiles({from: own.order.root, to: own.place.path, policy: own.order.policy})
  if (!supplied.ok) return supplied
  const setUp = await runPolicyHooks(own, 'setup')
  // A set-up that reads files with marks of a conflict would fail.
  const ready = setUp.ok ? await mergeInto(own) : setUp
  if (ready.ok) await writeRecord(own.place.hub, own.name, identityOf(own))
  return ready
}

type Planned = Omit<Own, 'env'>

const recordOf = ({place, name}: Planned) => readRecord(place.hub, name)

const identityOf = ({order: {run, task, source}, mode, place: {branch, base}}: Planned) => ({
  ...{run, task, mode, branch, base},
  ...(source?.merging === undefined ? {} : {merging: source.merging}),
})

const isReusable = (own: Planned, found: WorkspaceRecord | undefined): boolean => {
  const wanted = identityOf(own)
  return found?.isComplete === true && RECORDED.every(key => found[key] === wanted[key])
}

const RECORDED = ['run', 'task', 'mode', 'branch', 'base', 'merging'] as const

/** Whatever has the name already is somebody's work and gets another name, unless we never came to the end of making it. */
const createAnew = async (own: Own, found: WorkspaceRecord | undefined): Promise<Result<void, string>> => {
  const {mode, name, place, tree, order} = own
  const kind = KINDS[mode]
  if (await exists(place.path)) {
    const isOurs = order.isScratch === true || found?.isComplete === false
    const freed = isOurs ? await kind.remove(place) : await kind.moveAside(place)
    if (!freed.ok) return err(freed.error.message)
  }
  await beginRecord(place.hub, name, identityOf(own))
  const created = await kind.create(place, tree)
  return created.ok
    ? ok(undefined)
    : err(`The workspace ${place.path} cannot be made: ${created.error.message}`)
}

const mergeInto = async ({tree, place: {path}, order: {source}}: Own): Promise<Result<void, string>> => {
  if (source?.merging === undefined) return ok(undefined)
  const {base, merging} = source
  const merged = await mergeTree({gitDir: tree.gitDir, ours: base, theirs: merging})
  const laidOut = merged.ok ? await overlay(tree, merged.value.tree) : merged
  return laidOut.ok
    ? ok(undefined)
    : err(`The conflict cannot be laid out in ${path}: ${laidOut.error.message}`)
}
