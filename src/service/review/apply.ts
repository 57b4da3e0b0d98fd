// Makes the commits of a plan from the user's working tree, with the user's own git. Files are never changed, and of what is staged
// nothing is lost: where the index holds something that the files do not, nothing is done.

import {listed} from '../../graph/wording.ts'
import type {PlannedCommit, Review} from '../../report/review.ts'
import {oneLine} from '../../report/words.ts'
import {git} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'
import type {TreeChanges} from './changes.ts'
import {commitArguments} from './plan.ts'

/** Why commits cannot be made of these changes, as whole sentences; undefined: they can. */
export const obstacle = ({unmerged, halfStaged}: TreeChanges): string | undefined => {
  if (unmerged.length > 0)
    return `Nothing was committed, as not all is merged yet: ${named(unmerged)}. Merge it, add it, and try again.`
  if (halfStaged.length > 0)
    return `Nothing was committed, as some files were staged and have changed since: ${named(halfStaged)}. Stage them again with \`git add\`, or not at all with \`git restore --staged\`.`
  return undefined
}

const named = (paths: readonly string[]): string => listed(paths.map(oneLine))

export type Applied = NonNullable<Review['applied']>

/** In order. The error tells which one git has refused, and why; those before it stand. `isWanted` is asked before each. */
export const applyCommits = async (
  root: string,
  commits: readonly PlannedCommit[],
  isWanted: (commit: PlannedCommit) => Promise<boolean>,
): Promise<Result<Applied, string>> => {
  const made: {subject: string; commit: string}[] = []
  for (const commit of commits) {
    if (!(await isWanted(commit))) continue
    const id = await makeCommit(root, commit)
    if (!id.ok) return err(refusal(commit, id.error, made.length))
    made.push({subject: commit.subject, commit: id.value})
  }
  return ok(made)
}

const refusal = ({subject}: PlannedCommit, reason: string, made: number): string =>
  `git has refused the commit "${subject}": ${reason} ${made === 0 ? 'Nothing was committed' : 'The commits before it stand'}; all files are as they were.`

const FROM_INPUT = ['--pathspec-from-file=-', '--pathspec-file-nul'] as const

const makeCommit = async (root: string, commit: PlannedCommit): Promise<Result<string, string>> => {
  const here = {cwd: root, trusted: true}
  const input = commit.paths.join('\0')
  const added = await git(['--literal-pathspecs', 'add', '--all', ...FROM_INPUT], {...here, input})
  if (!added.ok) return err(added.error.message)
  const args = ['commit', '--quiet', ...commitArguments(commit), '--only', ...FROM_INPUT]
  const committed = await git(['--literal-pathspecs', ...args], {...here, input})
  if (!committed.ok) return err(committed.error.message)
  const head = await git(['rev-parse', 'HEAD'], here)
  return head.ok ? head : err(head.error.message)
}
