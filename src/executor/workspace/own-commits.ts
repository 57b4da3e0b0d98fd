// The commits that an agent has made for itself in its workspace, and that nothing else holds. What names them there is read as text,
// and they themselves as data: no git runs by the settings that lie there.

import {join} from 'node:path'
import type {ObjectId} from '../../run/event.ts'
import {kindOf, readText} from '../../system/files.ts'
import {type GitError, type GitOptions, git} from '../../system/git.ts'
import {listTree} from '../../system/inside.ts'
import {ok, type Result} from '../../util/result.ts'

export interface OwnCommits {
  /** Where the agent's git keeps what belongs to this workspace alone: HEAD, logs, and in a clone refs as well. */
  readonly gitDir: string
  /** The repository in which they are to be kept: the hub, or the user's. */
  readonly keeper: GitOptions
  /** Of the workspace, where the keeper does not have them already. */
  readonly objects?: string
}

const ID = /\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b/g

/** Newest first, without those that another of them contains. What the logs name counts, too: it may have been amended since. */
export const ownCommits = async (own: OwnCommits): Promise<Result<readonly ObjectId[], GitError>> => {
  const ids = await namedIds(own.gitDir)
  if (ids.length === 0) return ok([])
  const args = ['rev-list', '--ignore-missing', '--parents', '--stdin', '--not', '--all']
  const listed = await git(args, {...withObjects(own), input: `${ids.join('\n')}\n`})
  return listed.ok ? ok(headsOf(listed.value)) : listed
}

const withObjects = ({keeper, objects}: OwnCommits): GitOptions =>
  objects === undefined ? keeper : {...keeper, objects}

/** Of lines with a commit and its parents each. */
const headsOf = (list: string): readonly ObjectId[] => {
  const lines = list.split('\n').map(line => line.split(' '))
  const parents = new Set(lines.flatMap(([, ...before]) => before))
  return lines.flatMap(([commit = '']) => (commit === '' || parents.has(commit) ? [] : [commit]))
}

/** The files and directories of a git directory in which commits are named. */
const PLACES = ['HEAD', 'ORIG_HEAD', 'packed-refs', 'refs', 'logs']

const namedIds = async (gitDir: string): Promise<readonly ObjectId[]> => {
  const ids = new Set<string>()
  for (const place of PLACES) {
    for (const path of await filesAt(gitDir, place)) {
      const text = await readText(join(gitDir, path))
      if (text.ok) for (const [id] of text.value.matchAll(ID)) ids.add(id)
    }
  }
  return [...ids].filter(id => !/^0+$/.test(id))
}

const filesAt = async (gitDir: string, place: string): Promise<readonly string[]> => {
  const kind = await kindOf(join(gitDir, place))
  if (kind !== 'directory') return kind === 'file' ? [place] : []
  const entries = await listTree(gitDir, place, new Set())
  return entries.flatMap(({path, isDirectory}) => (isDirectory ? [] : [path]))
}

/**
 * Puts commits, and all that they need beyond `base`, among the keeper's own objects. Each gets the id that its content has: a
 * file in the workspace that bears the name of another object changes nothing.
 */
export const takeObjects = async (
  own: OwnCommits,
  commits: readonly ObjectId[],
  base: ObjectId,
): Promise<Result<string, GitError>> => {
  if (own.objects === undefined) return ok('')
  const input = `${[...commits, `^${base}`].join('\n')}\n`
  const packed = await git(['pack-objects', '--quiet', '--revs', '--stdout'], {
    ...withObjects(own),
    input,
    bytes: true,
  })
  return packed.ok
    ? git(['index-pack', '--stdin'], {...own.keeper, input: packed.value, bytes: true})
    : packed
}
