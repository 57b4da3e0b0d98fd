// What is seen of agents while they are at work, in real workspaces.

import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {EventType, RunEvent} from '../../src/run/event.ts'
import {createRig, type Rig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise(resolve => setImmediate(resolve))
}

/** The first such event, as soon as it is durable. */
const seen = async <T extends EventType>(rig: Rig, type: T): Promise<Extract<RunEvent, {type: T}>> => {
  const find = () => rig.events.find((event): event is Extract<RunEvent, {type: T}> => event.type === type)
  await until(() => find() !== undefined)
  return find() ?? seen(rig, type)
}

const changesOf = (rig: Rig, run: string, attempt: string): readonly string[] => {
  const file = join(rig.root, '.conductor/runs', run, 'attempts', `${attempt}.changes.jsonl`)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  // Behind the last line there is nothing yet.
  return lines.slice(0, -1).map(line => JSON.parse(line).path)
}

test('S002-29, S002-16: who changes which file is known while it happens, and a trespass is told at once', async () => {
  const rig = await createRig({'README.md': 'hello\n', '.gitignore': 'cache/\n'})
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}, T2: {writes: ['b.txt']}}), {claims: 'warn'})
  const [t1, t2] = [await rig.attempt('T1'), await rig.attempt('T2')]
  mkdirSync(join(t1.workspace, 'cache'))
  writeFileSync(join(t1.workspace, 'cache/x'), 'ignored\n')
  await t1.write({'a.txt': 'one\n'})
  await t2.write({'b.txt': 'two\n', 'README.md': 'not mine\n'})
  const {task, attempt, paths} = await seen(rig, 'trespass-seen')
  expect({task, attempt, paths}).toEqual({task: 'T2', attempt: 1, paths: ['README.md']})
  t1.exit(0)
  t2.exit(0)
  const state = await run.finished
  expect([state.result, state.tasks.get('T2')?.attempts[0]?.trespasses]).toEqual(['done', ['README.md']])
  expect(new Set(changesOf(rig, run.run, 'T2-1'))).toEqual(new Set(['README.md', 'b.txt']))
})

test('S002-07: where trespasses fail, the agent is stopped in the middle, and the next try is not blamed for what it finds', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {writes: ['a.txt']}}), {claims: 'fail', attempts: 2})
  const first = await rig.attempt('T1')
  await first.write({'README.md': 'not mine\n'})
  const second = await rig.attempt('T1')
  await second.write({'a.txt': 'mine\n'})
  await until(() => changesOf(rig, run.run, 'T1-2').includes('a.txt'))
  await second.write({'README.md': 'hello\n'})
  second.exit(0)
  const state = await run.finished
  expect(state.result).toBe('done')
  const [stopped] = state.tasks.get('T1')?.attempts ?? []
  expect([stopped?.outcome, stopped?.exit?.stopped]).toEqual([
    {type: 'trespassed', paths: ['README.md']},
    'cancelled',
  ])
})
