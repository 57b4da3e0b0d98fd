// The dispatcher is killed with SIGKILL, for real. What it had done stays done; what was in flight is settled by the next one.

import {once} from 'node:events'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readRun} from '../../src/dispatcher/runs.ts'
import {identify} from '../../src/system/identity.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

test('S001-22, S003-33: a killed dispatcher loses no merged work and spends no attempt; its agents are ended before others start', async () => {
  const rig = await createRig()
  const graph = graphOf({
    T1: {writes: ['a.txt']},
    T2: {needs: ['T1'], writes: ['b.txt']},
    T3: {needs: ['T1'], writes: ['c.txt']},
  })
  const dispatcher = rig.startElsewhere(graph)
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'one\n'})
  t1.exit(0)
  const [t2, t3] = [await rig.attempt('T2'), await rig.attempt('T3')]
  await t2.write({'b.txt': 'half done\n'})
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  expect(await identify(t2.pid)).toBeDefined()

  const run = await rig.resume()
  expect(await identify(t2.pid)).toBeUndefined()
  expect(await identify(t3.pid)).toBeUndefined()
  const [again2, again3] = [await rig.attempt('T2'), await rig.attempt('T3')]
  expect(again2.workspace).toBe(t2.workspace)
  expect(readFileSync(join(again2.workspace, 'b.txt'), 'utf8')).toBe('half done\n')
  await again2.write({'b.txt': 'two\n'})
  await again3.write({'c.txt': 'three\n'})
  again2.exit(0)
  again3.exit(0)
  const state = await run.finished
  expect(state.result).toBe('done')
  const attempts = [...state.tasks.values()].map(({task, attempts, spent}) => [
    task.id,
    attempts.length,
    spent,
  ])
  expect(attempts).toEqual([
    ['T1', 1, 0],
    ['T2', 2, 0],
    ['T3', 2, 0],
  ])
  expect(rig.git('log', '--format=%s', `agent-spawn/${run.run}`).split('\n').toSorted()).toEqual([
    'feat(T1): the T1 part',
    'feat(T2): the T2 part',
    'feat(T3): the T3 part',
    'start',
  ])
})

test('a dispatcher killed while the merged tree is judged: the work is merged by the next one, without another attempt', async () => {
  const rig = await createRig()
  const wait = 'touch "$AGENT_SPAWN_ROOT/judging"; while [ ! -e "$AGENT_SPAWN_ROOT/go" ]; do sleep 0.05; done'
  const location = {file: 'plan.md', line: 1, column: 1}
  const step = {
    name: 'wait',
    command: `test ! -e a.txt || test ! -e b.txt || { ${wait}; }`,
    location,
  } as const
  const gate = {
    name: 'slow',
    type: 'command',
    steps: [{...step, kind: 'check', expect: 'success'}],
    parameters: {},
    location,
  } as const
  const sketch = graphOf({T1: {writes: ['a.txt']}, T2: {writes: ['b.txt']}})
  const graph = {...sketch, tasks: sketch.tasks.map(task => ({...task, gates: [gate]}))}
  const dispatcher = rig.startElsewhere(graph)
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n'})
  await t2.write({'b.txt': 'two\n'})
  t1.exit(0)
  t2.exit(0)
  while (!existsSync(join(rig.root, 'judging'))) await new Promise(resolve => setImmediate(resolve))
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  writeFileSync(join(rig.root, 'go'), '')

  const run = await rig.resume()
  const state = await run.finished
  expect(state.result).toBe('done')
  expect([...state.tasks.values()].map(({attempts}) => attempts.length)).toEqual([1, 1])
  expect(await readRun(rig.root)).toEqual({ok: true, value: state})
  expect(rig.git('ls-tree', '--name-only', `agent-spawn/${run.run}`)).toBe('README.md\na.txt\nb.txt')
})
