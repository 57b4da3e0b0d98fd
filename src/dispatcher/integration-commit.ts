// How the commits of an integration branch say what they are: trailers that are written when a task's work is merged or taken back,
// and read to find out what became of a decision.

import {ATTEMPT, RUN, TASK} from '../executor/workspace/commit.ts'
import type {Hub} from '../executor/workspace/hub.ts'
import type {ObjectId} from '../run/event.ts'
import {git} from '../system/git.ts'

export const GATES = 'Agent-Spawn-Gates'
/** Full ids of the commits that it takes back, with blanks between them. */
export const REVERTS = 'Agent-Spawn-Reverts'
/** Of a commit that a person asked for. */
export const BY = 'Agent-Spawn-By'
/** Of a commit that takes a merge back by itself: the gate that judged it. */
export const FAILED_GATE = 'Agent-Spawn-Failed-Gate'

const READ = [RUN, TASK, ATTEMPT, REVERTS, FAILED_GATE]

/** For `git log`: the value alone, on one line. */
export const trailerFormat = (name: string): string => `%(trailers:key=${name},valueonly,separator=%x2C)`

/** A trailer that is not there is empty. */
export interface Described {
  readonly commit: ObjectId
  readonly parent: string
  readonly tree: ObjectId
  readonly run: string
  readonly task: string
  readonly attempt: string
  readonly reverts: string
  readonly failedGate: string
}

/** Undefined for what is no commit. */
export const describe = async (hub: Hub, commit: ObjectId): Promise<Described | undefined> => {
  const format = ['%P', '%T', ...READ.map(trailerFormat)].join('%n')
  const shown = await git(['log', '-1', `--format=${format}`, commit, '--'], {gitDir: hub.path})
  if (!shown.ok) return undefined
  const [parent = '', tree = '', run = '', task = '', attempt = '', reverts = '', failedGate = ''] =
    shown.value.split('\n')
  return {commit, parent, tree, run, task, attempt, reverts, failedGate}
}
