import {type ChildProcess, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync, watch, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {identify, isAlive, type ProcessIdentity} from '../../src/system/identity.ts'
import {type ProcessOrder, ProcessPool} from '../../src/system/process.ts'
import {SlotShell} from '../../src/system/slot.ts'
import {endTree} from '../../src/system/tree.ts'
import {temporaryDirectory} from './temporary.ts'

/** Longer than any busy machine needs to act on a SIGTERM: who is stopped by it says so in its status. */
const AMPLE_MS = 30_000

/** For those that ignore it. */
const SHORT_MS = 150

const AT_ONCE = {graceMs: 0, isThorough: false}
const MARKS = {level: 'marks', reason: 'The test wants it so.'} as const

/** A pool, and a directory whose file `log` gets what commands print. */
const rig = (graceMs = AMPLE_MS) => {
  const directory = temporaryDirectory()
  const pool = new ProcessPool({graceMs})
  onTestFinished(() => pool.close())
  const order = (command: string, more: Partial<ProcessOrder> = {}): ProcessOrder => ({
    command,
    cwd: directory,
    env: {},
    log: join(directory, 'log'),
    runMs: 0,
    idleMs: 0,
    signal: new AbortController().signal,
    ...more,
  })
  return {
    directory,
    pool,
    order,
    run: (command: string, more?: Partial<ProcessOrder>) => pool.run(order(command, more)),
    log: () => readFileSync(join(directory, 'log'), 'utf8'),
    file: (name: string) => join(directory, name),
  }
}

/** The content of a file as soon as it has a whole line. */
const line = async (path: string): Promise<string> => {
  const directory = join(path, '..')
  for (const watcher = watch(directory); ; await once(watcher, 'change')) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (!text.includes('\n')) continue
    watcher.close()
    return text.trim()
  }
}

const isRunning = async (pid: string): Promise<boolean> => (await identify(Number(pid))) !== undefined

test('a command runs in its directory with its variables and its input, and its output is appended to the log', async () => {
  const {directory, run, file, log} = rig()
  writeFileSync(file('in'), 'päan\n')
  writeFileSync(file('log'), 'before\n')
  const end = await run('pwd; echo "$A"; cat; echo oops >&2', {
    env: {A: "it's\n$HOME"},
    stdinFile: file('in'),
  })
  expect(end).toEqual({how: 'exited', exitCode: 0, durationMs: expect.any(Number)})
  expect(log()).toBe(`before\n${directory}\nit's\n$HOME\npäan\noops\n`)
})

test('without an input a command reads an empty one', async () => {
  const {run, log} = rig()
  expect(await run('cat; echo end')).toMatchObject({how: 'exited', exitCode: 0})
  expect(log()).toBe('end\n')
})

test.each([
  ['exit 3', {how: 'exited', exitCode: 3}],
  ['no-such-command', {how: 'exited', exitCode: 127}],
  ['kill -TERM $$', {how: 'exited', exitCode: 143, signal: 'SIGTERM'}],
  ["sh -c 'kill -9 $$'", {how: 'exited', exitCode: 137, signal: 'SIGKILL'}],
  ['exit 255', {how: 'exited', exitCode: 255}],
  ['echo "', {how: 'exited', exitCode: 2}],
  ['-x', {how: 'exited', exitCode: 127}],
])('`%s` ends as it says', async (command, end) => {
  const {run} = rig()
  expect(await run(command)).toEqual({...end, durationMs: expect.any(Number)})
  expect(await run('exit 7')).toMatchObject({exitCode: 7})
})

test('commands share a shell but nothing else: directory, variables, functions, open files', async () => {
  const {directory, run, log} = rig()
  const leaders: number[] = []
  const onStart = ({pid}: ProcessIdentity) => leaders.push(pid)
  await run('cd /; export A=1; f() { :; }; umask 077; trap "" TERM; exec 5>&1; set -e', {
    env: {B: '2'},
    onStart,
  })
  await run('pwd; echo "[$A$B]"; f; umask; echo >&5; kill -TERM 0; echo still', {onStart})
  expect(leaders[1]).toBe(leaders[0])
  const lines = log().split('\n')
  expect([lines[0], lines[1], lines[3]]).toEqual([directory, '[]', '0022'])
  expect(log()).not.toContain('still')
})

test('bash runs what only bash can', async () => {
  const {run, log} = rig()
  expect(
    await run('[[ yes == y* ]] && echo y; echo "$BASH_VERSION" | head -c1', {shell: 'bash'}),
  ).toMatchObject({
    exitCode: 0,
  })
  expect(log()).toMatch(/^y\n\d$/)
})

test('a command that looks like an option is none', async () => {
  const {run} = rig()
  expect(await run('-x', {shell: 'bash'})).toMatchObject({exitCode: 127})
})

test('64 commands run at once', async () => {
  const {pool, order, file} = rig()
  const ends = await Promise.all(
    Array.from({length: 64}, (_, index) =>
      pool.run(order(`echo ${index}; exit ${index}`, {log: file(`log-${index}`)})),
    ),
  )
  expect(ends.map(end => end.exitCode)).toEqual(Array.from({length: 64}, (_, index) => index))
  expect(readFileSync(file('log-63'), 'utf8')).toBe('63\n')
})

test('a command over its time is stopped', async () => {
  const {run} = rig()
  const end = await run('sleep 60', {runMs: 30})
  expect(end).toEqual({how: 'timed-out', exitCode: 143, signal: 'SIGTERM', durationMs: expect.any(Number)})
})

test('a silent command is stopped, one that prints is not', async () => {
  const {run} = rig()
  expect(await run('for i in 1 2 3 4 5 6; do echo $i; sleep 0.05; done', {idleMs: 250})).toMatchObject({
    how: 'exited',
  })
  expect(await run('sleep 60', {idleMs: 100})).toMatchObject({how: 'stalled', exitCode: 143})
})

test('a cancelled command is stopped, and one cancelled before never starts', async () => {
  const {run, file} = rig()
  const abort = new AbortController()
  const running = run('echo begun >begun; sleep 60', {signal: abort.signal})
  await line(file('begun'))
  abort.abort()
  expect(await running).toMatchObject({how: 'cancelled', exitCode: 143, signal: 'SIGTERM'})
  expect(await run('echo begun >again', {signal: abort.signal})).toEqual({
    how: 'cancelled',
    exitCode: null,
    durationMs: 0,
  })
  expect(existsSync(file('again'))).toBe(false)
})

test('S000-38: a command that ignores SIGTERM dies after the grace, and its grandchild with it', async () => {
  const {run, file} = rig(SHORT_MS)
  const abort = new AbortController()
  const command = `trap '' TERM; sh -c 'sleep 60 & echo $! >grandchild; wait' & echo $! >child; wait`
  const running = run(command, {signal: abort.signal})
  const pids = [await line(file('child')), await line(file('grandchild'))]
  abort.abort()
  const end = await running
  expect(end).toEqual({how: 'cancelled', exitCode: null, signal: 'SIGKILL', durationMs: expect.any(Number)})
  expect(end.durationMs).toBeGreaterThan(SHORT_MS)
  expect(await Promise.all(pids.map(isRunning))).toEqual([false, false])
})

test('a command may clean up within the grace', async () => {
  const {run, log} = rig()
  const end = await run(`trap 'echo bye; exit 9' TERM; sleep 60 & wait`, {runMs: 50})
  expect(end).toMatchObject({how: 'timed-out', exitCode: 9})
  expect(log()).toBe('bye\n')
})

test.each(['kill -TERM 0', 'kill -KILL 0'])('a command that does `%s` harms only itself', async command => {
  const {run} = rig()
  expect(await run(`${command}; sleep 60`)).toMatchObject({how: 'exited'})
  expect(await run('exit 4')).toMatchObject({how: 'exited', exitCode: 4})
})

test('what a command leaves running is ended: at once if it runs alone, else with the pool', async () => {
  const {pool, run, file} = rig()
  await run('sleep 60 & echo $! >alone', {alone: true})
  expect(await isRunning(await line(file('alone')))).toBe(false)
  await run('sleep 60 & echo $! >together')
  const together = await line(file('together'))
  expect(await isRunning(together)).toBe(true)
  await pool.close()
  expect(await isRunning(together)).toBe(false)
})

test('a closing pool stops what runs and starts nothing more', async () => {
  const {pool, run, file} = rig()
  const running = run('echo $$ >pid; sleep 60')
  const pid = await line(file('pid'))
  await pool.close()
  expect(await running).toMatchObject({how: 'cancelled'})
  expect(await isRunning(pid)).toBe(false)
  expect(await run('echo >late')).toMatchObject({how: 'cancelled'})
  expect(existsSync(file('late'))).toBe(false)
})

test('a directory or an input that is gone fails the command, with a word in the log', async () => {
  const {run, log} = rig()
  expect((await run('echo here', {cwd: '/nowhere'})).exitCode).not.toBe(0)
  expect(log()).toContain('/nowhere')
  expect((await run('echo here', {stdinFile: '/nowhere'})).exitCode).not.toBe(0)
  expect(log()).not.toContain('here\nhere')
})

test('a command outlives the abrupt death of its starter; the shell of its slot does not stay behind', async () => {
  const {directory, file} = rig()
  const modulePath = new URL('../../src/system/process.ts', import.meta.url).href
  const program = `
    const {ProcessPool} = await import(${JSON.stringify(modulePath)})
    const {writeFileSync} = await import('node:fs')
    await new ProcessPool().run({
      command: 'echo begun >begun; while ! [ -e go ]; do sleep 0.01; done; echo output; echo done >done',
      cwd: process.argv[1], env: {}, log: process.argv[1] + '/log', runMs: 0, idleMs: 0,
      signal: new AbortController().signal,
      onStart: identity => writeFileSync(process.argv[1] + '/identity', JSON.stringify(identity)),
    })`
  const starter = spawn(process.execPath, ['--input-type=module', '-e', program, directory], {
    stdio: 'inherit',
  })
  await line(file('begun'))
  const identity: ProcessIdentity = JSON.parse(readFileSync(file('identity'), 'utf8'))
  await ended(starter, 'SIGKILL')
  expect(await isAlive(identity)).toBe(true)
  writeFileSync(file('go'), '')
  await line(file('done'))
  expect(readFileSync(file('log'), 'utf8')).toBe('output\n')
  await expect.poll(() => isAlive(identity)).toBe(false)
})

const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

test('a command given to a shell that has died ends at once', async () => {
  const slot = await SlotShell.start(MARKS)
  await slot.execute('kill -KILL $$')
  expect(await slot.execute('echo never')).toEqual({signal: 'SIGKILL'})
  expect(await slot.end(AT_ONCE)).toEqual([])
})

test('recovery ends the group of a dead leader, and never a group of another identity', async () => {
  const {directory, file} = rig()
  const leader = spawn('sh', ['-c', 'sleep 60 & echo $! >member; wait'], {
    cwd: directory,
    detached: true,
    stdio: 'ignore',
  })
  const identity = await identify(leader.pid ?? 0)
  if (identity === undefined) throw new Error('the leader did not start')
  const member = await line(file('member'))
  const impostor = {...identity, startTicks: (identity.startTicks ?? 0) + 1}
  expect(await isAlive(impostor)).toBe(false)
  expect(await endTree(impostor, AT_ONCE)).toEqual([])
  expect(await isAlive(identity)).toBe(true)
  await ended(leader, 'SIGKILL')
  expect(await isRunning(member)).toBe(true)
  expect(await endTree({...identity, bootId: 'of another boot'}, AT_ONCE)).toEqual([])
  expect(await isRunning(member)).toBe(true)
  expect(await endTree(identity, {graceMs: 1000, isThorough: false})).toEqual([])
  expect(await isRunning(member)).toBe(false)
  expect(readdirSync(directory)).toEqual(['member'])
})
