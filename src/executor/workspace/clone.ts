// A workspace that is a repository of its own. It reads the hub's objects and shares nothing else: no refs, no remote, no settings.

import {join} from 'node:path'
import {
  copyTree,
  ensureDirectory,
  exists,
  moveAside,
  readText,
  removeTree,
  writeText,
} from '../../system/files.ts'
import {type GitError, git} from '../../system/git.ts'
import {ok, type Result} from '../../util/result.ts'
import {excludePaths} from './exclude.ts'
import type {WorkspaceKind, WorkspacePlace} from './kind.ts'
import {checkOut, type WorkTree} from './work-tree.ts'

/**
 * What `git clone --shared` makes, but without the hub's branches: other tasks' work is none of the agent's business, and to copy
 * refs while they change is a race. No git runs in it after this, as it is the agent's from then on.
 */
const createClone = async (place: WorkspacePlace, tree: WorkTree): Promise<Result<string, GitError>> => {
  const {hub, path, branch, base} = place
  const gitDir = join(path, '.git')
  const format = base.length === 64 ? 'sha256' : 'sha1'
  const made = await git(
    ['init', '--quiet', '--template=', `--object-format=${format}`, `--initial-branch=${branch}`, '--', path],
    {cwd: hub.workspaces},
  )
  if (!made.ok) return made
  await shareObjects(hub.path, gitDir)
  await addIdentity(gitDir)
  const started = await git(['update-ref', `refs/heads/${branch}`, base], {gitDir})
  if (!started.ok) return started
  const checkedOut = await checkOut(tree, base)
  if (!checkedOut.ok) return checkedOut
  await excludePaths(gitDir, tree.excluded)
  await copyTree(tree.index, join(gitDir, 'index'))
  return ok('')
}

/** `hub`: its directory. */
export const shareObjects = async (hub: string, gitDir: string): Promise<void> => {
  await ensureDirectory(join(gitDir, 'objects', 'info'))
  await writeText(join(gitDir, 'objects', 'info', 'alternates'), `${join(hub, 'objects')}\n`)
  // A repository without its full history says here where it ends.
  if (await exists(join(hub, 'shallow'))) await copyTree(join(hub, 'shallow'), join(gitDir, 'shallow'))
}

/** So that an agent can commit on a machine where nobody ever has; its commits are not what is merged. */
const addIdentity = async (gitDir: string): Promise<void> => {
  const file = join(gitDir, 'config')
  const found = await readText(file)
  if (!found.ok) throw new Error(found.error.message)
  await writeText(file, `${found.value}[user]\n\tname = agent-spawn\n\temail = agent-spawn@localhost\n`)
}

export const CLONE: WorkspaceKind = {
  create: createClone,
  moveAside: async place => ok(await moveAside(place.path)),
  remove: async place => ok(await removeTree(place.path)),
}
