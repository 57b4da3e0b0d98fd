// What a place for one attempt to work in is, and the way its work comes back. Knows nothing of agents and gates.

import type {TaskId} from '../../graph/task.ts'
import type {ObjectId} from '../../run/event.ts'
import type {WorkspacePolicy} from '../../run/policy.ts'
import type {Result} from '../../util/result.ts'
import type {CommitMessage} from './commit.ts'
import type {Hub} from './hub.ts'
import type {RunHook} from './provision.ts'

/** What the agent is told, at the top of its workspace; never a part of its work. */
export const INSTRUCTION_FILE = 'TASK_INSTRUCTION.md'

/** Where an agent may note how far it is, at the top of its workspace, for whoever goes on. A part of its work only if the plan says so. */
export const CHECKPOINT_FILE = 'checkpoint.json'

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
  readonly source?: WorkspaceSource
  /** Paths that the work is declared to have. */
  readonly outputs: readonly string[]
  /** For the host's own use: nobody's work is ever in it, and one that was left behind is removed. */
  readonly isScratch?: boolean
  readonly runHook: RunHook
}

export interface WorkspaceSource {
  readonly hub: Hub
  readonly base: ObjectId
  /** Merged into the files as far as git can, conflicts between marks; `HEAD` and index stay at the base. */
  readonly merging?: ObjectId
}

export interface Workspace {
  /** Absolute. */
  readonly path: string
  /** Empty in mode `shared`. */
  readonly branch: string
  /** For everything that runs in it: `AGENT_SPAWN_ROOT` (the user's tree), `AGENT_SPAWN_WORKSPACE`, `AGENT_SPAWN_PORT` … */
  readonly env: {readonly [name: string]: string}
  /** Whether this attempt's work has been taken, by whichever dispatcher. */
  isCaptured(): Promise<boolean>
  /** The paths that differ from the base now. */
  changes(): Promise<Result<readonly string[], string>>
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
