// An agent that is not to be trusted is taken out of a run at work, with its processes; what it left stays where it is.

import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {identify} from '../../src/system/identity.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})
process.env.USER = 'ann'

test('S004-22: quarantine stops the agent at once, keeps its work and merges nothing of it until it is released', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {}, T3: {needs: ['T1']}}))
  const [first, second] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await first.write({'T1.txt': 'half\n'})
  expect(await runMain(['quarantine', 'conducted', '--reason', 'odd commits'], rig.root)).toEqual({
    ...{code: 0, err: ''},
    out: 'The agent conducted is in quarantine: it starts nothing, and nothing of it is merged. Next: agent-spawn quarantine conducted --release\n',
  })
  const state = await run.finished
  expect([await identify(first.pid), await identify(second.pid)]).toEqual([undefined, undefined])
  expect([...state.tasks.values()].map(({phase, spent}) => [phase, spent])).toEqual([
    ['needs-review', 0],
    ['needs-review', 0],
    ['waiting', 0],
  ])
  expect(existsSync(join(first.workspace, 'T1.txt'))).toBe(true)
  expect(state.tip).toBe(rig.git('rev-parse', 'main'))
  const status = await runMain(['status'], rig.root)
  expect(status.out).toContain('the end of the quarantine of conducted, which did it')
  const unknown = await runMain(['quarantine', 'clod'], rig.root)
  expect(unknown).toEqual({
    ...{code: 2, out: ''},
    err: `agent-spawn: Run ${run.run} has no agent clod; it has conducted.\n`,
  })

  const released = await runMain(['quarantine', 'conducted', '--release', '--json'], rig.root)
  expect(JSON.parse(released.out)).toMatchObject({kind: 'request', run: run.run, isAtWork: false})
  const next = await rig.resume()
  for (const task of ['T1', 'T2', 'T3']) {
    const attempt = await rig.attempt(task)
    await attempt.write({[`${task}.txt`]: 'whole\n'})
    attempt.exit(0)
  }
  expect((await next.finished).result).toBe('done')
})
