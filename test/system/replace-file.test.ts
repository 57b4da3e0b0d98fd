import {chmodSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {replaceUnchanged} from '../../src/system/replace-file.ts'
import {temporaryDirectory} from './temporary.ts'

test('a file that still holds what was read is replaced, with its permissions', async () => {
  const path = join(temporaryDirectory(), 'plan.md')
  writeFileSync(path, 'old\r\n')
  chmodSync(path, 0o664)
  expect(await replaceUnchanged(path, Buffer.from('old\r\n'), 'new ⛵\r\n')).toBe(true)
  expect(readFileSync(path, 'utf8')).toBe('new ⛵\r\n')
  expect(statSync(path).mode & 0o777).toBe(0o664)
})

test('a file that somebody else has changed stays as it is, and nothing is left beside it', async () => {
  const directory = temporaryDirectory()
  const path = join(directory, 'plan.md')
  writeFileSync(path, 'theirs')
  expect(await replaceUnchanged(path, Buffer.from('old'), 'new')).toBe(false)
  expect(readFileSync(path, 'utf8')).toBe('theirs')
  expect(readdirSync(directory)).toEqual(['plan.md'])
})
