// A commit of the hub in a directory of its own, as a fresh clone has it, for gates to judge. Nobody's work is ever in there.

import type {ObjectId} from '../../run/event.ts'
import type {WorkspacePolicy} from '../../run/policy.ts'
import {ok, type Result} from '../../util/result.ts'
import type {Hub} from './hub.ts'
import {openWorkspace} from './opening.ts'
import type {RunHook} from './provision.ts'
import type {Workspace} from './workspace.ts'

export interface CleanClone {
  readonly hub: Hub
  readonly run: string
  /** Whose it is: a task, or what else there is to judge. Safe in names of branches. */
  readonly task: string
  readonly attempt: number
  /** Of the directory; one that is there already is replaced. */
  readonly name: string
  readonly commit: ObjectId
  /** How workspaces are set up: a tree that is judged needs no less than an attempt's. */
  readonly policy: WorkspacePolicy
  readonly runHook: RunHook
}

/** To be closed without keeping it. The error says why there is none. */
const openCleanClone = (order: CleanClone): Promise<Result<Workspace, string>> => {
  const {hub, run, task, attempt, name, commit, policy, runHook} = order
  return openWorkspace({
    run,
    task,
    attempt,
    type: 'merge',
    policy: {...policy, mode: 'clone', name, archive: []},
    root: hub.repository.root,
    source: {hub, base: commit},
    outputs: [],
    isScratch: true,
    runHook,
  })
}

/** What `use` makes of the clone, which is gone afterwards. `warn` is told of what could not be removed. */
export const inCleanClone = async <T>(
  {warn, ...order}: CleanClone & {readonly warn: (message: string) => void},
  use: (clone: Workspace) => Promise<T>,
): Promise<Result<T, string>> => {
  const opened = await openCleanClone(order)
  if (!opened.ok) return opened
  try {
    return ok(await use(opened.value))
  } finally {
    for (const warning of (await opened.value.close({keep: false})).warnings) warn(warning)
  }
}
