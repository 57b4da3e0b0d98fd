// One start per attempt, and what a later process makes of a command that an earlier one began: with real shells, some of them late.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, readFileSync, watch, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import type {Adoption} from '../../src/system/adoption.ts'
import {sinceBoot} from '../../src/system/clock.ts'
import {identify, isAlive, type ProcessIdentity} from '../../src/system/identity.ts'
import {ProcessPool} from '../../src/system/process.ts'
import {quote} from '../../src/system/quote.ts'
import {claimed, settleStatus} from '../../src/system/status-file.ts'
import type {Leader} from '../../src/system/tree.ts'
import {temporaryDirectory} from './temporary.ts'

const rig = () => {
  const directory = temporaryDirectory()
  const pool = new ProcessPool({graceMs: 30_000})
  onTestFinished(() => pool.close())
  const file = (name: string): string => join(directory, name)
  let alive = 0
  return {
    directory,
    pool,
    file,
    /** Its name as shell text. */
    word: (name: string): string => quote(file(name)),
    read: (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : ''),
    adopt: (leader: Leader, more: Partial<Adoption> = {}) =>
      pool.adopt({
        leader,
        startedAt: Date.now(),
        status: file('status'),
        log: file('log'),
        cwd: directory,
        runMs: 0,
        idleMs: 0,
        signal: new AbortController().signal,
        alone: true,
        onAlive: () => {
          alive += 1
        },
        ...more,
      }),
    aliveCalls: (): number => alive,
  }
}

/** Resolves when the file has a whole line. */
const written = async (path: string): Promise<string> => {
  for (const watcher = watch(join(path, '..')); ; await once(watcher, 'change')) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (!text.includes('\n')) continue
    watcher.close()
    return text.trim()
  }
}

/** A shell as a slot has it, of a dispatcher that is gone: its input ends behind the command. */
const shellOf = async (text: string, {isStopped = false} = {}) => {
  const shell = spawn('/bin/sh', ['-s'], {detached: true, stdio: ['pipe', 'ignore', 'ignore']})
  const identity = await identify(shell.pid ?? 0)
  if (identity === undefined) throw new Error('the shell did not start')
  onTestFinished(() => void shell.kill('SIGKILL'))
  if (isStopped) shell.kill('SIGSTOP')
  shell.stdin.end(`trap : TERM\n${text}`)
  return {shell, identity, exited: once(shell, 'exit') as Promise<[number | null, NodeJS.Signals | null]>}
}

test('a shell that is late finds its attempt taken, and does nothing', async () => {
  const {file, word, read} = rig()
  const {shell, exited} = await shellOf(claimed(`echo run >>${word('out')}`, file('status')), {
    isStopped: true,
  })
  expect(await settleStatus(file('status'))).toEqual({type: 'lost'})
  shell.kill('SIGCONT')
  expect(await exited).toEqual([99, null])
  expect([read('out'), read('status')]).toEqual(['', 'lost\n'])
  expect(await settleStatus(file('status'))).toEqual({type: 'lost'})
})

test.each(['sh', 'bash'])('%s takes an attempt once, even when many shells try', async shell => {
  const {file, word, read} = rig()
  const text = claimed(`echo run >>${word('out')}`, file('status'))
  const shells = Array.from({length: 8}, () => spawn(shell, ['-s'], {stdio: ['pipe', 'ignore', 'ignore']}))
  const ends = shells.map(each => once(each, 'exit'))
  for (const each of shells) each.stdin.end(text)
  const codes = (await Promise.all(ends)).map(([code]) => code)
  expect(codes.filter(code => code === 0).length).toBe(1)
  expect(codes.filter(code => code === 99).length).toBe(7)
  expect([read('out'), read('status')]).toEqual(['run\n', '0\n'])
})

test('a command that was cut off while its shell read it never begins', async () => {
  const {file, word, read} = rig()
  const text = claimed(`echo run >>${word('out')}`, file('status'))
  for (let length = 0; length < text.length - 1; length += 7) {
    const {exited} = await shellOf(text.slice(0, length))
    await exited
  }
  expect([read('out'), existsSync(file('status'))]).toEqual(['', false])
})

test('a command at work is adopted: its end is awaited, its status taken, and what it left running ended', async () => {
  const {file, word, adopt, aliveCalls} = rig()
  const text = `sleep 60 & echo $! >${word('child')}; while ! [ -e ${word('go')} ]; do sleep 0.01; done; exit 7`
  const {identity} = await shellOf(claimed(text, file('status')))
  const child = Number(await written(file('child')))
  const end = adopt(identity)
  writeFileSync(file('go'), '')
  expect(await end).toEqual({how: 'exited', exitCode: 7, durationMs: expect.any(Number)})
  expect(aliveCalls()).toBeLessThanOrEqual(1)
  expect(await identify(child)).toBeUndefined()
})

test('a command that ended meanwhile has its status; one struck down with its dispatcher is lost, and so is one that never began', async () => {
  const {file, word, adopt} = rig()
  const ended = async (text: string, name: string) => {
    const {identity, exited} = await shellOf(claimed(text, file(name)))
    await exited
    return adopt(identity, {status: file(name)})
  }
  expect(await ended('exit 3', 'a')).toMatchObject({how: 'exited', exitCode: 3})
  expect(await ended("sh -c 'kill -9 $$'", 'b')).toMatchObject({how: 'lost'})
  expect(await ended('kill -KILL $$', 'c')).toMatchObject({how: 'lost', exitCode: null})
  const {identity, exited} = await shellOf(claimed(`echo run >${word('out')}`, file('d')), {isStopped: true})
  expect(await adopt(identity, {status: file('d')})).toMatchObject({how: 'lost'})
  await exited
  expect(existsSync(file('out'))).toBe(false)
})

test('the limits of an adopted command count from its start, and it can be cancelled', async () => {
  const {file, word, adopt} = rig()
  const begin = async (name: string) => {
    const {identity} = await shellOf(claimed(`echo >${word(`${name}.begun`)}; sleep 60`, file(name)))
    await written(file(`${name}.begun`))
    return identity
  }
  const start = Date.now()
  const [old, idle, unwanted] = [await begin('old'), await begin('idle'), await begin('unwanted')]
  expect(
    await adopt(old, {status: file('old'), runMs: 3_600_000, startedAt: start - 3_600_000}),
  ).toMatchObject({
    how: 'timed-out',
    exitCode: 143,
  })
  expect(await adopt(idle, {status: file('idle'), idleMs: 50})).toMatchObject({how: 'stalled'})
  const abort = new AbortController()
  const cancelled = adopt(unwanted, {status: file('unwanted'), signal: abort.signal})
  abort.abort()
  expect(await cancelled).toMatchObject({how: 'cancelled'})
  expect(await Promise.all([old, idle, unwanted].map(isAlive))).toEqual([false, false, false])
})

test('its run limit is measured by the clock of the machine since its start, which nobody sets', async () => {
  const {file, word, adopt} = rig()
  const begin = async (name: string) => {
    const {identity} = await shellOf(claimed(`echo >${word(`${name}.begun`)}; sleep 60`, file(name)))
    await written(file(`${name}.begun`))
    return identity
  }
  const [back, forth] = [await begin('back'), await begin('forth')]
  const hour = 3_600_000
  const limited = {runMs: hour, startedAt: Date.now() + hour, uptimeMs: sinceBoot() - hour}
  expect(await adopt(back, {status: file('back'), ...limited})).toMatchObject({how: 'timed-out'})
  const ahead = {runMs: hour, startedAt: Date.now() - 2 * hour, uptimeMs: sinceBoot()}
  const abort = new AbortController()
  const watched = adopt(forth, {status: file('forth'), ...ahead, signal: abort.signal})
  setTimeout(() => abort.abort(), 100)
  expect(await watched).toMatchObject({how: 'cancelled'})
})

test('a pool that leaves lets lasting commands go on; another one adopts them', async () => {
  const {directory, file, word, adopt} = rig()
  const leaving = new ProcessPool({graceMs: 30_000})
  const order = {
    cwd: directory,
    env: {},
    log: file('log'),
    runMs: 0,
    idleMs: 0,
    signal: new AbortController().signal,
  }
  const {promise: started, resolve} = Promise.withResolvers<ProcessIdentity>()
  const lasting = leaving.runLasting({
    ...order,
    command: `echo >${word('begun')}; while ! [ -e ${word('go')} ]; do sleep 0.01; done; echo out; exit 5`,
    status: file('status'),
    onStart: resolve,
  })
  const passing = leaving.run({...order, command: `echo >${word('other')}; sleep 60`})
  await Promise.all([written(file('begun')), written(file('other'))])
  await leaving.leave()
  expect(await lasting).toMatchObject({how: 'left'})
  expect(await passing).toMatchObject({how: 'cancelled'})
  const end = adopt(await started)
  writeFileSync(file('go'), '')
  expect(await end).toMatchObject({how: 'exited', exitCode: 5})
  expect(readFileSync(file('log'), 'utf8')).toBe('out\n')
})
