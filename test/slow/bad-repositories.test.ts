// Repositories that are not as one wishes, over a whole run: it ends as it should, or says in one message what is in its way, and the
// integration branch and the user's are either as they were or fully advanced.

import {execFileSync, spawnSync} from 'node:child_process'
import {chmodSync, existsSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {lastJson, PLAN, type Rig, rig, WORKER} from '../cli/rig.ts'
import {temporaryDirectory} from '../system/temporary.ts'

vi.setConfig({testTimeout: 120_000})

const WORDS = ['--from-doc', PLAN, '--agent', WORKER, '--trust', '--json', '--no-report']

const land = async ({run}: Rig) => {
  const {code, out, err} = await run(['land'])
  return {code, text: `${out}${err}`}
}

const plantHooks = ({directory}: Rig, text: string): void => {
  for (const name of [
    'reference-transaction',
    'post-checkout',
    'post-merge',
    'pre-commit',
    'commit-msg',
    'pre-auto-gc',
  ]) {
    const path = join(directory, '.git/hooks', name)
    writeFileSync(path, `#!/bin/sh\n${text}\n`)
    chmodSync(path, 0o755)
  }
}

test.each([
  ['fail', 'exit 1'],
  ['hang', 'exec sleep 600'],
])('hooks of the user’s repository that %s do not touch a run, nor its branch', async (_, text) => {
  const made = rig()
  plantHooks(made, text)
  const ran = await made.run(['run', 'T1', ...WORDS])
  expect([ran.code, ran.err, lastJson(ran).result]).toEqual([0, '', 'done'])
  expect(made.git('log', '-1', '--format=%s', `agent-spawn/${lastJson(ran).run}`)).toBe(
    'feat(T1): Survey the Quay',
  )
})

test('a hook that forbids to land is told of, and nothing has moved', async () => {
  const made = rig()
  await made.run(['run', 'T1', ...WORDS])
  const before = made.git('rev-parse', 'main')
  plantHooks(made, 'echo "not on a Saturday" >&2; exit 1')
  const landed = await land(made)
  expect([landed.code === 0, landed.text.includes('not on a Saturday')]).toEqual([false, true])
  expect([made.git('rev-parse', 'main'), made.git('status', '--porcelain')]).toEqual([before, ''])
  rmSync(join(made.directory, '.git/hooks'), {recursive: true})
  expect((await land(made)).code).toBe(0)
})

test('a locked index at landing: one message, nothing moved, and once it is free it lands', async () => {
  const made = rig()
  await made.run(['run', 'T1', ...WORDS])
  const before = made.git('rev-parse', 'main')
  made.write('.git/index.lock', '')
  const landed = await land(made)
  expect(landed).toEqual({
    code: 3,
    text: `agent-spawn: git merge found ${made.git('rev-parse', '--absolute-git-dir')}/index.lock: another git is at work there, or one has died over it. When none is, remove that file and try again.\n`,
  })
  expect(made.git('rev-parse', 'main')).toBe(before)
  rmSync(join(made.directory, '.git/index.lock'))
  expect((await land(made)).code).toBe(0)
  expect(made.git('status', '--porcelain')).toBe('')
})

test('a sparse checkout stays one: workspaces are whole, and what lands outside of it stays outside', async () => {
  const made = rig()
  for (const path of ['in/a.txt', 'aside/b.txt']) made.write(path, 'text\n')
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=More')
  made.git('sparse-checkout', 'set', 'in')
  expect(existsSync(join(made.directory, 'aside'))).toBe(false)
  const agent =
    'shell:test -f aside/b.txt && mkdir -p out && echo more >> aside/b.txt && echo x > out/{task}.txt'
  const ran = await made.run(['run', 'T1', ...WORDS, '--agent', agent])
  expect(lastJson(ran).result).toBe('done')
  expect((await land(made)).code).toBe(0)
  expect(made.git('show', 'main:aside/b.txt')).toBe('text\nmore')
  expect([existsSync(join(made.directory, 'aside')), made.git('status', '--porcelain')]).toEqual([false, ''])
})

test('submodules stay as they are, and it is said that workspaces hold none of their files', async () => {
  const library = temporaryDirectory()
  const made = rig()
  const script =
    'git init -q -b main; echo 1 > lib.c; git add .; git -c user.name=A -c user.email=a@b commit -qm start'
  execFileSync('sh', ['-ec', script], {cwd: library})
  made.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library, 'lib')
  made.git('commit', '--quiet', '--message=Library')
  const ran = await made.run(['run', 'T1', ...WORDS])
  expect([lastJson(ran).result, ran.err]).toEqual([
    'done',
    'agent-spawn: Workspaces hold an empty directory for each submodule (lib). If agents need those files, get them by a set-up command: workspace.setup in .conductor/config.yaml, e.g. `git submodule update --init`.\n',
  ])
  expect((await land(made)).code).toBe(0)
  expect(made.git('diff', '--name-only', 'main~1', 'main')).toBe('out/T1.txt')
  expect(made.git('status', '--porcelain')).toBe('')
  expect(made.read('lib/lib.c')).toBe('1\n')
})

test('files of a filter that is not there are what is stored, pointers say, and stay so', async () => {
  const made = rig()
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 12345\n'
  made.write('.gitattributes', '*.bin filter=lfs diff=lfs merge=lfs -text\n')
  made.write('a.bin', pointer)
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=Pointer')
  const ran = await made.run(['run', 'T1', ...WORDS])
  expect([lastJson(ran).result, ran.err]).toEqual([
    'done',
    'agent-spawn: Workspaces hold the files of the git filter lfs as git stores them, not as you see them (a.bin), and what agents write there is committed as it is.\n',
  ])
  expect((await land(made)).code).toBe(0)
  expect(made.git('diff', '--name-only', 'main~1', 'main')).toBe('out/T1.txt')
  expect(made.read('a.bin')).toBe(pointer)
})

test('paths with blanks, quotes, line breaks and accents get from a workspace to the user’s branch', async () => {
  const made = rig()
  const name = `it's "two"\n ü 日本 \\ .txt`
  made.write(
    'write.mjs',
    `import {writeFileSync, mkdirSync} from 'node:fs'\nmkdirSync('out')\nfor (const name of [${JSON.stringify(name)}, 'out/T1.txt']) writeFileSync(name, 'x')\n`,
  )
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=Script')
  const ran = await made.run(['run', 'T1', ...WORDS, '--agent', `shell:'${process.execPath}' write.mjs`])
  expect(lastJson(ran).result).toBe('done')
  expect(lastJson(await made.run(['status', '--json']))).toMatchObject({result: 'done'})
  expect((await land(made)).code).toBe(0)
  expect(readdirSync(made.directory)).toContain(name)
})

/** Root in a user namespace of its own may mount there. */
const canMount = spawnSync('unshare', ['-rm', 'true']).status === 0

const CLI = join(import.meta.dirname, '../rig/cli.ts')

/** The hub, the journal and all workspaces on a disk of so many kilobytes, which is enlarged when the run has stopped. */
const FULL_DISK = `
mount -t tmpfs -o size="$SIZE"k tmpfs .conductor || exit 9
"$NODE" "$CLI" run T1,T2 --from-doc ${PLAN} --agent "$AGENT" --trust --no-report > .git/first.out 2>&1
echo "first $?"
git --git-dir=.conductor/hub.git log --format='%s' --branches='agent-spawn/*' > .git/log.txt 2>&1
mount -o remount,size=64m .conductor
git --git-dir=.conductor/hub.git fsck --connectivity-only > .git/fsck.txt 2>&1
echo "fsck $?"
for task in T1 T2; do grep -q "($task)" .git/log.txt || "$NODE" "$CLI" retry $task > /dev/null 2>&1; done
"$NODE" "$CLI" run --continue --no-report > .git/second.out 2>&1
echo "second $?"
"$NODE" "$CLI" land > .git/land.out 2>&1
echo "land $?"
`

test.skipIf(!canMount).each([900, 1200])(
  'a disk of %i kB that is full somewhere between workspace and merge: nothing is half merged, and later all is (needs `unshare -rm`)',
  size => {
    const made = rig()
    made.write('.conductor/.gitignore', '*\n')
    const agent = 'shell:mkdir -p out && head -c 200000 /dev/urandom > out/{task}.txt'
    const ran = spawnSync('unshare', ['-rm', 'sh', '-c', FULL_DISK], {
      cwd: made.directory,
      encoding: 'utf8',
      env: {...process.env, NODE: process.execPath, CLI, AGENT: agent, SIZE: `${size}`},
      timeout: 110_000,
    })
    expect(ran.stdout).toMatch(/^first [1-9][0-9]*\nfsck 0\nsecond 0\nland 0\n$/)
    expect(made.read('.git/first.out')).toMatch(/No space left|Out of diskspace|no space is left/)
    const works = ['feat(T1): Survey the Quay', 'feat(T2): Chart the Channel']
    const [first = '', ...merged] = made.read('.git/log.txt').trimEnd().split('\n').toReversed()
    expect([first, merged.filter(subject => !works.includes(subject))]).toEqual(['Plan', []])
    expect(made.git('log', '--format=%s', 'main').split('\n').toSorted()).toEqual(['Plan', ...works])
  },
)
