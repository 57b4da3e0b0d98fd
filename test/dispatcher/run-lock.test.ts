// One dispatcher per run, with real processes as holders.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import {describeHolder, findLockHolder, takeRunLock} from '../../src/dispatcher/run-lock.ts'
import {identify} from '../../src/system/identity.ts'
import {temporaryDirectory} from '../system/temporary.ts'

let directory: string
beforeEach(() => {
  directory = temporaryDirectory()
})

test('the second one is told who holds it, and gets it after the release', async () => {
  const first = await takeRunLock(directory)
  expect(await takeRunLock(directory)).toEqual({
    ok: false,
    error: {pid: process.pid, path: join(directory, 'lock-1')},
  })
  if (first.ok) await first.value.release()
  expect((await takeRunLock(directory)).ok).toBe(true)
})

test('a dispatcher tells of which run it is one, under a name that no other lock has', async () => {
  const first = await takeRunLock(directory, 'a')
  expect(await findLockHolder(directory)).toEqual({
    pid: process.pid,
    path: join(directory, 'lock-1'),
    run: 'a',
  })
  expect(describeHolder('/repo', {pid: 7, path: 'lock-1', run: 'a'})).toBe(
    'Another dispatcher is at work in /repo: process 7. Wait for it, or stop it first: agent-spawn stop --run a',
  )
  if (first.ok) await first.value.release()
  const second = await takeRunLock(directory, 'b')
  expect([first, second].map(lock => lock.ok && lock.value.name)).toEqual(['lock-1', 'lock-2'])
})

test('the lock of a dead process is taken over, and nothing of it is left', async () => {
  const child = spawn('sleep', ['60'])
  const identity = await identify(child.pid ?? 0)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await writeFile(join(directory, 'lock-3'), JSON.stringify({holder: identity, isReleased: false}))
  expect((await takeRunLock(directory)).ok).toBe(true)
  expect(await readdir(directory)).toEqual(['lock-4'])
  expect(JSON.parse(await readFile(join(directory, 'lock-4'), 'utf8'))).toEqual({
    holder: await identify(process.pid),
    isReleased: false,
    host: hostname(),
  })
})

test('S001-25: a lock of before the last boot holds nothing, nor does one whose number is another process now', async () => {
  const mine = await identify(process.pid)
  for (const holder of [
    {...mine, bootId: 'another boot'},
    {...mine, startTicks: 1, startedAt: 'long ago'},
  ]) {
    await writeFile(join(directory, 'lock-7'), JSON.stringify({holder, isReleased: false}))
    expect(await findLockHolder(directory)).toBeUndefined()
    const taken = await takeRunLock(directory)
    if (!taken.ok) throw new Error('it is not free')
    await taken.value.release()
    await rm(directory, {recursive: true})
    await mkdir(directory)
  }
})

test('of a holder on another machine nobody here can tell whether it lives: its lock counts, and says so', async () => {
  const path = join(directory, 'lock-1')
  await writeFile(path, JSON.stringify({holder: {pid: 12}, isReleased: false, host: 'elsewhere'}))
  const taken = await takeRunLock(directory)
  expect(taken).toEqual({ok: false, error: {pid: 12, host: 'elsewhere', path}})
  expect(taken.ok ? '' : describeHolder('/repo', taken.error)).toBe(
    `Another dispatcher is at work in /repo: process 12 on the machine elsewhere. Wait for it, or stop it there; if that machine is gone, remove ${path}.`,
  )
})

test.each(['', '{"holder":', 'null', '{"isReleased":false,"holder":{"pid":"12"}}', '\u0000\u0001'])(
  'a lock that no dispatcher wrote is not taken over: %j',
  async text => {
    const path = join(directory, 'lock-2')
    await writeFile(path, text)
    const taken = await takeRunLock(directory)
    expect(taken).toEqual({ok: false, error: {path}})
    expect(taken.ok ? '' : describeHolder('/repo', taken.error)).toBe(
      `The lock ${path} cannot be read, so it does not tell who is at work in /repo. If no dispatcher is, remove that file.`,
    )
    expect(await readFile(path, 'utf8')).toBe(text)
  },
)

test('of many that find a stale lock at once, exactly one gets it', async () => {
  const holder = {pid: 4_194_300, startTicks: 1, bootId: 'gone'}
  await writeFile(join(directory, 'lock-1'), JSON.stringify({holder, isReleased: false}))
  const taken = await Promise.all(Array.from({length: 20}, () => takeRunLock(directory)))
  expect(taken.filter(({ok}) => ok).length).toBe(1)
})
