// One dispatcher per run, with real processes as holders.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {readdir, readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {beforeEach, expect, test} from 'vitest'
import {takeRunLock} from '../../src/dispatcher/run-lock.ts'
import {identify} from '../../src/system/identity.ts'
import {temporaryDirectory} from '../system/temporary.ts'

let directory: string
beforeEach(() => {
  directory = temporaryDirectory()
})

test('the second one is told who holds it, and gets it after the release', async () => {
  const first = await takeRunLock(directory)
  expect(await takeRunLock(directory)).toEqual({ok: false, error: {pid: process.pid}})
  if (first.ok) await first.value.release()
  expect((await takeRunLock(directory)).ok).toBe(true)
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
  })
})

test('of many that find a stale lock at once, exactly one gets it', async () => {
  const holder = {pid: 4_194_300, startTicks: 1, bootId: 'gone'}
  await writeFile(join(directory, 'lock-1'), JSON.stringify({holder, isReleased: false}))
  const taken = await Promise.all(Array.from({length: 20}, () => takeRunLock(directory)))
  expect(taken.filter(({ok}) => ok).length).toBe(1)
})
