// A user's repository in a temporary directory, on a machine where git knows nobody, and the way to a workspace in it.

import {execFileSync} from 'node:child_process'
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {onTestFinished, vi} from 'vitest'
import type {CommitMessage} from '../../src/executor/workspace/commit.ts'
import {createIntegrationBranch, type Hub, openHub} from '../../src/executor/workspace/hub.ts'
import {openWorkspace} from '../../src/executor/workspace/opening.ts'
import {openRepository, type Repository} from '../../src/executor/workspace/repository.ts'
import type {Workspace, WorkspaceOrder} from '../../src/executor/workspace/workspace.ts'
import type {ObjectId} from '../../src/run/event.ts'
import {DEFAULT_POLICY, type WorkspacePolicy} from '../../src/run/policy.ts'
import type {Result} from '../../src/util/result.ts'
import {temporaryDirectory} from '../system/temporary.ts'

export const RUN = '20261121-1200-abc'

export const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** What the tests themselves do with git: as a person would, by hand. */
export const gitIn = (directory: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd()

export const write = (directory: string, files: {readonly [path: string]: string}): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), {recursive: true})
    writeFileSync(join(directory, path), text)
  }
}

/** Empty home, no system settings, no identity: what a fresh container has. */
export const withoutGitSettings = (): string => {
  const home = temporaryDirectory()
  for (const [name, value] of Object.entries({
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    GIT_CONFIG_NOSYSTEM: '1',
  }))
    vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  return home
}

const START = {'a.txt': 'one\ntwo\nthree\n', 'src/b.txt': 'b\n', '.gitignore': '*.log\nbuild/\n'}

export const makeRepository = (files: {readonly [path: string]: string} = START): string => {
  withoutGitSettings()
  const root = join(temporaryDirectory(), 'my project')
  mkdirSync(root)
  gitIn(root, 'init', '--quiet', '--initial-branch=main')
  write(root, files)
  commitAll(root, 'start')
  return root
}

export const commitAll = (root: string, subject: string): ObjectId => {
  gitIn(root, 'add', '--all')
  gitIn(root, 'commit', '--quiet', '--allow-empty', '-m', subject)
  return gitIn(root, 'rev-parse', 'HEAD')
}

export interface Place {
  readonly root: string
  readonly repository: Repository
  readonly hub: Hub
  readonly base: ObjectId
}

/** A repository with its hub and a run that has just begun. */
export const begin = async (root: string = makeRepository()): Promise<Place> => {
  const repository = must(await openRepository(root))
  const hub = await openHub(repository)
  const base = must(await createIntegrationBranch(hub, RUN, repository.head.commit))
  return {root, repository, hub, base}
}

export const policy = (more: Partial<WorkspacePolicy> = {}): WorkspacePolicy => ({
  ...DEFAULT_POLICY.workspace,
  ...more,
})

export const order = ({root, hub, base}: Place, more: Partial<WorkspaceOrder> = {}): WorkspaceOrder => ({
  run: RUN,
  task: 'T1',
  attempt: 1,
  type: 'backend-engineer',
  policy: policy(),
  root,
  source: {hub, base},
  outputs: [],
  runHook: () => Promise.reject(new Error('no hook is expected')),
  ...more,
})

export const open = async (place: Place, more: Partial<WorkspaceOrder> = {}): Promise<Workspace> => {
  const workspace = must(await openWorkspace(order(place, more)))
  onTestFinished(async () => {
    await workspace.close({keep: true})
  })
  return workspace
}

export const MESSAGE: CommitMessage = {
  subject: 'feat(T1): Try it',
  trailers: [['Agent-Spawn-Task', 'T1']],
  at: 1_795_262_400_000,
}

/** Paths and contents of a tree or commit in the hub. Modes other than 100644 stand before the content. */
export const filesOf = ({hub}: Place, tree: ObjectId): {readonly [path: string]: string} =>
  Object.fromEntries(
    gitIn(hub.path, 'ls-tree', '-r', '-z', tree)
      .split('\0')
      .filter(line => line !== '')
      .map(line => {
        const [, mode = '', type = '', id = '', path = ''] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? []
        const text =
          type === 'blob'
            ? execFileSync('git', ['cat-file', 'blob', id], {cwd: hub.path, encoding: 'utf8'})
            : id
        return [path, mode === '100644' ? text : `${mode} ${text}`]
      }),
  )

export const namesIn = (directory: string): readonly string[] => readdirSync(directory).sort()
export const read = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8')
