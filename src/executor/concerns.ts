// What a person must see before an attempt's work is merged, however good it is: changes of files that other tools obey by
// themselves, and the deletion of much that was there. Judges nothing else.

import {covers} from '../graph/claims.ts'
import type {Task} from '../graph/task.ts'
import type {Concern} from '../run/outcome.ts'
import type {GuardPolicy} from '../run/policy.ts'
import {type GitError, git, splitNul} from '../system/git.ts'
import type {Result} from '../util/result.ts'
import type {SettingsWatch} from './repository-settings.ts'
import type {Capture} from './workspace/workspace.ts'

export interface ConcernQuestion {
  readonly task: Task
  readonly guard: GuardPolicy
  readonly capture: Capture
  /** Absent where nobody watches the user's repository. */
  readonly settings?: SettingsWatch
  /** The hub, which has the captured commit; absent where nothing is merged. */
  readonly gitDir?: string
}

export const concernsOf = async (question: ConcernQuestion): Promise<readonly Concern[]> => {
  const {capture, guard, settings} = question
  const guarded = (capture.changed ?? []).filter(path => covers(guard.paths, path))
  const paths = [...guarded, ...((await settings?.changes()) ?? [])]
  const deletion = await massDeletion(question)
  return [
    ...(paths.length === 0 ? [] : [{type: 'guarded-paths', paths} as const]),
    ...(deletion === undefined ? [] : [deletion]),
  ]
}

const massDeletion = async ({
  task,
  guard,
  capture: {commit, changed = []},
  gitDir,
}: ConcernQuestion): Promise<Concern | undefined> => {
  if (gitDir === undefined || commit === undefined || changed.length === 0) return undefined
  const parent = `${commit}^`
  const gone = demand(
    await git(['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--diff-filter=D', parent, commit], {
      gitDir,
    }),
  )
  const declared = task.outputs.flatMap(({intent, path}) => (intent === 'delete' ? [path] : []))
  const deleted = gone.filter(path => !covers(declared, path)).length
  if (deleted === 0) return undefined
  const tracked = demand(await git(['ls-tree', '-r', '-z', '--name-only', parent], {gitDir})).length
  return deleted > tracked * guard.deletions ? {type: 'mass-deletion', deleted, tracked} : undefined
}

const demand = (listed: Result<string, GitError>): readonly string[] => {
  if (!listed.ok) throw new Error(listed.error.message)
  return splitNul(listed.value)
}
