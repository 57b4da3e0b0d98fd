// What `cleanup` ends and removes of runs whose dispatcher is gone, what stays and how it is kept, and that nothing else is touched.

import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import type {Policy} from '../../src/run/policy.ts'
import {identify} from '../../src/system/identity.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {lastJson, type Ran, runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const ONE = graphOf({T1: {}})

const NEXT = `Next:
  agent-spawn status          where the last run stands
  agent-spawn run --continue  go on with it
  agent-spawn doctor          look for anything else that is wrong
`

const clean = (rig: Rig, ...words: string[]): Promise<Ran> => runMain(['cleanup', ...words], rig.root)

const living = async (pid: number): Promise<boolean> => (await identify(pid)) !== undefined

const agent = (command: string): Partial<Policy> => ({
  agents: {default: {name: 'worker', kind: 'shell', command, args: []}, byType: {}, byTask: {}},
})

const kill = async (dispatcher: ChildProcess): Promise<void> => {
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
}

/** Once the agent has written its pid there, and that of anything it started. */
const pidsIn = async (rig: Rig, file: string): Promise<readonly number[]> => {
  const path = join(rig.root, '.conductor', 'workspaces', 'agent-T1-general', file)
  const text = (): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  await expect.poll(text, {interval: 10, timeout: 20_000}).toMatch(/end\n$/)
  return text().split('\n').slice(0, -2).map(Number)
}

/** Ignores SIGTERM, and so does what it has put into a session of its own. */
const STUBBORN = `trap '' TERM; setsid sh -c 'trap "" TERM; echo $$ >>pids; while :; do sleep 1; done' & echo $$ >>pids; until test "$(wc -l <pids)" = 2; do sleep 0.05; done; echo end >>pids; while :; do sleep 1; done`

/** Every file below with its content, and every link's or directory's name. */
const snapshot = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory, {recursive: true, encoding: 'utf8'}).map(path => {
      const full = join(directory, path)
      return [path, statSync(full).isFile() ? readFileSync(full, 'base64') : '']
    }),
  )

test('S002-28: with nothing to clean it says so, says what is next, and is done', async () => {
  const rig = await createRig()
  const idle = `Clean: nothing is left to end or to remove.\n${NEXT}`
  expect(await clean(rig)).toEqual({code: 0, out: idle, err: ''})
  const {finished} = await rig.start(ONE, {attempts: 1, ...agent('echo T1 >T1.txt')})
  expect((await finished).result).toBe('done')
  expect(await clean(rig)).toEqual({code: 0, out: idle, err: ''})
  expect(await clean(rig, '--force')).toEqual({code: 0, out: idle, err: ''})
})

test('S002-27: ends what a dead dispatcher left, however stubborn, and no process that only looks the same', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(ONE, agent(STUBBORN))
  const pids = await pidsIn(rig, 'pids')
  const directory = join(rig.root, 'decoy')
  mkdirSync(directory)
  const decoy = spawn('/bin/sh', ['-c', STUBBORN], {cwd: directory, detached: true, stdio: 'ignore'})
  onTestFinished(() => void process.kill(-(decoy.pid ?? 0), 'SIGKILL'))
  await kill(dispatcher)

  const before = snapshot(join(rig.root, '.conductor'))
  const planned = await clean(rig, '--dry-run')
  const [list = ''] = /(?<=^ {2}processes ).*(?= of T1)/m.exec(planned.out) ?? []
  expect(list.match(/\d+/g)?.map(Number)).toEqual(expect.arrayContaining([...pids]))
  const [run = ''] = readdirSync(join(rig.root, '.conductor/runs')).filter(name => /^\d/.test(name))
  const found = `To end:
  processes ${list} of T1 attempt 1 (worker), run ${run}
To remove:
  .conductor/runs/lock-1  a lock whose owner is dead
Stays:
  .conductor/workspaces/agent-T1-general  T1 of run ${run}: it holds work that is merged nowhere
`
  expect(planned).toEqual({code: 0, out: `${found}Nothing was changed.\n`, err: ''})
  expect(await clean(rig)).toEqual({
    ...{code: 2, err: ''},
    out: `${found}Nothing was changed: cleanup asks first; without a terminal, add --force.\n`,
  })
  // To ask, it held the lock itself.
  expect((await runMain(['cleanup'], rig.root, 'no')).out).toBe(
    `${found.replace(/To remove:\n.*\n/, '')}Cancelled; nothing was changed.\n`,
  )
  expect(await Promise.all(pids.map(living))).toEqual([true, true])
  const {'runs/lock-1': _, ...rest} = before
  expect(snapshot(join(rig.root, '.conductor'))).toMatchObject(rest)

  const cleaned = await clean(rig, '--force', '--json')
  expect(cleaned.code).toBe(0)
  expect(lastJson(cleaned)).toMatchObject({stage: 'done', processes: [{task: 'T1', attempt: 1}], leaked: []})
  expect(await Promise.all(pids.map(living))).toEqual([false, false])
  expect(await living(decoy.pid ?? 0)).toBe(true)
  expect((await clean(rig, '--force')).out).toMatch(/Clean: nothing is left to end or to remove\.\n/)
})

test('S002-27: --dry-run changes nothing at all', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(ONE, agent('echo half >half.txt; echo end >pids; sleep 60'))
  await pidsIn(rig, 'pids')
  await kill(dispatcher)
  const before = snapshot(join(rig.root, '.conductor'))
  expect((await clean(rig, '--dry-run')).code).toBe(0)
  expect(snapshot(join(rig.root, '.conductor'))).toEqual(before)
  await clean(rig, '--force')
})

test('a workspace with work that is nowhere else stays, and its work is kept under a ref that brings it back', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(ONE, agent('echo half >half.txt; echo end >pids; sleep 60'))
  await pidsIn(rig, 'pids')
  await kill(dispatcher)
  const {out, code} = await runMain(['cleanup'], rig.root, 'yes')
  expect(code).toBe(0)
  const [, run = '', ref = ''] =
    /Stays:\n {2}\.conductor\/workspaces\/agent-T1-general {2}T1 of run (\S+): it holds work that is merged nowhere\n {4}kept as (refs\/agent-spawn\/\S+)\n/.exec(
      out,
    ) ?? []
  expect(ref).toMatch(new RegExp(`^refs/agent-spawn/${run}/T1/left-[0-9a-f]{12}$`))
  const [, command = '', branch = ''] = /get it back: (.* \S+:(\S+))\n/.exec(out) ?? []
  execFileSync('/bin/sh', ['-c', command], {cwd: rig.root, stdio: 'ignore'})
  expect(rig.git('show', `${branch}:half.txt`)).toBe('half')
  expect(rig.git('ls-tree', '--name-only', branch).split('\n')).toEqual(['README.md', 'half.txt', 'pids'])
  expect(existsSync(join(rig.root, '.conductor/workspaces/agent-T1-general/half.txt'))).toBe(true)
  // The same work is kept once.
  expect((await clean(rig, '--force')).out).toContain(`kept as ${ref}\n`)
})

/** A commit that only the log of its HEAD names in the end. */
const COMMITTING =
  'export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a; git checkout -q --detach && echo a >a.txt && git add a.txt && git commit -qm mine && git checkout -q HEAD^ && echo >"$AGENT_SPAWN_ROOT/.git/ready"; sleep 60'

test.each(['clone', 'worktree'] as const)(
  'commits of an agent’s own that nothing else holds are kept, and what is as it began is removed: %s',
  async mode => {
    const rig = await createRig()
    const workspace = {...rig.policy.workspace, mode}
    const ready = join(rig.root, '.git', 'ready')
    const dispatcher = rig.startElsewhere(ONE, {...agent(COMMITTING), workspace})
    await expect.poll(() => existsSync(ready), {timeout: 20_000}).toBe(true)
    await kill(dispatcher)
    const {out, code} = await clean(rig, '--force')
    expect(code).toBe(0)
    expect(out).toMatch(/Removed:\n {2}\.conductor\/workspaces\/agent-T1-general {2}T1 of run/)
    expect(out.match(/get it back/g)).toHaveLength(1)
    const [, line = ''] = /get it back: (.*)\n/.exec(out) ?? []
    execFileSync('/bin/sh', ['-c', line], {cwd: rig.root, stdio: 'ignore'})
    const [branch = ''] = rig
      .git('for-each-ref', '--format=%(refname:short)', 'refs/heads/kept-T1-*')
      .split('\n')
    expect(rig.git('log', '-1', '--format=%s', branch)).toBe('mine')
    expect(rig.git('show', `${branch}:a.txt`)).toBe('a')
    expect(existsSync(join(rig.root, '.conductor/workspaces/agent-T1-general'))).toBe(false)
    expect(rig.git('worktree', 'list').split('\n')).toHaveLength(1)
  },
)

test('merged work goes with its worktree, by cleanup and by gc; locks of the dead go, too', async () => {
  const rig = await createRig()
  const keep = {...rig.policy.workspace, mode: 'worktree', keep: 'all'} as const
  const made = join(rig.root, '.conductor/workspaces/agent-T1-general')
  for (const words of [
    ['cleanup', '--force'],
    ['gc', '--keep-days', '0'],
  ]) {
    const {finished} = await rig.start(ONE, {...agent('echo T1 >>T1.txt'), workspace: keep})
    const {run, result} = await finished
    expect(result).toBe('done')
    const before = new Date(Date.now() - 3_600_000)
    for (const path of [
      '.git/worktrees/agent-T1-general/index.lock',
      '.conductor/hub.git/packed-refs.lock',
    ]) {
      writeFileSync(join(rig.root, path), '')
      utimesSync(join(rig.root, path), before, before)
    }
    await runMain(['land'], rig.root)
    const ran = await runMain(words, rig.root)
    expect(ran).toMatchObject({code: 0, err: ''})
    if (words[0] === 'cleanup')
      expect(ran.out).toBe(`Removed:
  .conductor/workspaces/agent-T1-general  T1 of run ${run}
  .conductor/hub.git/packed-refs.lock  a lock whose owner is dead
  .git/worktrees/agent-T1-general/index.lock  a lock whose owner is dead
Clean now.
${NEXT}`)
    expect(existsSync(made)).toBe(false)
    expect(rig.git('worktree', 'list').split('\n')).toHaveLength(1)
    expect(rig.git('for-each-ref', 'refs/heads/agent/')).toBe('')
  }
})

test('a run at work is left alone, with word of how to stop it; --force stops it first', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(ONE, agent('echo end >pids; sleep 60'))
  await pidsIn(rig, 'pids')
  const {code, out} = await clean(rig)
  expect(code).toBe(7)
  const [, run = ''] = /^Run (\S+) /.exec(out) ?? []
  expect(out).toBe(
    `Run ${run} is at work: it and all workspaces are left alone. To stop it first: agent-spawn cleanup --force\nNothing else is left to end or to remove.\n`,
  )
  const exited = once(dispatcher, 'exit')
  expect((await clean(rig, '--force')).code).toBe(0)
  await exited
  expect(lastJson(await runMain(['status', '--json'], rig.root))).toMatchObject({result: 'interrupted'})
})
