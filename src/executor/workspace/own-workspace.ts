// A workspace that one task has for itself: its work is taken, put back, and the place removed. How it was made lies elsewhere.

import type {WorkspacePolicy} from '../../run/policy.ts'
import {kindOf} from '../../system/files.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {CLONE} from './clone.ts'
import {type CommitMessage, commitTree} from './commit.ts'
import {anchor, anchorRef, isAnchored} from './hub.ts'
import type {WorkspaceKind, WorkspacePlace} from './kind.ts'
import {endLease} from './lease.ts'
import {clearRecord} from './ledger.ts'
import {runHooks} from './provision.ts'
import {captureTree, changedBetween, restoreTree, type WorkTree} from './work-tree.ts'
import type {Capture, Closed, Workspace, WorkspaceOrder} from './workspace.ts'
import {WORKTREE} from './worktree.ts'

export const KINDS: {readonly [mode in OwnMode]: WorkspaceKind} = {clone: CLONE, worktree: WORKTREE}
export type OwnMode = Exclude<WorkspacePolicy['mode'], 'shared'>

/** A workspace that one task has for itself. */
export interface Own {
  readonly order: WorkspaceOrder
  readonly mode: OwnMode
  readonly name: string
  readonly place: WorkspacePlace
  readonly tree: WorkTree
  readonly env: Workspace['env']
}

export const runPolicyHooks = (
  {order: {policy, runHook}, place: {path}, env}: Own,
  what: 'setup' | 'archive',
): Promise<Result<void, string>> => runHooks({what, commands: policy[what], cwd: path, env, run: runHook})

export const workspaceOf = (own: Own): Workspace => ({
  path: own.place.path,
  branch: own.place.branch,
  env: own.env,
  isCaptured: () => isAnchored(own.place.hub, anchorRef(own.order)),
  changes: () => changes(own),
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

const changes = async ({tree, place}: Own): Promise<Result<readonly string[], string>> => {
  const now = await captureTree(tree)
  return now.ok
    ? changedBetween({gitDir: place.hub.path, from: place.base, to: now.value})
    : err(now.error.message)
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
  if (kind !== undefined && kind !== 'directory')
    return [`${path} is no directory any more, so it is left as it is.`]
  const archived = kind === undefined ? ok(undefined) : await runPolicyHooks(own, 'archive')
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
