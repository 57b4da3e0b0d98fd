// `review`: whose changes there are, numbers that are git's, what to look at, and commits that take every file once and lose nothing.

import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {lastJson, PLAN, type Ran, type Rig, rig, WORKER} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const SHARED = ['run', '--from-doc', PLAN, '--workspace', 'shared', '--trust', '--no-report', '--json']

/** Two files by task T1 in the user's own tree; plan.md is nobody's. */
const withSharedRun = async (): Promise<Rig & {readonly id: string}> => {
  const made = rig()
  const {run} = lastJson(await made.run([...SHARED, 'T1,T2', '--agent', WORKER]))
  return {...made, id: String(run)}
}

const shell = ({directory}: Rig, command: string): void => {
  const env = {
    ...process.env,
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@b',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@b',
  }
  execFileSync('/bin/sh', ['-c', command], {cwd: directory, env, stdio: 'ignore'})
}

const asAda = (made: Rig): void => {
  made.git('config', 'user.name', 'Ada')
  made.git('config', 'user.email', 'ada@example.org')
}

test('without changes there is nothing to review', async () => {
  const made = rig()
  const [commit = ''] = made.git('rev-parse', '--short=7', 'HEAD').split('\n')
  expect(await made.run(['review'])).toEqual({
    code: 0,
    out: `Changes of the working tree since ${commit} on main: none\n`,
    err: '',
  })
})

test('S002-23, S002-25: files in the working tree are grouped by whose task they are; what nobody owns is Other', async () => {
  const made = await withSharedRun()
  made.write(PLAN, `${made.read(PLAN)}a line\n`)
  made.write('notes.md', 'one\ntwo\n')
  made.git('add', 'notes.md')
  const commit = made.git('rev-parse', '--short=7', 'HEAD')
  const trailers = (task: string): string =>
    `--trailer 'Agent-Spawn-Task: ${task}' --trailer 'Agent-Spawn-Attempt: 1' --trailer 'Agent-Spawn-Agent: shell' --trailer 'Agent-Spawn-Run: ${made.id}'`
  expect(await made.run(['review'])).toEqual({
    code: 0,
    err: '',
    out: `Changes of the working tree since ${commit} on main

T1 attempt 1 (shell), Survey the Quay: 1 file, +1 -0
  new       out/T1.txt  +1 -0

T2 attempt 1 (shell), Chart the Channel: 1 file, +1 -0
  new       out/T2.txt  +1 -0

Other: 2 files, +3 -0
  new       notes.md  +2 -0 (staged)
  modified  plan.md   +1 -0

Conflicts: none

Statistics: 4 files: 3 new, 1 modified, 0 deleted, 0 renamed; 1 staged; +5 -0 lines

Commits (per-agent):
  feat(T1): Survey the Quay
    git --literal-pathspecs add --all -- out/T1.txt && git --literal-pathspecs commit -m 'feat(T1): Survey the Quay' ${trailers('T1')} --only -- out/T1.txt
  feat(T2): Chart the Channel
    git --literal-pathspecs add --all -- out/T2.txt && git --literal-pathspecs commit -m 'feat(T2): Chart the Channel' ${trailers('T2')} --only -- out/T2.txt
  chore: other changes
    git --literal-pathspecs add --all -- notes.md plan.md && git --literal-pathspecs commit -m 'chore: other changes' --only -- notes.md plan.md
`,
  })
})

const ODD = [
  'with blank.txt',
  "it's.txt",
  '"quoted".txt',
  'new\nline.txt',
  'tab\there.txt',
  '[id].ts',
  '*.md',
  'ü.txt',
  '-n',
]

/** Every sort of change, staged and not, under names that shells and git are particular about. */
const withOddChanges = (): Rig => {
  const made = rig()
  made.write('old name.txt', 'one\ntwo\nthree\nfour\nfive\n')
  made.write('gone.txt', 'x\n')
  made.write('picture.bin', Buffer.from([0, 1, 2, 0]))
  made.write('unchanged.md', 'x\n')
  for (const path of ODD.slice(0, 4)) made.write(path, 'a\nb\n')
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=More')
  renameSync(join(made.directory, 'old name.txt'), join(made.directory, "new'name.txt"))
  rmSync(join(made.directory, 'gone.txt'))
  made.write('picture.bin', Buffer.from([0, 2, 2, 0]))
  for (const path of ODD) made.write(path, 'a\nc\nd\n')
  made.git('add', '--', 'with blank.txt', './ü.txt')
  return made
}

test('S002-25: the numbers are those of git, whatever the names', async () => {
  const made = withOddChanges()
  const before = made.git('status', '--porcelain', '-z')
  const {statistics} = lastJson(await made.run(['review', '--json']))
  expect(made.git('status', '--porcelain', '-z')).toBe(before)
  const staged = made.git('diff', '--cached', '--name-only').split('\n').length
  made.git('add', '--all')
  const counts = made
    .git('diff', '--cached', '--numstat', '-M', 'HEAD')
    .split('\n')
    .map(line => line.split('\t'))
  const sum = (column: number): number =>
    counts.reduce((total, fields) => total + (fields[column] === '-' ? 0 : Number(fields[column])), 0)
  const kinds = made
    .git('diff', '--cached', '--name-status', '-M', 'HEAD')
    .split('\n')
    .map(line => line[0])
  const count = (letter: string): number => kinds.filter(kind => kind === letter).length
  expect(statistics).toEqual({
    files: counts.length,
    ...{new: count('A'), modified: count('M'), deleted: count('D'), renamed: count('R')},
    ...{staged, added: sum(0), removed: sum(1)},
  })
})

interface Commit {
  readonly subject: string
  readonly paths: readonly string[]
  readonly command: string
}

test('S002-26: the printed commands commit every file exactly once', async () => {
  const made = withOddChanges()
  asAda(made)
  const {commits} = lastJson(await made.run(['review', '--json'])) as unknown as {commits: readonly Commit[]}
  const paths = commits.flatMap(commit => commit.paths)
  expect(new Set(paths).size).toBe(paths.length)
  made.git('add', '--all')
  const changed = made
    .git('diff', '--cached', '--name-only', '--no-renames', '-z', 'HEAD')
    .split('\0')
    .filter(Boolean)
  expect(paths.toSorted()).toEqual(changed.toSorted())
  made.git('reset', '--quiet')
  for (const {command} of commits) shell(made, command)
  expect(made.git('status', '--porcelain')).toBe('')
})

test('S002-26, S002-32: --apply makes a commit for each agent, with its task in the trailers, and leaves nothing over', async () => {
  const made = await withSharedRun()
  asAda(made)
  made.write('notes.md', 'one\n')
  made.git('add', 'notes.md', 'out/T2.txt')
  const ran = await made.run(['review', '--apply'])
  expect(ran).toMatchObject({code: 0, err: ''})
  const log = made.git(
    'log',
    '--reverse',
    '--format=%s|%(trailers:key=Agent-Spawn-Task,valueonly,separator=%x2C)|%an',
    '-3',
    '--name-only',
  )
  expect(log.split('\n').filter(Boolean)).toEqual([
    'feat(T1): Survey the Quay|T1|Ada',
    'out/T1.txt',
    'feat(T2): Chart the Channel|T2|Ada',
    'out/T2.txt',
    'chore: other changes||Ada',
    'notes.md',
  ])
  expect(made.git('status', '--porcelain')).toBe('')
  const ids = made.git('log', '--reverse', '--format=%h %s', '--abbrev=7', '-3')
  expect(ran.out.slice(ran.out.indexOf('\nCommitted:'))).toBe(
    `\nCommitted:\n  ${ids.replaceAll('\n', '\n  ')}\n`,
  )
})

test('S002-23: of several tasks that may write a file, it is the one’s that was seen to', async () => {
  const made = rig()
  const claims = '{claims: {exclusive: [both.txt]}}'
  made.write('.conductor/config.yaml', `tasks: {T1: ${claims}, T2: ${claims}}\n`)
  const agent = `${WORKER}; if [ {task} = T1 ]; then echo x >both.txt; fi; sleep 0.05`
  await made.run([...SHARED, 'T1,T2', '--agent', agent])
  const {groups} = lastJson(await made.run(['review', '--json'])) as unknown as {
    groups: readonly {readonly files: readonly {readonly path: string}[]}[]
  }
  expect(groups.map(({files}) => files.map(({path}) => path))).toEqual([
    ['both.txt', 'out/T1.txt'],
    ['out/T2.txt'],
    ['.conductor/config.yaml'],
  ])
})

test.each(['printed', 'applied'])(
  'names that git would take for patterns stand for themselves: %s',
  async how => {
    const made = rig()
    asAda(made)
    made.write('.conductor/config.yaml', 'tasks: {T1: {claims: {exclusive: ["[ab].txt"]}}}\n')
    await made.run([...SHARED, 'T1', '--agent', WORKER])
    made.write('[ab].txt', 'of T1\n')
    made.write('a.txt', 'of nobody\n')
    if (how === 'applied') await made.run(['review', '--apply'])
    else {
      const {commits} = lastJson(await made.run(['review', '--json'])) as unknown as {
        commits: readonly Commit[]
      }
      for (const {command} of commits) shell(made, command)
    }
    expect(made.git('show', '--format=%s', '--name-only', 'HEAD^').split('\n')).toEqual([
      'feat(T1): Survey the Quay',
      '',
      '[ab].txt',
      'out/T1.txt',
    ])
    expect(made.git('status', '--porcelain')).toBe('')
  },
)

test('--plan single is one commit; --plan interactive asks before each', async () => {
  const made = await withSharedRun()
  asAda(made)
  const interactive = ['review', '--plan', 'interactive', '--apply']
  expect(await made.run(interactive)).toMatchObject({code: 2, out: ''})
  const declined = await made.run(interactive, 'no')
  expect(declined.err).toContain('feat(T1): Survey the Quay\n  out/T1.txt\nCommit these? [y/N] ')
  expect(made.git('log', '--format=%s')).toBe('Plan')
  expect((await made.run(['review', '--plan', 'single', '--apply'])).code).toBe(0)
  expect(made.git('log', '--format=%s')).toBe('feat: Harbour Plan\nPlan')
  expect(made.git('status', '--porcelain')).toBe('')
})

const refused = (ran: Ran): unknown => ({code: ran.code, err: ran.err})

test('--apply refuses what it could lose: files staged and changed since, unfinished merges', async () => {
  const made = rig()
  asAda(made)
  made.write(PLAN, 'staged\n')
  made.git('add', PLAN)
  made.write(PLAN, 'changed since\n')
  const before = made.git('diff', '--cached')
  expect(refused(await made.run(['review', '--apply']))).toEqual({
    code: 1,
    err: 'agent-spawn: Nothing was committed, as some files were staged and have changed since: plan.md. Stage them again with `git add`, or not at all with `git restore --staged`.\n',
  })
  expect(made.git('diff', '--cached')).toBe(before)
  made.git('checkout', '--quiet', '--force', '-b', 'other', 'HEAD')
  for (const [branch, text] of [
    ['other', 'a\n'],
    ['main', 'b\n'],
  ] as const) {
    made.git('checkout', '--quiet', branch)
    made.write(PLAN, text)
    made.git('commit', '--quiet', '--all', '--message=x')
  }
  expect(() => made.git('merge', 'other')).toThrow()
  const ran = await made.run(['review', '--apply'])
  expect(refused(ran)).toEqual({
    code: 1,
    err: 'agent-spawn: Nothing was committed, as not all is merged yet: plan.md. Merge it, add it, and try again.\n',
  })
  expect((await made.run(['review'])).out).toContain('Conflicts:\n  not merged yet: plan.md\n')
})

test('--apply waits for agents that share the tree: half of their work would be committed as the whole', async () => {
  const made = rig()
  const agent = 'shell:mkdir -p out; echo half >out/{task}.txt; until test -f go; do sleep 0.05; done'
  const running = made.run([...SHARED, 'T1', '--agent', agent])
  await expect.poll(() => existsSync(join(made.directory, 'out/T1.txt')), {timeout: 20_000}).toBe(true)
  const {runs} = lastJson(await made.run(['monitor', '--json'])) as {runs?: readonly {run: string}[]}
  const id = runs?.[0]?.run
  expect(await made.run(['review', '--apply'])).toEqual({
    ...{code: 3, out: ''},
    err: `agent-spawn: Nothing was committed: agents of run ${id} are at work in this tree, or were cut off. Let it come to rest first: agent-spawn run --continue --run ${id}\n`,
  })
  made.write('go', '')
  expect((await running).code).toBe(0)
})

test('a commit that a hook of the user’s refuses is told of; files and index are as they were', async () => {
  const made = await withSharedRun()
  asAda(made)
  made.write(
    '.git/hooks/commit-msg',
    '#!/bin/sh\ngrep -q T2 "$1" && { echo "no T2 here" >&2; exit 1; }\nexit 0\n',
  )
  chmodSync(join(made.directory, '.git/hooks/commit-msg'), 0o755)
  const ran = await made.run(['review', '--apply'])
  expect(ran.code).toBe(1)
  expect(ran.err).toMatch(
    /git has refused the commit "feat\(T2\): Chart the Channel": .*no T2 here The commits before it stand; all files are as they were\.\n$/s,
  )
  expect(made.git('log', '-1', '--format=%s')).toBe('feat(T1): Survey the Quay')
  expect(made.read('out/T2.txt')).toBe('T2\n')
})

test('S002-24: circles of imports, shared files and many endpoints are all told of, and the exit code is 1', async () => {
  const made = rig()
  made.write('src/b.ts', "import {c} from './c.js'\nexport const b = c\n")
  made.write('src/c.ts', "import type {A} from './a'\nexport const c = 1 as unknown as A\n")
  made.write('pkg/__init__.py', '')
  made.write('pkg/two.py', 'from .one import (\n    First,\n    Second,\n)\n')
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=Sources')
  made.write(
    'src/a.ts',
    "import {b} from './b'\nimport {x} from '@/x'\nexport type A = typeof b | typeof x\n",
  )
  made.write('src/x/index.ts', "export * from '../a'\n")
  made.write(
    'pkg/one.py',
    'import os\nfrom pkg import two\n\ndef late():\n    import pkg.three\n    from pkg import three\n',
  )
  made.write('pkg/three.py', 'import pkg.one\n')
  made.write('src/api.ts', `const app = express()\n${[1, 2, 3].map(n => `app.get('/${n}', f)\n`).join('')}`)
  made.write(
    'pkg/endpoints.py',
    `${[1, 2, 3].map(n => `@router.get("/${n}")\ndef f${n}(): pass\n`).join('')}`,
  )
  const ran = await made.run(['review'])
  expect(ran.code).toBe(1)
  expect(ran.out).toContain(`
Conflicts:
  import cycle: pkg/one.py → pkg/two.py → pkg/one.py
  import cycle: src/a.ts → src/x/index.ts → src/a.ts
  shared file: src/x/index.ts
  6 endpoints in changed files, more than 5: pkg/endpoints.py, src/api.ts

Statistics: 6 files: 6 new,`)
  made.write('.conductor/config.yaml', 'review: {sharedFiles: ["**/a.ts"], endpoints: 6}\n')
  const {conflicts} = lastJson(await made.run(['review', '--json']))
  expect(conflicts).toMatchObject([
    {type: 'import-cycle'},
    {type: 'import-cycle'},
    {type: 'shared-file', file: 'src/a.ts'},
  ])
})

test('S002-23, S002-32: the work of a run is grouped by the attempts whose commits it is, and its commands bring it to a branch', async () => {
  const made = rig()
  asAda(made)
  const agent = 'shell:mkdir -p out && echo {task} > out/{task}.txt'
  const {run} = lastJson(
    await made.run(['run', '--from-doc', PLAN, '--agent', agent, '--trust', '--no-report', '--json']),
  )
  const ran = await made.run(['review', String(run), '--json'])
  expect(ran.code).toBe(0)
  const {groups, commits, statistics} = lastJson(ran) as unknown as {
    groups: readonly {readonly owner: {readonly task: string; readonly attempt: number}}[]
    commits: readonly Commit[]
    statistics: object
  }
  expect(groups.map(({owner}) => [owner.task, owner.attempt])).toEqual(
    ['T1', 'T2', 'T3', 'T4'].map(task => [task, 1]),
  )
  expect(statistics).toMatchObject({files: 4, new: 4, added: 4, removed: 0})
  expect(await made.run(['review', String(run), '--apply'])).toMatchObject({code: 2, out: ''})
  made.git('checkout', '--quiet', '-b', 'mine')
  for (const {command} of commits) shell(made, command)
  expect(made.git('rev-parse', 'mine^{tree}')).toBe(made.git('rev-parse', `agent-spawn/${run}^{tree}`))

  made.git('checkout', '--quiet', 'main')
  made.write('mine.txt', 'not of the run\n')
  made.git('add', 'mine.txt')
  made.git('commit', '--quiet', '--message=Mine')
  const own = made.git('rev-parse', '--short=7', 'HEAD')
  expect((await made.run(['land'])).code).toBe(0)
  const again = lastJson(await made.run(['review', String(run), '--json']))
  expect(again).toMatchObject({what: `run ${run} since ${own} on main`, groups, statistics: {files: 4}})
})
