// Looks come every so often, and sooner where the system tells of a change.

import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {watchDirectory} from '../../src/system/watch.ts'
import {temporaryDirectory} from './temporary.ts'

const NEVER_MS = 1_000_000

/** Resolves at the first look. */
const looked = (path: string, everyMs: number): Promise<void> =>
  new Promise(resolve => onTestFinished(watchDirectory(path, everyMs, resolve)))

test('a change is told of long before the next look', async () => {
  const directory = temporaryDirectory()
  const look = looked(directory, NEVER_MS)
  writeFileSync(join(directory, 'a'), '')
  await look
})

test('where nothing can be told of, looks come all the same, until they are not wanted any more', async () => {
  const missing = join(temporaryDirectory(), 'missing')
  await looked(missing, 1)
  let looks = 0
  watchDirectory(missing, 1, () => looks++)()
  await looked(missing, 50)
  expect(looks).toBe(0)
})
