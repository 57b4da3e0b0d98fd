import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {git, gitVersion, isSafeRefPart, splitNul} from '../../src/system/git.ts'
import {gitIn, makeRepository, must, withoutGitSettings} from '../executor/repositories.ts'
import {temporaryDirectory} from './temporary.ts'

/** A program of that name in front of the path, to stand for an old or a missing git. */
const stubGit = (script: string): void => {
  const bin = temporaryDirectory()
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\n`, {mode: 0o755})
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`)
}

test('what git prints is the value, what it says no to is the error', async () => {
  const root = makeRepository()
  const ok = await git(['rev-parse', '--abbrev-ref', 'HEAD'], {cwd: root})
  expect(ok).toEqual({ok: true, value: 'main'})
  const no = await git(['rev-parse', '--verify', 'nowhere'], {cwd: root})
  expect(no).toEqual({
    ok: false,
    error: {
      args: ['rev-parse', '--verify', 'nowhere'],
      exitCode: 128,
      stdout: '',
      stderr: 'fatal: Needed a single revision',
      message: 'git rev-parse failed with exit code 128: fatal: Needed a single revision',
    },
  })
})

test('no argument is ever shell text', async () => {
  const root = makeRepository()
  const result = await git(['rev-parse', '--verify', '--end-of-options', '$(touch canary); x'], {cwd: root})
  expect(result.ok).toBe(false)
  expect(gitIn(root, 'status', '--porcelain')).toBe('')
})

test('isolated: settings of the user, of the system and of the environment do not count', async () => {
  const root = makeRepository()
  const home = process.env.HOME ?? ''
  writeFileSync(join(home, '.gitconfig'), '[alias]\n\tcanary = rev-parse HEAD\n[user]\n\tname = Home\n')
  vi.stubEnv('GIT_CONFIG_COUNT', '1')
  vi.stubEnv('GIT_CONFIG_KEY_0', 'core.abbrev')
  vi.stubEnv('GIT_CONFIG_VALUE_0', '7')
  const settings = must(await git(['config', '--list'], {cwd: root})).split('\n')
  expect(settings.filter(line => line.startsWith('user.') || line.startsWith('core.abbrev'))).toEqual([])
  expect((await git(['canary'], {cwd: root})).ok).toBe(false)
})

test('trusted: the settings of the user and of the environment count', async () => {
  const root = makeRepository()
  writeFileSync(join(process.env.HOME ?? '', '.gitconfig'), '[user]\n\tname = Home\n')
  vi.stubEnv('GIT_CONFIG_COUNT', '1')
  vi.stubEnv('GIT_CONFIG_KEY_0', 'core.abbrev')
  vi.stubEnv('GIT_CONFIG_VALUE_0', '7')
  const get = async (name: string) => must(await git(['config', name], {cwd: root, trusted: true}))
  expect([await get('user.name'), await get('core.abbrev')]).toEqual(['Home', '7'])
})

test.each([true, false])(
  'trusted %s: called from a hook, it is not led to the repository of the hook',
  async trusted => {
    const root = makeRepository()
    const other = makeRepository()
    vi.stubEnv('GIT_DIR', join(other, '.git'))
    vi.stubEnv('GIT_INDEX_FILE', join(other, '.git', 'index'))
    vi.stubEnv('GIT_WORK_TREE', other)
    expect(must(await git(['rev-parse', '--show-toplevel'], {cwd: root, trusted}))).toBe(root)
  },
)

test('isolated: neither hooks nor a file system monitor run, nor is anything fetched but by path', async () => {
  const root = makeRepository()
  const canary = join(root, 'canary')
  gitIn(root, 'config', 'core.fsmonitor', `touch '${canary.replaceAll("'", "'\\''")}'; false`)
  mkdirSync(join(root, '.git', 'hooks'), {recursive: true})
  writeFileSync(join(root, '.git', 'hooks', 'reference-transaction'), '#!/bin/sh\ntouch canary\n', {
    mode: 0o755,
  })
  must(await git(['status'], {cwd: root}))
  must(await git(['update-ref', 'refs/heads/x', 'HEAD'], {cwd: root}))
  expect(must(await git(['status', '--porcelain'], {cwd: root}))).toBe('')
  const fetched = await git(['fetch', 'https://example.org/x.git'], {cwd: root})
  expect(!fetched.ok && fetched.error.stderr).toBe("fatal: transport 'https' not allowed")
})

test('commits need no identity, and the same date makes the same commit', async () => {
  const root = makeRepository()
  const commit = () =>
    git(['commit-tree', 'HEAD^{tree}', '-F', '-'], {cwd: root, input: 'Grüße\n', date: 1_795_262_400_999})
  const made = must(await commit())
  expect(must(await commit())).toBe(made)
  expect(gitIn(root, 'log', '-1', '--format=%an <%ae> %at %cn <%ce> %ct %s', made)).toBe(
    'agent-spawn <agent-spawn@localhost> 1795262400 agent-spawn <agent-spawn@localhost> 1795262400 Grüße',
  )
})

test('bytes go through as they are', async () => {
  const root = makeRepository()
  const options = {cwd: root, bytes: true, input: '\xff\x00\n'}
  const id = must(await git(['hash-object', '-w', '--stdin'], options)).trim()
  expect(must(await git(['cat-file', 'blob', id], {cwd: root, bytes: true}))).toBe('\xff\x00\n')
})

test('records end in NUL', () => {
  expect(splitNul('a b\0c\nd\0')).toEqual(['a b', 'c\nd'])
  expect(splitNul('')).toEqual([])
})

test('the version of the installed git', async () => {
  expect(must(await gitVersion())).toMatch(/^[0-9]+\.[0-9]+/)
})

test('a git that is too old, or missing, is named with the remedy', async () => {
  withoutGitSettings()
  stubGit('echo git version 2.37.4 "(Some Build 12)"')
  expect(await gitVersion()).toEqual({
    ok: false,
    error:
      'Found git version 2.37.4 (Some Build 12); expected git 2.38 or newer, which can merge without a working tree. Please update git.',
  })
  stubGit('echo git version 3.0')
  expect(await gitVersion()).toEqual({ok: true, value: '3.0'})
  vi.stubEnv('PATH', temporaryDirectory())
  expect(await gitVersion()).toEqual({
    ok: false,
    error: 'git is not installed or not on the PATH; install git 2.38 or newer.',
  })
})

test('parts of refs: what git, a shell or a path could misread is refused', () => {
  const good = ['T1', 'a', 'T1.2_b-c', '20261121-1200-abc', 'X'.repeat(128)]
  const bad = [
    '',
    '-x',
    '--upload-pack=x',
    '.',
    '..',
    'a..b',
    'a.',
    'a.lock',
    'a.LOCK',
    'a/b',
    'a b',
    'ä',
    'a\n',
    '@{1}',
    'X'.repeat(129),
  ]
  expect(good.filter(name => !isSafeRefPart(name))).toEqual([])
  expect(bad.filter(isSafeRefPart)).toEqual([])
})
