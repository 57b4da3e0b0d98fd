// The bare repository that all work of all runs comes together in. Only the host writes it, and nothing in it is ever pruned:
// git runs here, or in the user's own repository, and never in a directory that an agent can configure.

import {join} from 'node:path'
import type {TaskId} from '../../graph/task.ts'
import {nameOf} from '../../graph/task-id.ts'
import type {ObjectId} from '../../run/event.ts'
import {ensureDirectory, exists, listDirectory, removeTree, writeText} from '../../system/files.ts'
import {type GitError, git, isSafeRefPart, NO_HOOKS} from '../../system/git.ts'
import {identify} from '../../system/identity.ts'
import {renameDirectory} from '../../system/rename.ts'
import {err, ok, type Result} from '../../util/result.ts'
import {openRepository, type Repository} from './repository.ts'

export interface Hub {
  /** The bare repository, absolute. */
  readonly path: string
  /** Where workspaces are made, absolute. */
  readonly workspaces: string
  readonly repository: Repository
}

/** `--bare` turns off what these turn off, but a later git may not. */
const SETTINGS = [
  ['core.bare', 'true'],
  ['core.logAllRefUpdates', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  // The journal is durable and names commits: they must be, too. One flush for all the files of a capture.
  ['core.fsync', 'committed'],
  ['core.fsyncMethod', 'batch'],
] as const

/** The hub of a repository, made on the first call; holds the repository's current commit. Rejects if git cannot make it. */
export const openHub = async (repository: Repository): Promise<Hub> => {
  const hub = hubOf(repository)
  for (const directory of [hub.workspaces, join(repository.root, '.conductor', 'runs')])
    await ensureIgnored(directory)
  if (!(await exists(hub.path))) await createHub(hub)
  await takeCommit(hub, repository.head.commit)
  return hub
}

/** The hub as it is; undefined where there is none. */
export const findHub = async (repository: Repository): Promise<Hub | undefined> => {
  const hub = hubOf(repository)
  return (await exists(hub.path)) ? hub : undefined
}

/** That of the repository that a directory lies in. */
export const hubAt = async (directory: string): Promise<Hub | undefined> => {
  const repository = await openRepository(directory)
  return repository.ok ? findHub(repository.value) : undefined
}

const hubOf = (repository: Repository): Hub => {
  const conductor = join(repository.root, '.conductor')
  return {path: join(conductor, 'hub.git'), workspaces: join(conductor, 'workspaces'), repository}
}

/** A directory that ignores itself: neither the user's tracked files nor their git settings are touched. */
export const ensureIgnored = async (directory: string): Promise<void> => {
  await ensureDirectory(directory)
  const file = join(directory, '.gitignore')
  if (!(await exists(file))) await writeText(file, '*\n')
}

let unfinishedHubs = 0

/**
 * Objects are hard links where that is possible: the user's own pruning cannot take them away, and they cost nothing. Made under
 * another name, so that a hub is either whole or not there.
 */
const createHub = async ({path, workspaces, repository}: Hub): Promise<void> => {
  await removeUnfinished(workspaces)
  unfinishedHubs += 1
  const unfinished = join(workspaces, `.hub-${process.pid}-${unfinishedHubs}`)
  await removeTree(unfinished)
  demand(
    await git(
      ['clone', '--quiet', '--bare', '--template=', '--no-tags', '--', repository.gitDir, unfinished],
      trusted(repository),
    ),
  )
  demand(await git(['remote', 'remove', 'origin'], {gitDir: unfinished}))
  for (const [name, value] of SETTINGS) demand(await git(['config', name, value], {gitDir: unfinished}))
  await ensureIgnored(unfinished)
  // Another dispatcher may have been faster.
  if (!(await renameDirectory(unfinished, path))) await removeTree(unfinished)
}

const UNFINISHED = /^\.hub-(\d+)-\d+$/

/** Left by processes that died over it. A git of theirs may still be writing there: then it stays for the next time. */
const removeUnfinished = async (workspaces: string): Promise<void> => {
  for (const name of await listDirectory(workspaces)) {
    const pid = Number(UNFINISHED.exec(name)?.[1] ?? process.pid)
    if (pid === process.pid || (await identify(pid)) !== undefined) continue
    await removeTree(join(workspaces, name)).catch(() => undefined)
  }
}

const trusted = ({root}: Repository) => ({cwd: root, trusted: true})

const demand = <T>(result: Result<T, GitError>): T => {
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

/** Puts a commit of the user's repository into the hub, and no ref. */
export const takeCommit = async (hub: Hub, commit: ObjectId): Promise<void> => {
  if (await hasCommit(hub, commit)) return
  const {path, repository} = hub
  // With the user's configuration, which may be what declares the repository safe to read.
  demand(await git([...FETCH, '--', repository.gitDir, commit], {gitDir: path, trusted: true}))
}

/** Takes the named objects or refs and does nothing else. */
const FETCH = [
  ...NO_HOOKS,
  '-c',
  'protocol.file.allow=always',
  'fetch',
  '--quiet',
  '--update-shallow',
  '--no-tags',
  '--no-prune',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
] as const

const hasCommit = async ({path}: Hub, commit: ObjectId): Promise<boolean> =>
  (await git(['cat-file', '-e', `${commit}^{commit}`], {gitDir: path})).ok

/** `agent-spawn/<run>`, as people name it. */
export const integrationBranch = (run: string): string => {
  if (!isSafeRefPart(run)) throw new Error(`bug: run ${JSON.stringify(run)} cannot name a branch`)
  return `agent-spawn/${run}`
}

const integrationRef = (run: string): string => `refs/heads/${integrationBranch(run)}`

/** All zeros: a ref that does not exist yet. */
const absent = (commit: ObjectId): ObjectId => '0'.repeat(commit.length)

/** Starts a run's integration branch. Doing it again is fine, also when the branch has moved on since; anything else is an error. */
export const createIntegrationBranch = async (
  hub: Hub,
  run: string,
  commit: ObjectId,
): Promise<Result<ObjectId, string>> => {
  const created = await moveIntegrationBranch(hub, run, {from: absent(commit), to: commit})
  if (created.ok) return ok(commit)
  const existing = await tip(hub, run)
  if (existing !== undefined && (await isAncestor(hub, commit, existing))) return ok(existing)
  return err(
    `The branch ${integrationBranch(run)} cannot be started at ${commit}: ${existing === undefined ? created.error.message : `it exists at ${existing}, which does not contain that commit`}.`,
  )
}

/** Compare-and-swap: an error, and nothing changed, if the branch is not at `from`. */
export const moveIntegrationBranch = (
  {path}: Hub,
  run: string,
  {from, to}: {readonly from: ObjectId; readonly to: ObjectId},
): Promise<Result<string, GitError>> => git(['update-ref', integrationRef(run), to, from], {gitDir: path})

/** The last commit of a run's integration branch; undefined before it is started. */
export const tip = async ({path}: Hub, run: string): Promise<ObjectId | undefined> => {
  const found = await git(['rev-parse', '--verify', '--quiet', `${integrationRef(run)}^{commit}`], {
    gitDir: path,
  })
  return found.ok ? found.value : undefined
}

/** Whether `descendant` contains `ancestor`; a commit contains itself. Rejects for a commit that the hub does not have. */
export const isAncestor = async (hub: Hub, ancestor: ObjectId, descendant: ObjectId): Promise<boolean> => {
  const answer = await git(['merge-base', '--is-ancestor', ancestor, descendant], {gitDir: hub.path})
  if (!answer.ok && answer.error.exitCode !== 1) throw new Error(answer.error.message)
  return answer.ok
}

/** Where the work of one attempt is kept for good. */
export const anchorRef = ({run, task, attempt}: Anchored): string => {
  const name = nameOf(task)
  if (![run, name].every(isSafeRefPart)) throw new Error(`bug: ${run}/${name} cannot name a ref`)
  return `refs/agent-spawn/${run}/${name}/${attempt}`
}

export interface Anchored {
  readonly run: string
  readonly task: TaskId
  readonly attempt: number
}

/** Keeps a commit under a ref of its own. The hub prunes nothing, so that a commit anchored before is not lost either. */
export const anchor = async ({path}: Hub, ref: string, commit: ObjectId): Promise<Result<string, GitError>> =>
  git(['update-ref', ref, commit], {gitDir: path})

export const isAnchored = async ({path}: Hub, ref: string): Promise<boolean> =>
  (await git(['show-ref', '--verify', '--quiet', '--', ref], {gitDir: path})).ok

/** Brings a run's integration branch up to date in the user's repository; the error says why it was left as it is. */
export const mirror = async (hub: Hub, run: string): Promise<Result<void, string>> => {
  const branch = integrationBranch(run)
  const checkedOut = await checkedOutAt(hub.repository, branch)
  if (checkedOut !== undefined)
    return err(
      `The branch ${branch} is not updated in your repository: it is checked out in ${checkedOut}. Check out another branch there; the work itself is safe in ${hub.path}.`,
    )
  const ref = integrationRef(run)
  const fetched = await fetchFromHub(hub, `${ref}:${ref}`)
  return fetched.ok
    ? ok(undefined)
    : err(`The branch ${branch} is not updated in your repository: ${fetched.error.message}`)
}

/** Puts the objects of a run's integration branch into the user's repository, and no ref. */
export const share = (hub: Hub, run: string): Promise<Result<string, GitError>> =>
  fetchFromHub(hub, integrationRef(run))

const fetchFromHub = ({path, repository}: Hub, refspec: string): Promise<Result<string, GitError>> =>
  git([...FETCH, '--', path, refspec], trusted(repository))

/** The working tree of the user's repository in which a branch is checked out, if any. */
export const checkedOutAt = async (repository: Repository, branch: string): Promise<string | undefined> => {
  const ref = `refs/heads/${branch}`
  const listed = await git(
    ['for-each-ref', '--format=%(refname) %(worktreepath)', '--', ref],
    trusted(repository),
  )
  if (!listed.ok) return undefined
  const line = listed.value.split('\n').find(found => found.startsWith(`${ref} `)) ?? ''
  return line.slice(ref.length + 1) || undefined
}
