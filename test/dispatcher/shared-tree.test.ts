// All work in one tree: claims are the only guard there, and a write outside of them is not let pass.

import {rmSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {Policy} from '../../src/run/policy.ts'
import type {RunState} from '../../src/run/state.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

const shared = ({policy}: Rig, more: Partial<Policy> = {}): Partial<Policy> => ({
  workspace: {...policy.workspace, mode: 'shared'},
  claims: 'fail',
  attempts: 1,
  ...more,
})

const outcomes = (state: RunState): object =>
  Object.fromEntries(
    [...state.tasks.values()].map(({task, attempts}) => [task.id, attempts.map(({outcome}) => outcome)]),
  )

test('S002-04: two tasks with overlapping claims are never at work side by side in one tree', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['src/']}, T2: {writes: ['src/a.ts']}}), shared(rig))
  for (const task of ['T1', 'T2']) {
    const attempt = await rig.attempt(task)
    await attempt.write({'src/a.ts': `${task}\n`})
    attempt.exit(0)
  }
  await run.finished
  const order = rig.events.filter(({type}) => type === 'attempt-started' || type === 'attempt-finished')
  expect(order.map(event => 'task' in event && `${event.type} ${event.task}`)).toEqual([
    'attempt-started T1',
    'attempt-finished T1',
    'attempt-started T2',
    'attempt-finished T2',
  ])
})

test('S002-07: a write outside of the claims fails the attempt: new, edited and deleted files', async () => {
  const rig = await createRig({'README.md': 'hello\n', 'old file.txt': 'old\n', '.gitignore': '*.log\n'})
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}), shared(rig))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'mine\n', 'README.md': 'mine\n', 'new ü.txt': 'mine\n', 'agent.log': 'noise\n'})
  rmSync(join(rig.root, 'old file.txt'))
  t1.exit(0)
  expect(outcomes(await run.finished)).toEqual({
    T1: [{type: 'trespassed', paths: ['README.md', 'new ü.txt', 'old file.txt']}],
  })
})

test('what another one at work may write is its own; what nobody may write is blamed on whoever was there', async () => {
  const rig = await createRig()
  const sketch = {T1: {writes: ['a.txt']}, T2: {writes: ['b.txt']}, T3: {writes: ['c.txt'], needs: ['T1']}}
  const run = await rig.start(graphOf(sketch), shared(rig, {attempts: 2}))
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'T1\n'})
  await t2.write({'b.txt': 'T2\n'})
  t1.exit(0)
  const t3 = await rig.attempt('T3')
  await t3.write({'c.txt': 'T3\n', 'd.txt': 'T3\n'})
  t2.exit(0)
  const again = await rig.attempt('T2')
  await again.write({'b.txt': 'T2 again\n'})
  again.exit(0)
  t3.exit(1)
  ;(await rig.attempt('T3')).exit(1)
  expect(outcomes(await run.finished)).toEqual({
    T1: [{type: 'passed'}],
    T2: [{type: 'trespassed', paths: ['d.txt']}, {type: 'passed'}],
    T3: [expect.objectContaining({type: 'agent-failed'}), expect.objectContaining({type: 'agent-failed'})],
  })
})

test('with `claims: warn` it is noted alone', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}), shared(rig, {claims: 'warn'}))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'mine\n', 'b.txt': 'mine\n'})
  t1.exit(0)
  const state = await run.finished
  expect([outcomes(state), state.tasks.get('T1')?.attempts[0]?.trespasses]).toEqual([
    {T1: [{type: 'passed'}]},
    ['b.txt'],
  ])
})
