// Several coordinators of one run: one is at work, the others wait, and one of them takes over when it dies.

import {once} from 'node:events'
import {expect, test, vi} from 'vitest'
import {continueRun} from '../../src/dispatcher/run.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

/** One more coordinator of the last run, in this process. */
const coordinate = ({root, events}: Rig) =>
  continueRun({
    directory: root,
    policy: recorded => recorded,
    observe: event => void events.push(event),
    warn: () => undefined,
  })

test('S001-34: of several coordinators one is at work; when it dies, one takes over with all that is at work, and nothing is done twice', async () => {
  const rig = await createRig()
  const first = rig.startElsewhere(graphOf({T1: {}, T2: {needs: ['T1']}}))
  const attempt = await rig.attempt('T1')
  const early = await coordinate(rig)
  expect(early.ok ? undefined : early.error.code).toBe('held')
  expect(early.ok ? undefined : early.error.message).toContain(`process ${first.pid}`)

  first.kill('SIGKILL')
  await once(first, 'exit')
  const successors = await Promise.all([coordinate(rig), coordinate(rig), coordinate(rig)])
  const [run, ...others] = successors.flatMap(successor => (successor.ok ? [successor.value] : []))
  expect([others, successors.map(({ok}) => ok).filter(ok => !ok)]).toEqual([[], [false, false]])
  await vi.waitUntil(() => rig.events.some(({type}) => type === 'attempt-adopted'), {timeout: 20_000})
  await attempt.write({'T1.txt': 'one\n'})
  attempt.exit(0)
  const second = await rig.attempt('T2')
  await second.write({'T2.txt': 'two\n'})
  second.exit(0)
  const state = await run?.finished
  expect([...(state?.tasks.values() ?? [])].map(({phase, attempts}) => [phase, attempts.length])).toEqual([
    ['done', 1],
    ['done', 1],
  ])
})
