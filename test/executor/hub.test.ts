import {spawnSync} from 'node:child_process'
import {existsSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {
  anchor,
  anchorRef,
  createIntegrationBranch,
  isAncestor,
  mirror,
  moveIntegrationBranch,
  openHub,
  tip,
} from '../../src/executor/workspace/hub.ts'
import {openRepository} from '../../src/executor/workspace/repository.ts'
import {temporaryDirectory} from '../system/temporary.ts'
import {
  begin,
  commitAll,
  gitIn,
  makeRepository,
  must,
  RUN,
  withoutGitSettings,
  write,
} from './repositories.ts'

test('a repository is found from any directory in it', async () => {
  const root = makeRepository()
  const commit = gitIn(root, 'rev-parse', 'HEAD')
  expect(await openRepository(join(root, 'src'))).toEqual({
    ok: true,
    value: {root, gitDir: join(root, '.git'), head: {branch: 'main', commit}, dirty: []},
  })
})

test('a detached head and a linked worktree are fine', async () => {
  const root = makeRepository()
  const linked = join(temporaryDirectory(), 'linked')
  gitIn(root, 'worktree', 'add', '--quiet', '--detach', linked)
  const found = must(await openRepository(linked))
  expect(found).toEqual({
    root: linked,
    gitDir: join(root, '.git'),
    head: {branch: 'HEAD', commit: gitIn(root, 'rev-parse', 'HEAD')},
    dirty: [],
  })
  const hub = await openHub(found)
  expect(hub.path).toBe(join(linked, '.conductor', 'hub.git'))
})

test('a branch named like a tag keeps its name', async () => {
  const root = makeRepository()
  gitIn(root, 'tag', 'main')
  expect(must(await openRepository(root)).head.branch).toBe('main')
})

test('changed, staged, deleted and untracked paths are dirty; ignored ones and .conductor are not', async () => {
  const root = makeRepository()
  write(root, {
    'a.txt': 'changed\n',
    'staged ü.txt': '',
    'new/x': '',
    'x.log': '',
    '.conductor/config.yaml': '',
  })
  gitIn(root, 'add', 'staged ü.txt')
  gitIn(root, 'rm', '--quiet', 'src/b.txt')
  expect([...must(await openRepository(root)).dirty].sort()).toEqual([
    'a.txt',
    'new/',
    'src/b.txt',
    'staged ü.txt',
  ])
})

test('no repository, no commits, a bare one: named, with the remedy', async () => {
  withoutGitSettings()
  const directory = temporaryDirectory()
  expect(await openRepository(directory)).toEqual({
    ok: false,
    error: {
      type: 'not-a-repository',
      message: `${directory} is not in a git repository. Make one with \`git init\` and a first commit, or run with \`--workspace shared\`, which needs no repository.`,
    },
  })
  gitIn(directory, 'init', '--quiet')
  expect(await openRepository(directory)).toEqual({
    ok: false,
    error: {
      type: 'no-commits',
      message: `${directory} has no commits yet. Make one with \`git add . && git commit -m start\`, or run with \`--workspace shared\`, which needs no repository.`,
    },
  })
  gitIn(directory, 'init', '--quiet', '--bare', 'bare')
  expect(await openRepository(join(directory, 'bare'))).toEqual({
    ok: false,
    error: {
      type: 'bare',
      message: `${join(directory, 'bare')} is a bare repository, which has no working tree. Clone it and run in the clone.`,
    },
  })
  expect(await openRepository(join(directory, '.git'))).toMatchObject({ok: false, error: {type: 'refused'}})
})

test('the hub leaves no trace in the status of the repository, nor in its tracked files and settings', async () => {
  const root = makeRepository()
  const settings = gitIn(root, 'config', '--list', '--local')
  const {hub} = await begin(root)
  expect(hub.path).toBe(join(root, '.conductor', 'hub.git'))
  write(root, {'.conductor/runs/1/journal': 'x', '.conductor/workspaces/w/file': 'x'})
  expect(gitIn(root, 'status', '--porcelain', '--untracked-files=all')).toBe('')
  expect(gitIn(root, 'config', '--list', '--local')).toBe(settings)
})

test('the hub outlives what the repository forgets', async () => {
  const root = makeRepository()
  const {hub, base} = await begin(root)
  gitIn(root, 'commit', '--quiet', '--amend', '-m', 'other')
  gitIn(root, 'reflog', 'expire', '--expire=now', '--all')
  gitIn(root, 'gc', '--quiet', '--prune=now')
  expect(() => gitIn(root, 'cat-file', '-e', base)).toThrow()
  expect(gitIn(hub.path, 'fsck', '--full')).toBe('')
  expect(gitIn(hub.path, 'show', '-s', '--format=%s', base)).toBe('start')
})

test('opened again, the hub keeps what it has and gets the new commit, which need not be on a branch', async () => {
  const {root, hub, base} = await begin()
  gitIn(root, 'checkout', '--quiet', '--detach')
  const next = commitAll(root, 'next')
  const again = await openHub(must(await openRepository(root)))
  expect(again).toEqual({...hub, repository: {...hub.repository, head: {branch: 'HEAD', commit: next}}})
  expect(await tip(again, RUN)).toBe(base)
  expect(await isAncestor(again, base, next)).toBe(true)
  expect(await isAncestor(again, next, base)).toBe(false)
})

test('a hub that a dead process never finished is cleared away', async () => {
  const root = makeRepository()
  const dead = spawnSync('true').pid
  write(root, {[`.conductor/workspaces/.hub-${dead}-1/HEAD`]: 'ref: refs/heads/main\n'})
  const hub = await openHub(must(await openRepository(root)))
  expect(readdirSync(hub.workspaces)).toEqual(['.gitignore'])
})

test('several dispatchers may open the hub at the same time', async () => {
  const repository = must(await openRepository(makeRepository()))
  const hubs = await Promise.all([openHub(repository), openHub(repository), openHub(repository)])
  expect(hubs.map(({path}) => gitIn(path, 'rev-parse', '--is-bare-repository'))).toEqual([
    'true',
    'true',
    'true',
  ])
})

test('a shallow repository will do, also when it has moved on', async () => {
  const origin = makeRepository()
  commitAll(origin, 'second')
  const root = join(temporaryDirectory(), 'shallow')
  gitIn(origin, 'clone', '--quiet', '--depth=1', `file://${origin}`, root)
  const {hub} = await begin(root)
  commitAll(origin, 'a commit that the clone never gets')
  commitAll(origin, 'third')
  gitIn(root, 'fetch', '--quiet', '--depth=1', 'origin', 'main')
  gitIn(root, 'reset', '--quiet', '--hard', 'FETCH_HEAD')
  const repository = must(await openRepository(root))
  await openHub(repository)
  expect(gitIn(hub.path, 'show', '-s', '--format=%s', repository.head.commit)).toBe('third')
  expect(must(await createIntegrationBranch(hub, 'second', repository.head.commit))).toBe(
    repository.head.commit,
  )
  expect(await mirror(hub, 'second')).toEqual({ok: true, value: undefined})
  expect(gitIn(hub.path, 'log', '--format=%s', 'agent-spawn/second')).toBe('third')
})

test('an integration branch is started once; started again it stays where it is', async () => {
  const {root, hub, base} = await begin()
  const next = commitAll(root, 'next')
  await openHub(must(await openRepository(root)))
  must(await moveIntegrationBranch(hub, RUN, {from: base, to: next}))
  expect(await createIntegrationBranch(hub, RUN, base)).toEqual({ok: true, value: next})
  expect(await tip(hub, RUN)).toBe(next)
  expect(await tip(hub, 'other')).toBeUndefined()
})

test('an integration branch with another beginning is not taken over', async () => {
  const {root, hub, base} = await begin()
  const next = commitAll(root, 'next')
  await openHub(must(await openRepository(root)))
  expect(await createIntegrationBranch(hub, RUN, next)).toEqual({
    ok: false,
    error: `The branch agent-spawn/${RUN} cannot be started at ${next}: it exists at ${base}, which does not contain that commit.`,
  })
})

test('the integration branch moves by compare-and-swap', async () => {
  const {root, hub, base} = await begin()
  const [left, right] = [commitAll(root, 'left'), commitAll(root, 'right')]
  await openHub(must(await openRepository(root)))
  const moves = await Promise.all([left, right].map(to => moveIntegrationBranch(hub, RUN, {from: base, to})))
  expect(moves.filter(move => move.ok).length).toBe(1)
  expect(await tip(hub, RUN)).toBe(moves[0]?.ok ? left : right)
})

test('an anchored commit stays', async () => {
  const {hub, base} = await begin()
  const ref = anchorRef({run: RUN, task: 'T1', attempt: 2})
  must(await anchor(hub, ref, base))
  expect(gitIn(hub.path, 'rev-parse', `refs/agent-spawn/${RUN}/T1/2`)).toBe(base)
})

test('what cannot be part of a ref never reaches git', async () => {
  const {hub} = await begin()
  expect(() => anchorRef({run: RUN, task: '../../x', attempt: 1})).toThrow('bug: ')
  await expect(tip(hub, '--output=x')).rejects.toThrow('bug: ')
})

test('the integration branch is mirrored into the repository, as the hub has it', async () => {
  const {root, hub, base} = await begin()
  must(await mirror(hub, RUN))
  const work = commitAll(root, 'work')
  await openHub(must(await openRepository(root)))
  must(await moveIntegrationBranch(hub, RUN, {from: base, to: work}))
  must(await mirror(hub, RUN))
  expect(gitIn(root, 'rev-parse', `agent-spawn/${RUN}`)).toBe(work)
  expect(existsSync(join(root, '.git', 'FETCH_HEAD'))).toBe(false)
})

test('a mirror that is checked out, or has commits of its own, is left alone', async () => {
  const {root, hub, base} = await begin()
  const work = commitAll(root, 'work')
  await openHub(must(await openRepository(root)))
  must(await mirror(hub, RUN))
  must(await moveIntegrationBranch(hub, RUN, {from: base, to: work}))
  gitIn(root, 'checkout', '--quiet', `agent-spawn/${RUN}`)
  expect(await mirror(hub, RUN)).toEqual({
    ok: false,
    error: `The branch agent-spawn/${RUN} is not updated in your repository: it is checked out in ${root}. Check out another branch there; the work itself is safe in ${hub.path}.`,
  })
  const own = commitAll(root, 'a commit of my own')
  gitIn(root, 'checkout', '--quiet', 'main')
  expect(await mirror(hub, RUN)).toMatchObject({ok: false})
  expect(gitIn(root, 'rev-parse', `agent-spawn/${RUN}`)).toBe(own)
})
