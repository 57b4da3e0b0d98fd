// The main job on the example that ships with the program: what `npm start` does.

import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, onTestFinished, test, vi} from 'vitest'
import {runMain} from './rig.ts'

vi.setConfig({testTimeout: 180_000})

test('the example is built, verified, merged, landed and reported, without anybody’s configuration', async () => {
  const here = mkdtempSync(join(tmpdir(), 'demo-'))
  onTestFinished(() => rmSync(here, {recursive: true, force: true}))
  const {code, out, err} = await runMain(['demo', '--directory', 'scratch'], here)
  expect(code).toBe(0)
  expect(err).toBe(
    `agent-spawn: The example runs in ${here}/scratch; its commands are trusted, as they ship with the program.\n`,
  )
  const run = /integration branch {2}(agent-spawn\/\S+)/.exec(out)?.[1] ?? ''
  const log = /execution log {7}(\S+)/.exec(out)?.[1] ?? ''
  const git = (...args: string[]): string =>
    execFileSync('git', args, {cwd: join(here, 'scratch'), encoding: 'utf8'}).trim()
  expect(git('rev-parse', 'main')).toBe(git('rev-parse', run))
  expect(
    git('log', '--format=%s')
      .split('\n')
      .filter(subject => subject.startsWith('feat(T')),
  ).toHaveLength(12)
  const text = readFileSync(join(here, log), 'utf8')
  expect(text).toBe(readFileSync(join(here, 'scratch', log), 'utf8'))
  expect(text).toContain('- **Status:** completed')
})
