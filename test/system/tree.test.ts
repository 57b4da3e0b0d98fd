// Processes that try to get away, and how far each level of containment lets them. With real ones, all of which are ended in the end.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {cgroupDirectory, isPopulated} from '../../src/system/cgroup.ts'
import {type Containment, containment, nameTree} from '../../src/system/containment.ts'
import {DAEMON, DAEMON_COMMAND, ESCAPES, escapeTest} from '../../src/system/escape-test.ts'
import {identify, parseStat} from '../../src/system/identity.ts'
import {ProcessPool} from '../../src/system/process.ts'
import {livingProcesses, MARKS_VARIABLE, marksIn, rowOfPs} from '../../src/system/process-table.ts'
import {endTree, type Leader} from '../../src/system/tree.ts'
import {temporaryDirectory} from './temporary.ts'

const MARKS: Containment = {level: 'marks', reason: 'The test wants it so.'}
const best = await containment()
const levels = [MARKS, ...(best.level === 'cgroup' ? [best] : [])]

const rig = (within: Containment, {killMs}: {readonly killMs?: number} = {}) => {
  const directory = temporaryDirectory()
  const pool = new ProcessPool({graceMs: 200, containment: within, ...(killMs === undefined ? {} : {killMs})})
  const abort = new AbortController()
  const leaders: Leader[] = []
  onTestFinished(() => pool.close())
  const read = (name: string): string => {
    const path = join(directory, name)
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }
  const pidIn = async (name: string): Promise<number> => {
    await expect.poll(() => read(name), {interval: 5, timeout: 20_000}).toMatch(/\n$/)
    return Number(read(name))
  }
  return {
    directory,
    pool,
    abort,
    leaders,
    read,
    pidsIn: (names: readonly string[]) => Promise.all(names.map(pidIn)),
    run: (command: string) =>
      pool.run({
        command,
        cwd: directory,
        env: {},
        log: join(directory, 'log'),
        runMs: 0,
        idleMs: 0,
        alone: true,
        signal: abort.signal,
        onStart: leader => leaders.push(leader),
      }),
  }
}

const isRunning = async (pid: number): Promise<boolean> => (await identify(pid)) !== undefined

const living = async (names: readonly string[], pids: readonly number[]): Promise<readonly string[]> => {
  const alive = await Promise.all(pids.map(isRunning))
  return names.filter((_, index) => alive[index])
}

test('what does not end when asked stands still before it is killed, so that it starts nothing meanwhile', async () => {
  const {run, abort, leaders, pidsIn} = rig(MARKS)
  const running = run("trap '' TERM; echo $$ >pid; while :; do sleep 0.01; done")
  const [pid] = await pidsIn(['pid'])
  const seen = new Set<string>()
  abort.abort()
  let isOver = false
  const ended = running.finally(() => {
    isOver = true
  })
  while (!isOver) {
    const stat = parseStat(statOf(pid))
    if (stat !== undefined) seen.add(stat.state)
    await new Promise(resolve => setImmediate(resolve))
  }
  expect(await ended).toMatchObject({how: 'cancelled'})
  expect([...seen]).toContain('T')
  expect(leaders).toHaveLength(1)
})

/** It may be gone by now. */
const statOf = (pid: number | undefined): string => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return ''
  }
}

const names = Object.keys(ESCAPES)
const commands = Object.values(ESCAPES).join('\n')

test.each(levels)('S000-38: nothing gets away from a stopped command, on the level $level', async within => {
  const {run, abort, pidsIn} = rig(within)
  const running = run(`${commands}\nsleep 60`)
  const pids = await pidsIn(names)
  expect(await living(names, pids)).toEqual(names)
  abort.abort()
  expect(await running).toMatchObject({how: 'cancelled'})
  expect(await living(names, pids)).toEqual([])
})

test.each(levels)('nor from one that ends by itself, on the level $level', async within => {
  const {run, pidsIn} = rig(within)
  const end = await run(
    `${commands}\nuntil test -s env-i && test -s setsid-double-fork; do sleep 0.05; done; sleep 0.2; exit 3`,
  )
  expect(end).toMatchObject({how: 'exited', exitCode: 3})
  expect(end.leaked).toBe(undefined)
  expect(await living(names, await pidsIn(names))).toEqual([])
})

test.each(levels)(
  'what left the group is looked for even if nothing else is left, on the level $level',
  async within => {
    const {run, pidsIn} = rig(within)
    const daemon = `setsid sh -c 'echo $$ >daemon; exec sleep 60' &`
    const end = await run(`${daemon} until test -s daemon; do sleep 0.05; done; sleep 0.2`)
    expect(end).toMatchObject({how: 'exited', exitCode: 0})
    expect(await living(['daemon'], await pidsIn(['daemon']))).toEqual([])
  },
)

test('without a cgroup, what left its group within a command too short to look after is ended with the pool', async () => {
  const {run, pidsIn, pool} = rig(MARKS)
  await run(`setsid sh -c 'echo $$ >daemon; exec sleep 60' & until test -s daemon; do :; done`)
  const [daemon = 0] = await pidsIn(['daemon'])
  await pool.close()
  expect(await isRunning(daemon)).toBe(false)
})

test('a daemon without environment and session gets away where there are but marks', async () => {
  const {run, abort, pidsIn} = rig(MARKS)
  const running = run(`${DAEMON_COMMAND}\nsleep 60`)
  const [daemon = 0] = await pidsIn([DAEMON])
  abort.abort()
  await running
  expect(await isRunning(daemon)).toBe(true)
  process.kill(daemon, 'SIGKILL')
})

test.skipIf(best.level !== 'cgroup')(
  'but not from its cgroup, of which nothing is left (skipped where none can be had)',
  async () => {
    const {run, abort, pidsIn, leaders} = rig(best)
    const running = run(`${DAEMON_COMMAND}\nsleep 60`)
    const [daemon = 0] = await pidsIn([DAEMON])
    const cgroup = leaders[0]?.cgroup ?? ''
    expect(isPopulated(cgroup)).toBe(true)
    abort.abort()
    await running
    expect(await isRunning(daemon)).toBe(false)
    expect(existsSync(cgroup)).toBe(false)
  },
)

test('the trial of the doctor says so', async () => {
  expect(await escapeTest(MARKS)).toEqual([DAEMON])
  if (best.level === 'cgroup') expect(await escapeTest(best)).toEqual([])
})

/** Each generation starts the next in a session of its own and ends; it stops by itself when the directory is gone. */
const REPLACER = `test -e go || exit 0; n=$1; test "$n" -gt 0 || exit 0; setsid sh replacer "$((n - 1))" & exit 0`

test.each(levels)(
  'processes that replace themselves faster than one can look are caught, on the level $level',
  async within => {
    const {run, abort, directory, pidsIn, leaders} = rig(within)
    writeFileSync(join(directory, 'replacer'), REPLACER)
    writeFileSync(join(directory, 'go'), '')
    const running = run(
      'for i in 1 2 3 4 5 6 7 8; do setsid sh replacer 5000 & done; echo 1 >begun; sleep 60',
    )
    await pidsIn(['begun'])
    abort.abort()
    const end = await running
    const survivors = (await livingProcesses()).filter(row => row.marks.includes(leaders[0]?.mark ?? ''))
    expect(end).toMatchObject({how: 'cancelled'})
    expect(end.leaked).toBe(undefined)
    expect(survivors).toEqual([])
  },
)

test('S000-40: a later dispatcher finds what a dead leader has left by its mark, and lets others with its number be', async () => {
  const directory = temporaryDirectory()
  const {mark} = nameTree(MARKS)
  const stranger = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'})
  const daemon = spawn('sleep', ['60'], {
    cwd: directory,
    detached: true,
    stdio: 'ignore',
    env: {...process.env, [MARKS_VARIABLE]: `agent-spawn-1-0-1 ${mark}`},
  })
  const known = await identify(stranger.pid ?? 0)
  const leader = {...known, pid: stranger.pid ?? 0, startTicks: 1, mark}
  expect(await endTree(leader, {graceMs: 0, isThorough: true})).toEqual([])
  expect(await isRunning(daemon.pid ?? 0)).toBe(false)
  expect(await isRunning(stranger.pid ?? 0)).toBe(true)
  stranger.kill('SIGKILL')
})

test('a group that outlived a leader of the same number is not ended, unless the mark is in it', async () => {
  const stranger = spawn('sh', ['-c', 'sleep 60 & echo $!'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const told = once(stranger.stdout, 'data')
  const known = await identify(stranger.pid ?? 0)
  const [text] = await told
  await expect.poll(() => isRunning(stranger.pid ?? 0)).toBe(false)
  const leader = {...known, pid: stranger.pid ?? 0, mark: 'agent-spawn-1-0-1'}
  expect(await endTree(leader, {graceMs: 0, isThorough: true})).toEqual([])
  expect(await isRunning(Number(String(text)))).toBe(true)
  process.kill(Number(String(text)), 'SIGKILL')
})

const FREEZER = '/sys/fs/cgroup/freezer'
const canFreeze = existsSync(join(FREEZER, 'cgroup.procs')) && process.getuid?.() === 0

test.skipIf(!canFreeze)(
  'what does not even end on SIGKILL is named (skipped where nothing can be frozen)',
  async () => {
    const {run, abort, pidsIn, read} = rig(MARKS, {killMs: 300})
    const freezer = join(FREEZER, `agent-spawn-test-${process.pid}`)
    mkdirSync(freezer)
    const running = run(`setsid sh -c 'echo $$ >frozen; exec sleep 60' & sleep 60`)
    const [frozen = 0] = await pidsIn(['frozen'])
    writeFileSync(join(freezer, 'cgroup.procs'), `${frozen}`)
    writeFileSync(join(freezer, 'freezer.state'), 'FROZEN')
    abort.abort()
    const end = await running
    expect(end).toMatchObject({how: 'cancelled', leaked: [frozen]})
    expect(read('log')).toContain(`did not end, not even on SIGKILL: ${frozen}.\n`)
    writeFileSync(join(freezer, 'freezer.state'), 'THAWED')
    await expect.poll(() => isRunning(frozen), {timeout: 20_000}).toBe(false)
    await expect.poll(() => removed(freezer), {timeout: 20_000}).toBe(true)
  },
)

const removed = (directory: string): boolean => {
  try {
    rmdirSync(directory)
    return true
  } catch {
    return false
  }
}

test('a zombie is not alive: nobody waits for it', async () => {
  // Its parent does not wait for it, and is stopped so that it cannot.
  const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; kill -STOP $$; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [text] = await once(parent.stdout, 'data')
  await expect.poll(() => isRunning(Number(String(text)))).toBe(false)
  expect(existsSync(`/proc/${Number(String(text))}`)).toBe(existsSync('/proc'))
  parent.kill('SIGKILL')
})

test('marks are words of one variable, as /proc and as ps tell it', () => {
  const mark = 'agent-spawn-12-0a0b-3'
  expect(marksIn(`A=1\0${MARKS_VARIABLE}=${mark} agent-spawn-1-ff-2\0B=2\0`)).toEqual([
    mark,
    'agent-spawn-1-ff-2',
  ])
  expect(marksIn(`X${MARKS_VARIABLE}=${mark}\0`)).toEqual([])
  expect(rowOfPs(`  42    40 S    sleep 60 HOME=/ ${MARKS_VARIABLE}=${mark} agent-spawn-1-ff-2 B=2`)).toEqual(
    [{pid: 42, group: 40, marks: [mark, 'agent-spawn-1-ff-2']}],
  )
  expect(rowOfPs('  42    40 Z    (sleep)')).toEqual([])
  expect(rowOfPs('')).toEqual([])
})

test('our own cgroup is found below whatever part of the hierarchy is mounted', () => {
  const mount = (root: string) =>
    `25 24 0:22 / /proc rw - proc proc rw\n31 25 0:27 ${root} /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n`
  expect(cgroupDirectory(mount('/'), '0::/user.slice/a.scope\n')).toBe('/sys/fs/cgroup/user.slice/a.scope')
  expect(cgroupDirectory(mount('/docker/x'), '4:memory:/m\n0::/docker/x/y\n')).toBe('/sys/fs/cgroup/y')
  expect(cgroupDirectory(mount('/docker/x'), '0::/elsewhere\n')).toBe(undefined)
  expect(cgroupDirectory('', '0::/\n')).toBe(undefined)
})
