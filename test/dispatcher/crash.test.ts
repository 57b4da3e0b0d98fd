// The dispatcher is killed with SIGKILL, for real. What it had done stays done; what was in flight is taken over by the next one.

import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {journalPath, readRun} from '../../src/dispatcher/runs.ts'
import type {RunEvent} from '../../src/run/event.ts'
import type {RunState} from '../../src/run/state.ts'
import {monotonic} from '../../src/system/clock.ts'
import {identify} from '../../src/system/identity.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

const attemptsOf = (state: RunState) =>
  Object.fromEntries(
    [...state.tasks.values()].map(({task, attempts, spent}) => [task.id, {attempts: attempts.length, spent}]),
  )

const EIGHT = graphOf(
  Object.fromEntries(
    Array.from({length: 8}, (_, index) => [`T${index + 1}`, {writes: [`${index + 1}.txt`]}]),
  ),
)

/** A dispatcher in another process, with eight agents at work, that is dead by now. */
const eightLeftAtWork = async (rig: Rig) => {
  const dispatcher = rig.startElsewhere(EIGHT, {slots: 8})
  const agents = await Promise.all(EIGHT.tasks.map(({id}) => rig.attempt(id)))
  dispatcher.kill('SIGKILL')
  await once(dispatcher, 'exit')
  return agents
}

const typesOf = (rig: Rig, type: RunEvent['type']) => rig.events.filter(event => event.type === type)

test('S001-22, S001-23, S003-33: agents outlive their dispatcher, and the next one adopts 8 of 8; none is started again', async () => {
  const rig = await createRig()
  const agents = await eightLeftAtWork(rig)
  const start = monotonic()
  const run = await rig.resume()
  while (typesOf(rig, 'attempt-adopted').length < 8) await new Promise(resolve => setImmediate(resolve))
  const ms = monotonic() - start
  console.log(`8 of 8 adopted ${Math.round(ms)} ms after the restart`)
  // Two seconds on a machine of its own; this one may be shared by the whole suite.
  expect(ms).toBeLessThan(10_000)
  for (const agent of agents) {
    await agent.write({[`${agent.task.slice(1)}.txt`]: `${agent.task}\n`})
    agent.exit(0)
  }
  const state = await run.finished
  expect(state.result).toBe('done')
  expect(attemptsOf(state)).toEqual(
    Object.fromEntries(EIGHT.tasks.map(({id}) => [id, {attempts: 1, spent: 0}])),
  )
  expect(typesOf(rig, 'attempt-started')).toEqual([])
  expect(await readRun(rig.root)).toEqual({ok: true, value: state})
  expect(readdirSync(join(rig.root, '.conductor', 'workspaces'))).toEqual(['.gitignore'])
})

test('S001-22, S001-31, S001-32: agents that died with their dispatcher are lost, which spends no attempt; the next goes on in their workspace', async () => {
  const rig = await createRig()
  const agents = await eightLeftAtWork(rig)
  for (const agent of agents) {
    await agent.write({
      'checkpoint.json': `{"step": "half of ${agent.task}"}\n`,
      [`${agent.task.slice(1)}.txt`]: 'half',
    })
    process.kill(agent.pid, 'SIGKILL')
  }
  const run = await rig.resume()
  const again = await Promise.all(EIGHT.tasks.map(({id}) => rig.attempt(id)))
  expect(again.map(({workspace}) => workspace)).toEqual(agents.map(({workspace}) => workspace))
  for (const agent of again) {
    const instruction = readFileSync(join(agent.workspace, 'TASK_INSTRUCTION.md'), 'utf8')
    expect(instruction).toContain(`half of ${agent.task}`)
    expect(instruction).toContain(`- \`${agent.task.slice(1)}.txt\``)
    await agent.write({[`${agent.task.slice(1)}.txt`]: 'whole'})
    agent.exit(0)
  }
  const state = await run.finished
  expect(state.result).toBe('done')
  expect(attemptsOf(state)).toEqual(
    Object.fromEntries(EIGHT.tasks.map(({id}) => [id, {attempts: 2, spent: 0}])),
  )
  const outcomes = [...state.tasks.values()].map(({attempts}) => attempts[0]?.outcome?.type)
  expect(outcomes).toEqual(EIGHT.tasks.map(() => 'lost'))
  expect(rig.git('ls-tree', '--name-only', `agent-spawn/${run.run}`).split('\n')).not.toContain(
    'checkpoint.json',
  )
})

test('a machine that crashed may lose what an attempt wrote last, and keep that it began: it is lost, and spends nothing', async () => {
  const rig = await createRig()
  const dispatcher = rig.startElsewhere(graphOf({T1: {writes: ['a.txt']}}))
  const agent = await rig.attempt('T1')
  dispatcher.kill('SIGKILL')
  process.kill(agent.pid, 'SIGKILL')
  await once(dispatcher, 'exit')
  const [run = ''] = readdirSync(join(rig.root, '.conductor', 'runs')).filter(name => /^\d/.test(name))
  const path = journalPath(rig.root, run)
  const lines = readFileSync(path, 'utf8').split('\n')
  const forgotten = lines.findIndex(line => line.includes('process-started'))
  writeFileSync(
    path,
    lines
      .slice(0, forgotten)
      .map(line => `${line}\n`)
      .join(''),
  )

  const resumed = await rig.resume()
  const again = await rig.attempt('T1')
  expect(again.attempt).toBe(2)
  await again.write({'a.txt': 'one\n'})
  again.exit(0)
  const state = await resumed.finished
  expect([state.result, attemptsOf(state)]).toEqual(['done', {T1: {attempts: 2, spent: 0}}])
})

test('a dispatcher that is told to leave lets its agents go on, and the next one adopts them', async () => {
  const rig = await createRig()
  const first = await rig.start(graphOf({T1: {writes: ['a.txt']}, T2: {needs: ['T1'], writes: ['b.txt']}}))
  const t1 = await rig.attempt('T1')
  first.stop('detach', 'the user leaves')
  const left = await first.finished
  expect([left.result, left.stopping?.mode]).toEqual([undefined, 'detach'])
  expect(await identify(t1.pid)).toBeDefined()
  // Nobody watches it come to its end.
  await t1.write({'a.txt': 'one\n'})
  t1.exit(0)
  const second = await rig.resume()
  const t2 = await rig.attempt('T2')
  expect(readFileSync(join(t2.workspace, 'a.txt'), 'utf8')).toBe('one\n')
  await t2.write({'b.txt': 'two\n'})
  t2.exit(0)
  const state = await second.finished
  expect([state.result, attemptsOf(state)]).toEqual([
    'done',
    {T1: {attempts: 1, spent: 0}, T2: {attempts: 1, spent: 0}},
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
