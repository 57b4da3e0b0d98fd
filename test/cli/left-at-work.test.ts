// What a dispatcher, its agents or a whole machine leave behind when they die in the middle of something.

import {once} from 'node:events'
import {existsSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {sinceBoot} from '../../src/system/clock.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

test('locks that git left before the machine was last started are removed, and told of; younger ones are left', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(graphOf({T1: {}}))
  const agent = await rig.attempt('T1')
  dispatcher.kill('SIGKILL')
  process.kill(agent.pid, 'SIGKILL')
  await once(dispatcher, 'exit')
  const hub = join(rig.root, '.conductor', 'hub.git')
  const [old, young] = [join(hub, 'packed-refs.lock'), join(hub, 'config.lock')]
  for (const lock of [old, young]) writeFileSync(lock, '')
  const beforeBoot = (Date.now() - sinceBoot()) / 1000 - 60
  utimesSync(old, beforeBoot, beforeBoot)
  // Of the agent's own git: it was ended, and so was all that it had started.
  const own = join(agent.workspace, '.git', 'index.lock')
  writeFileSync(own, '')

  const run = await rig.resume()
  const again = await rig.attempt('T1')
  expect([old, young, own].map(existsSync)).toEqual([false, true, false])
  expect(rig.warnings).toContain(
    `Removed ${old}: older than the last start of this machine, so the git that made it is gone.`,
  )
  await again.write({'T1.txt': 'one\n'})
  again.exit(0)
  expect((await run.finished).result).toBe('done')
})

test('a run whose agent is at work does not go on in workspaces of another mode', async () => {
  const rig = await createRig()
  const first = await rig.start(graphOf({T1: {}}))
  const agent = await rig.attempt('T1')
  first.stop('detach', 'test')
  await first.finished
  expect(await runMain(['run', '--continue', '--workspace', 'worktree'], rig.root)).toEqual({
    ...{code: 2, out: ''},
    err: 'agent-spawn: The agent of T1 is at work in a workspace of mode clone, so the run cannot go on in mode worktree. Leave --workspace away, or wait until the agent has ended.\n',
  })
  const next = await rig.resume()
  await agent.write({'T1.txt': 'one\n'})
  agent.exit(0)
  expect((await next.finished).result).toBe('done')
})
