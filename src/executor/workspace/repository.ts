// The user's own repository, as a run finds it. Nothing here changes it.

import {resolve} from 'node:path'
import type {ObjectId} from '../../run/event.ts'
import {type GitError, git, gitVersion, splitNul} from '../../system/git.ts'
import {err, ok, type Result} from '../../util/result.ts'

export interface Repository {
  /** The top of the working tree, absolute. */
  readonly root: string
  /** The git directory that all its working trees share, absolute. */
  readonly gitDir: string
  /** `branch` is `HEAD` when detached. */
  readonly head: {readonly branch: string; readonly commit: ObjectId}
  /** Changed and untracked paths, `.conductor/` aside: runs start from the commit, without them. An untracked directory ends in `/`. */
  readonly dirty: readonly string[]
}

export interface RepositoryError {
  readonly type: 'git-missing' | 'not-a-repository' | 'bare' | 'no-commits' | 'refused'
  /** Whole sentences for people; name the directory and the remedy. */
  readonly message: string
}

const SHARED = 'or run with `--workspace shared`, which needs no repository'

/** The repository that a directory lies in. */
export const openRepository = async (directory: string): Promise<Result<Repository, RepositoryError>> => {
  const version = await gitVersion()
  if (!version.ok) return err({type: 'git-missing', message: version.error})
  const place = await findTop(directory)
  if (!place.ok) return place
  const head = await readHead(place.value.root)
  if (!head.ok) return head
  const dirty = await dirtyPaths(place.value.root)
  if (!dirty.ok) return err({type: 'refused', message: dirty.error.message})
  return ok({...place.value, head: head.value, dirty: dirty.value})
}

const trusted = (cwd: string) => ({cwd, trusted: true})

const findTop = async (
  directory: string,
): Promise<Result<Pick<Repository, 'root' | 'gitDir'>, RepositoryError>> => {
  const inside = await git(['rev-parse', '--is-inside-work-tree', '--is-bare-repository'], trusted(directory))
  if (!inside.ok) return err(notARepository(directory, inside.error))
  if (!inside.value.startsWith('true')) return err(withoutTree(directory, inside.value.endsWith('true')))
  const root = await git(['rev-parse', '--show-toplevel'], trusted(directory))
  const common = await git(['rev-parse', '--git-common-dir'], trusted(directory))
  if (!root.ok) return err(notARepository(directory, root.error))
  if (!common.ok) return err(notARepository(directory, common.error))
  return ok({root: root.value, gitDir: resolve(directory, common.value)})
}

const notARepository = (directory: string, error: GitError): RepositoryError =>
  error.stderr.includes('not a git repository')
    ? {
        type: 'not-a-repository',
        message: `${directory} is not in a git repository. Make one with \`git init\` and a first commit, ${SHARED}.`,
      }
    : {type: 'refused', message: `${directory} cannot be used: ${error.message}`}

const withoutTree = (directory: string, isBare: boolean): RepositoryError =>
  isBare
    ? {
        type: 'bare',
        message: `${directory} is a bare repository, which has no working tree. Clone it and run in the clone.`,
      }
    : {
        type: 'refused',
        message: `${directory} is inside of a git directory. Run in the working tree instead.`,
      }

const readHead = async (root: string): Promise<Result<Repository['head'], RepositoryError>> => {
  const commit = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], trusted(root))
  if (!commit.ok)
    return err({
      type: 'no-commits',
      message: `${root} has no commits yet. Make one with \`git add . && git commit -m start\`, ${SHARED}.`,
    })
  const branch = await git(['symbolic-ref', '--quiet', 'HEAD'], trusted(root))
  return ok({
    branch: branch.ok ? branch.value.replace(/^refs\/heads\//, '') : 'HEAD',
    commit: commit.value,
  })
}

const dirtyPaths = async (root: string): Promise<Result<readonly string[], GitError>> => {
  const pathspec = ['--', '.', ':(exclude,top).conductor']
  const status = await git(['status', '--porcelain=v1', '-z', '--no-renames', ...pathspec], trusted(root))
  // Each record is two letters, a blank and the path.
  return status.ok ? ok(splitNul(status.value).map(record => record.slice(3))) : status
}
