// What the two kinds of workspace that an attempt has for itself must be able to do.

import type {ObjectId} from '../../run/event.ts'
import type {GitError} from '../../system/git.ts'
import type {Result} from '../../util/result.ts'
import type {Hub} from './hub.ts'
import type {WorkTree} from './work-tree.ts'

export interface WorkspacePlace {
  readonly hub: Hub
  readonly run: string
  /** Absolute, right below the hub's directory for workspaces. */
  readonly path: string
  readonly branch: string
  /** The commit it starts from; the hub has it. */
  readonly base: ObjectId
}

export interface WorkspaceKind {
  /** Fills a path that does not exist yet. After an error something may be left there. */
  create(place: WorkspacePlace, tree: WorkTree): Promise<Result<unknown, GitError>>
  /** Gives what is at the path another name next to it, whatever it is. */
  moveAside(place: WorkspacePlace): Promise<Result<unknown, GitError>>
  /** Removes it, work and all: only for work that is merged or anchored. */
  remove(place: WorkspacePlace): Promise<Result<unknown, GitError>>
}
