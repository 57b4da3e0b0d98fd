// Whose work changed files are: by the commits of a run, or, where agents share the user's tree, by what their tasks may write.

import {trailerFormat} from '../../dispatcher/integration-commit.ts'
import {AGENT, ATTEMPT, RUN, TASK} from '../../executor/workspace/commit.ts'
import {covers} from '../../graph/claims.ts'
import type {Owner} from '../../report/review.ts'
import {exclusivePaths} from '../../run/claim.ts'
import type {ObjectId} from '../../run/event.ts'
import type {RunState} from '../../run/state.ts'
import {type GitError, git} from '../../system/git.ts'
import {ok, type Result} from '../../util/result.ts'

/** All who have changed a path, the last one last; empty: nobody knows. */
export type OwnersOf = (path: string) => readonly Owner[]

const START = '\u0001'
const END = '\u0002'
const FIELD = '\u001f'
const TRAILERS = [TASK, ATTEMPT, AGENT, RUN].map(trailerFormat)

/** By the trailers of the commits between two. */
export const ownersByCommits = async (
  gitDir: string,
  {from, to, state}: {readonly from: ObjectId; readonly to: ObjectId; readonly state: RunState},
): Promise<Result<OwnersOf, GitError>> => {
  const format = `--format=%x01${TRAILERS.join('%x1f')}%x02`
  const args = ['log', '-z', '--reverse', '--name-only', '--no-renames', '--diff-merges=first-parent', format]
  const logged = await git([...args, `${from}..${to}`, '--'], {gitDir})
  if (!logged.ok) return logged
  const owners = new Map<string, Owner[]>()
  for (const chunk of logged.value.split(START).slice(1)) {
    const [header = '', rest = ''] = chunk.split(END)
    const [task = '', attempt = '', agent = '', run = ''] = header.split(FIELD)
    if (task === '') continue
    const owner = {run, task, attempt: Number(attempt), agent, title: titleOf(state, task)}
    for (const path of rest.replace(/^\0\n/, '').split('\0').filter(Boolean))
      owners.set(path, [...(owners.get(path) ?? []).filter(other => other.task !== task), owner])
  }
  return ok(path => owners.get(path) ?? [])
}

const titleOf = ({tasks}: RunState, task: string): string => tasks.get(task)?.task.title ?? task

/**
 * Where agents share one tree: those who were seen to write a path, else those who may; who began last comes last. Only tasks that an
 * agent has worked at.
 */
export const ownersByClaims = ({run, tasks, policy}: RunState): OwnersOf => {
  const known = [...tasks.values()]
    .flatMap(({task, attempts}) => {
      const last = attempts.at(-1)
      if (last === undefined) return []
      const owner = {run, task: task.id, attempt: last.number, agent: last.agent, title: task.title}
      const written = new Set(attempts.flatMap(({changed = []}) => changed))
      return [{owner, written, claims: exclusivePaths(task, policy), startedAt: last.startedAt}]
    })
    .sort((a, b) => a.startedAt - b.startedAt)
  return path => {
    const writers = known.filter(({written}) => written.has(path))
    const owners = writers.length > 0 ? writers : known.filter(({claims}) => covers(claims, path))
    return owners.map(({owner}) => owner)
  }
}
