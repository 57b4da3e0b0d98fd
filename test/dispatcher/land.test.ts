import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {land} from '../../src/dispatcher/land.ts'
import {commitTree} from '../../src/executor/workspace/commit.ts'
import {mirror, moveIntegrationBranch} from '../../src/executor/workspace/hub.ts'
import {
  begin,
  commitAll,
  gitIn,
  MESSAGE,
  must,
  open,
  type Place,
  RUN,
  write,
} from '../executor/repositories.ts'
import {temporaryDirectory} from '../system/temporary.ts'

/** A run that has merged one file, `new.txt`. */
const merged = async (place: Place) => {
  const workspace = await open(place)
  write(workspace.path, {'new.txt': 'new\n'})
  const {tree = ''} = must(await workspace.capture(MESSAGE))
  await workspace.close({keep: false})
  const to = must(await commitTree({gitDir: place.hub.path, tree, parent: place.base, message: MESSAGE}))
  must(await moveIntegrationBranch(place.hub, RUN, {from: place.base, to}))
  return to
}

const landing = (place: Place, branch = 'main') => ({
  hub: place.hub,
  run: RUN,
  base: {branch, commit: place.base, integrationBranch: `agent-spawn/${RUN}`},
})

test('the branch that is checked out moves forward, with its files', async () => {
  const place = await begin()
  const to = await merged(place)
  write(place.root, {'notes.txt': 'untracked, and not in the way\n'})
  expect(await land(landing(place))).toEqual({ok: true, value: {branch: 'main', from: place.base, to}})
  expect(gitIn(place.root, 'rev-parse', 'main')).toBe(to)
  expect(readFileSync(join(place.root, 'new.txt'), 'utf8')).toBe('new\n')
  expect(gitIn(place.root, 'status', '--porcelain')).toBe('?? notes.txt')
})

test('a branch that is not checked out moves alone', async () => {
  const place = await begin()
  const to = await merged(place)
  gitIn(place.root, 'checkout', '--quiet', '-b', 'other')
  expect(await land(landing(place))).toEqual({ok: true, value: {branch: 'main', from: place.base, to}})
  expect(gitIn(place.root, 'rev-parse', 'main')).toBe(to)
  expect(gitIn(place.root, 'rev-parse', 'HEAD')).toBe(place.base)
  expect(existsSync(join(place.root, 'new.txt'))).toBe(false)
})

test('a branch that is checked out in another worktree moves there', async () => {
  const place = await begin()
  const to = await merged(place)
  gitIn(place.root, 'checkout', '--quiet', '-b', 'other')
  const linked = join(temporaryDirectory(), 'linked')
  gitIn(place.root, 'worktree', 'add', '--quiet', linked, 'main')
  expect((await land(landing(place))).ok).toBe(true)
  expect(gitIn(linked, 'rev-parse', 'HEAD')).toBe(to)
  expect(readFileSync(join(linked, 'new.txt'), 'utf8')).toBe('new\n')
})

test('landed twice: the second time there is nothing to do', async () => {
  const place = await begin()
  await merged(place)
  must(await land(landing(place)))
  expect(await land(landing(place))).toEqual({
    ok: false,
    error: {
      type: 'nothing',
      message: `The branch main already holds all merged work of run ${RUN}: there is nothing to land.`,
    },
  })
})

test('a run that has merged nothing', async () => {
  const place = await begin()
  expect(await land(landing(place))).toMatchObject({ok: false, error: {type: 'nothing'}})
  expect(await land({...landing(place), run: 'other'})).toEqual({
    ok: false,
    error: {type: 'nothing', message: 'Run other has no integration branch: there is nothing to land.'},
  })
})

test('a branch that has moved since is left alone', async () => {
  const place = await begin()
  await merged(place)
  const moved = commitAll(place.root, 'meanwhile')
  expect(await land(landing(place))).toEqual({
    ok: false,
    error: {
      type: 'moved',
      message: `The branch main is at ${moved}, which run ${RUN} does not know: it has moved since the run began.`,
      moved: {branch: 'main', to: moved},
    },
  })
  expect(gitIn(place.root, 'rev-parse', 'main')).toBe(moved)
})

test('uncommitted changes are not touched', async () => {
  const place = await begin()
  await merged(place)
  write(place.root, {'a.txt': 'mine\n'})
  expect(await land(landing(place))).toEqual({
    ok: false,
    error: {
      type: 'dirty',
      message: `The branch main is checked out in ${place.root}, which has uncommitted changes: a.txt. Commit or stash them, then land again.`,
    },
  })
  expect(readFileSync(join(place.root, 'a.txt'), 'utf8')).toBe('mine\n')
  expect(gitIn(place.root, 'rev-parse', 'main')).toBe(place.base)
})

test('a file that may differ, such as a ticked plan, is kept as it is', async () => {
  const place = await begin()
  const to = await merged(place)
  write(place.root, {'a.txt': 'ticked\n'})
  const landed = await land({...landing(place), mayDiffer: ['a.txt']})
  expect(landed).toEqual({ok: true, value: {branch: 'main', from: place.base, to}})
  expect(readFileSync(join(place.root, 'a.txt'), 'utf8')).toBe('ticked\n')
  expect(readFileSync(join(place.root, 'new.txt'), 'utf8')).toBe('new\n')
})

test('an untracked file in the way is named, and stays', async () => {
  const place = await begin()
  await merged(place)
  write(place.root, {'new.txt': 'mine\n'})
  const result = await land(landing(place))
  expect(result).toMatchObject({ok: false, error: {type: 'dirty'}})
  expect(!result.ok && result.error.message).toContain('new.txt')
  expect(readFileSync(join(place.root, 'new.txt'), 'utf8')).toBe('mine\n')
  expect(gitIn(place.root, 'rev-parse', 'main')).toBe(place.base)
})

test('a run that began on no branch, or on one that is gone', async () => {
  const place = await begin()
  await merged(place)
  expect(await land(landing(place, 'HEAD'))).toEqual({
    ok: false,
    error: {
      type: 'detached',
      message: `Run ${RUN} began on no branch, so none can be moved. Move to its work with \`git merge --ff-only agent-spawn/${RUN}\`.`,
    },
  })
  expect(await land(landing(place, 'gone'))).toEqual({
    ok: false,
    error: {
      type: 'branch-missing',
      message: `The branch gone, on which run ${RUN} began, does not exist any more. Make it again, or merge agent-spawn/${RUN} where you want it.`,
    },
  })
})

test('the mirror need not be up to date, nor be there at all', async () => {
  const place = await begin()
  must(await mirror(place.hub, RUN))
  gitIn(place.root, 'checkout', '--quiet', `agent-spawn/${RUN}`)
  const to = await merged(place)
  expect((await land(landing(place))).ok).toBe(true)
  expect(gitIn(place.root, 'rev-parse', 'main')).toBe(to)
})
