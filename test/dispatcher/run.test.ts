// Whole runs: a real repository, real processes, agents that the test conducts.

import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {readRun} from '../../src/dispatcher/runs.ts'
import type {Gate, Graph, Task} from '../../src/graph/task.ts'
import type {RunState} from '../../src/run/state.ts'
import {identify} from '../../src/system/identity.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf, type TaskSketch} from '../run/graphs.ts'

const HERE = {file: 'plan.md', line: 1, column: 1}

const commandGate = (command: string): Gate => ({
  name: 'validation',
  type: 'command',
  steps: [{name: 'check', command, kind: 'check', expect: 'success', location: HERE}],
  parameters: {},
  location: HERE,
})

/** A graph whose tasks have one gate each. */
const gated = (sketch: {readonly [id: string]: TaskSketch & {readonly gate: string}}): Graph => {
  const graph = graphOf(sketch)
  const tasks = graph.tasks.map(
    (task): Task => ({...task, gates: [commandGate(sketch[task.id]?.gate ?? 'false')]}),
  )
  return {...graph, tasks}
}

const phases = (state: RunState): {readonly [task: string]: string} =>
  Object.fromEntries([...state.tasks.values()].map(({task, phase}) => [task.id, phase]))

test('S003-15, S003-18: a dependent starts from a tree that holds the merged work of its dependencies', async () => {
  const rig = await createRig()
  const graph = graphOf({
    T1: {writes: ['a.txt']},
    T2: {writes: ['b.txt']},
    T3: {needs: ['T1', 'T2'], writes: ['c.txt']},
  })
  const run = await rig.start(graph)
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n'})
  await t2.write({'b.txt': 'two\n'})
  t1.exit(0)
  t2.exit(0)
  const t3 = await rig.attempt('T3')
  expect(readFileSync(join(t3.workspace, 'a.txt'), 'utf8')).toBe('one\n')
  expect(readFileSync(join(t3.workspace, 'b.txt'), 'utf8')).toBe('two\n')
  await t3.write({'c.txt': 'three\n'})
  t3.exit(0)
  const state = await run.finished
  expect(state.result).toBe('done')
  expect(rig.git('log', '--format=%s', `agent-spawn/${run.run}`).split('\n').toSorted()).toEqual([
    'feat(T1): the T1 part',
    'feat(T2): the T2 part',
    'feat(T3): the T3 part',
    'start',
  ])
  expect(rig.git('rev-list', '--merges', `agent-spawn/${run.run}`)).toBe('')
  expect(rig.git('rev-parse', `agent-spawn/${run.run}`)).toBe(state.tip)
})

test('the base branch and the working tree of the user are left alone', async () => {
  const rig = await createRig()
  const before = [rig.git('rev-parse', 'main'), rig.git('status', '--porcelain')]
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'one\n'})
  t1.exit(0)
  await run.finished
  expect([rig.git('rev-parse', 'main'), rig.git('status', '--porcelain')]).toEqual(before)
  expect(existsSync(join(rig.root, 'a.txt'))).toBe(false)
})

test('S003-28: an agent that claims success and writes nothing gets no task done', async () => {
  const rig = await createRig()
  const graph = graphOf({T1: {writes: ['a.txt']}, T2: {writes: []}, T3: {needs: ['T1'], writes: ['c.txt']}})
  const run = await rig.start(graph, {attempts: 1})
  for (const task of ['T1', 'T2']) {
    const attempt = await rig.attempt(task)
    await attempt.print('All done, everything works!\n')
    attempt.exit(0)
  }
  const state = await run.finished
  expect(phases(state)).toEqual({T1: 'failed', T2: 'failed', T3: 'waiting'})
  expect(state.tasks.get('T1')?.attempts[0]?.outcome).toEqual({type: 'missing-outputs', paths: ['a.txt']})
  expect(state.tasks.get('T2')?.attempts[0]?.outcome).toEqual({type: 'missing-outputs', paths: []})
  expect(state.result).toBe('failed')
})

test('S003-14: a failed gate is told to the next attempt, which goes on in the same workspace', async () => {
  const rig = await createRig()
  const run = await rig.start(gated({T1: {writes: ['a.txt'], gate: 'cat a.txt; grep -q right a.txt'}}))
  const first = await rig.attempt('T1')
  expect(readFileSync(join(first.workspace, 'TASK_INSTRUCTION.md'), 'utf8')).toContain('grep -q right a.txt')
  await first.write({'a.txt': 'wrong answer\n'})
  first.exit(0)
  const second = await rig.attempt('T1')
  expect(second.workspace).toBe(first.workspace)
  expect(second.attempt).toBe(2)
  const told = readFileSync(join(second.workspace, 'TASK_INSTRUCTION.md'), 'utf8')
  expect(told).toContain('Gate validation failed at "check" (exit code 1).')
  expect(told).toContain('wrong answer')
  await second.write({'a.txt': 'right answer\n'})
  second.exit(0)
  const state = await run.finished
  expect(state.result).toBe('done')
  expect(rig.git('show', `agent-spawn/${run.run}:a.txt`)).toBe('right answer')
  expect(rig.git('ls-tree', '--name-only', `agent-spawn/${run.run}`)).toBe('README.md\na.txt')
})

test('S003-30: a write outside of the declared outputs is noted, or fails the attempt', async () => {
  for (const [claims, phase] of [
    ['warn', 'done'],
    ['fail', 'failed'],
  ] as const) {
    const rig = await createRig()
    const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}), {claims, attempts: 1})
    const t1 = await rig.attempt('T1')
    await t1.write({'a.txt': 'mine\n', 'README.md': 'not mine\n'})
    t1.exit(0)
    const state = await run.finished
    expect([phases(state), state.tasks.get('T1')?.attempts[0]?.trespasses]).toEqual([
      {T1: phase},
      ['README.md'],
    ])
  }
})

test('green alone, red together: the second is not merged as it is, and gets a try on the tree it must fit', async () => {
  const rig = await createRig({'check.sh': 'test ! -e a.txt || test ! -e b.txt || grep -q both b.txt\n'})
  const run = await rig.start(
    gated({T1: {writes: ['a.txt'], gate: 'sh check.sh'}, T2: {writes: ['b.txt'], gate: 'sh check.sh'}}),
  )
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  await t1.write({'a.txt': 'one\n'})
  await t2.write({'b.txt': 'two\n'})
  t1.exit(0)
  t2.exit(0)
  const again = await Promise.race([rig.attempt('T1'), rig.attempt('T2')])
  expect(existsSync(join(again.workspace, again.task === 'T1' ? 'b.txt' : 'a.txt'))).toBe(true)
  await again.write({'a.txt': 'one\n', 'b.txt': 'both\n'})
  again.exit(0)
  const state = await run.finished
  expect(state.result).toBe('done')
  const outcome = state.tasks.get(again.task)?.attempts[0]?.outcome
  expect(outcome).toEqual({type: 'gate-failed', gate: 'validation', step: 'check', exitCode: 1})
})

test('a journal on disk replays to the state in which the run ended', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'one\n'})
  t1.exit(0)
  const state = await run.finished
  expect(await readRun(rig.root)).toEqual({ok: true, value: state})
})

test('a stopped run goes on where it was: what is merged is not done again', async () => {
  const rig = await createRig()
  const first = await rig.start(graphOf({T1: {writes: ['a.txt']}, T2: {needs: ['T1'], writes: ['b.txt']}}))
  const t1 = await rig.attempt('T1')
  first.stop('drain', 'Ctrl-C')
  await t1.write({'a.txt': 'one\n'})
  t1.exit(0)
  expect((await first.finished).result).toBe('interrupted')
  const second = await rig.resume()
  const t2 = await rig.attempt('T2')
  expect(existsSync(join(t2.workspace, 'a.txt'))).toBe(true)
  await t2.write({'b.txt': 'two\n'})
  t2.exit(0)
  const state = await second.finished
  expect([state.result, state.tasks.get('T1')?.attempts.length, second.run]).toEqual(['done', 1, first.run])
})

test('a kill ends the agents, keeps their work, and spends no attempt', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}))
  const t1 = await rig.attempt('T1')
  await t1.write({'a.txt': 'half\n'})
  run.stop('kill', 'Ctrl-C twice')
  const state = await run.finished
  expect([state.result, phases(state), state.tasks.get('T1')?.spent]).toEqual([
    'interrupted',
    {T1: 'waiting'},
    0,
  ])
  expect(await identify(t1.pid)).toBeUndefined()
  expect(readFileSync(join(t1.workspace, 'a.txt'), 'utf8')).toBe('half\n')
})

test('while one dispatcher holds a run, another is told who', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}))
  const t1 = await rig.attempt('T1')
  await expect(rig.resume()).rejects.toThrow(
    `Another dispatcher is at work in ${rig.root}: process ${process.pid}. Wait for it, or stop it first: agent-spawn stop --run ${run.run}`,
  )
  await t1.write({'a.txt': 'one\n'})
  t1.exit(0)
  await run.finished
})

test('a task whose work is to change nothing is judged by its gate, and merged as any other', async () => {
  const rig = await createRig({'a.txt': 'right\n'})
  const run = await rig.start(
    gated({T1: {writes: [], gate: 'grep -q right a.txt'}, T2: {needs: ['T1'], gate: 'true'}}),
  )
  ;(await rig.attempt('T1')).exit(0)
  const t2 = await rig.attempt('T2')
  await t2.write({'T2.txt': 'two\n'})
  t2.exit(0)
  expect((await run.finished).result).toBe('done')
  expect(rig.git('log', '--format=%s', '-2', `agent-spawn/${run.run}`).split('\n')).toEqual([
    'feat(T2): the T2 part',
    'feat(T1): the T1 part',
  ])
})

test('S003-28: that declared files were there before is no evidence', async () => {
  const rig = await createRig({'a.txt': 'old\n'})
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}), {attempts: 1})
  ;(await rig.attempt('T1')).exit(0)
  const state = await run.finished
  expect(state.tasks.get('T1')?.attempts[0]?.outcome).toEqual({type: 'missing-outputs', paths: []})
})

test('what a gate leaves behind is not taken for the work of the next attempt', async () => {
  const rig = await createRig()
  const gate = 'echo seen >>coverage.out; echo spoiled >README.md; grep -q right a.txt'
  const run = await rig.start(gated({T1: {writes: ['a.txt'], gate}}), {claims: 'fail'})
  const first = await rig.attempt('T1')
  await first.write({'a.txt': 'wrong\n'})
  first.exit(0)
  const second = await rig.attempt('T1')
  expect(existsSync(join(second.workspace, 'coverage.out'))).toBe(false)
  expect(readFileSync(join(second.workspace, 'README.md'), 'utf8')).toBe('hello\n')
  expect(readFileSync(join(second.workspace, 'a.txt'), 'utf8')).toBe('wrong\n')
  await second.write({'a.txt': 'right\n'})
  second.exit(0)
  const state = await run.finished
  expect([state.result, state.tasks.get('T1')?.attempts[1]?.trespasses]).toEqual(['done', []])
})

test('a stop that was wanted before the run began starts nothing', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}, T2: {}}))
  run.stop('drain', 'Ctrl-C')
  const state = await run.finished
  expect([state.result, phases(state)]).toEqual(['interrupted', {T1: 'waiting', T2: 'waiting'}])
  expect(rig.events.filter(({type}) => type === 'attempt-started')).toEqual([])
})

test('a set-up that is stopped says nothing of its task', async () => {
  const rig = await createRig()
  const setup = ['touch "$AGENT_SPAWN_ROOT/begun"; sleep 60']
  const run = await rig.start(graphOf({T1: {}}), {workspace: {...rig.policy.workspace, setup}})
  while (!existsSync(join(rig.root, 'begun'))) await new Promise(resolve => setImmediate(resolve))
  run.stop('kill', 'Ctrl-C twice')
  const state = await run.finished
  expect([state.result, phases(state), state.tasks.get('T1')?.spent]).toEqual([
    'interrupted',
    {T1: 'waiting'},
    0,
  ])
})
