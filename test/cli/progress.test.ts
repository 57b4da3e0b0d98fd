// Agents tell how far they are, by a command in their own environment.

import {once} from 'node:events'
import {afterEach, expect, test, vi} from 'vitest'
import {listRuns, readRun} from '../../src/dispatcher/runs.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'
import {type Ran, runMain} from './rig.ts'

vi.setConfig({testTimeout: 60_000})
afterEach(() => vi.unstubAllEnvs())

/** As the first attempt at T1 has it. */
const asAgent = (root: string, run: string): void => {
  vi.stubEnv('AGENT_SPAWN_ROOT', root)
  vi.stubEnv('AGENT_SPAWN_RUN', run)
  vi.stubEnv('AGENT_SPAWN_TASK', 'T1')
  vi.stubEnv('AGENT_SPAWN_ATTEMPT', '1')
}

const refused = (message: string): Ran => ({code: 2, out: '', err: `agent-spawn: ${message}\n`})

test('S001-09: an agent at work tells its progress: it is recorded, in bounds, and does not go back', async () => {
  const rig = await createRig()
  const run = await rig.start(graphOf({T1: {}}))
  const attempt = await rig.attempt('T1')
  asAgent(rig.root, run.run)
  const say = (...words: string[]) => runMain(['progress', ...words], attempt.workspace)
  expect(await say('42', 'half of the tests')).toEqual({code: 0, out: 'T1: 42 %\n', err: ''})
  expect(rig.events.at(-1)).toMatchObject({
    ...{type: 'progress-reported', task: 'T1', attempt: 1, percent: 42, message: 'half of the tests'},
  })
  expect(await say('41')).toEqual(
    refused('T1 has come to 42 % already, and 41 % would go back. If it begins anew, say so with --reset.'),
  )
  for (const wrong of ['101', '4.5', 'much']) expect((await say(wrong)).code).toBe(2)
  expect((await say('--', '-1')).code).toBe(2)
  expect(JSON.parse((await say('30', '--reset', '--json')).out)).toEqual({
    ...{schemaVersion: 1, kind: 'progress', task: 'T1', percent: 30, isRecorded: true},
  })
  await attempt.write({'T1.txt': 'one\n'})
  attempt.exit(0)
  expect((await run.finished).tasks.get('T1')?.attempts[0]?.progress).toEqual({percent: 30})
  expect(await say('50')).toEqual({code: 0, out: 'T1: 50 %\n', err: ''})
})

test('while no dispatcher is at work, what an agent says waits for the next one', async () => {
  const rig = await createRig()
  const first = await rig.start(graphOf({T1: {}}))
  const attempt = await rig.attempt('T1')
  first.stop('detach', 'test')
  await first.finished
  asAgent(rig.root, first.run)
  expect(JSON.parse((await runMain(['progress', '70', '--json'], attempt.workspace)).out)).toMatchObject({
    isRecorded: false,
  })
  const next = await rig.resume()
  await vi.waitUntil(() => rig.events.some(({type}) => type === 'progress-reported'), {timeout: 20_000})
  await attempt.write({'T1.txt': 'one\n'})
  attempt.exit(0)
  const state = await next.finished
  expect([state.result, state.tasks.get('T1')?.attempts[0]?.progress]).toEqual(['done', {percent: 70}])
})

test('S001-22: after all died with four at work, each is listed as interrupted, with its progress and its last words', async () => {
  const rig = await createRig()
  const ids = ['T1', 'T2', 'T3', 'T4']
  const dispatcher = rig.startElsewhere(graphOf(Object.fromEntries(ids.map(id => [id, {}]))))
  const agents = await Promise.all(ids.map(id => rig.attempt(id)))
  const [run = ''] = await listRuns(rig.root)
  asAgent(rig.root, run)
  for (const [index, agent] of agents.entries()) {
    vi.stubEnv('AGENT_SPAWN_TASK', agent.task)
    await runMain(['progress', `${40 + index}`, 'half of the tests'], agent.workspace)
    await agent.print(`at step ${index}\n`)
  }
  dispatcher.kill('SIGKILL')
  const state = await readRun(rig.root)
  const tasks = state.ok ? [...state.value.tasks.values()] : []
  for (const {pid} of tasks.flatMap(({attempts}) => attempts[0]?.leaders ?? [])) process.kill(-pid, 'SIGKILL')
  await once(dispatcher, 'exit')
  const {out} = await runMain(['recover', 'list'], rig.root)
  for (const index of ids.keys())
    expect(out).toContain(
      `Progress: ${40 + index}%\n    Parent: ${run}\n    Message: interrupted: its process is gone; it told: half of the tests; it last said: at step ${index}\n`,
    )
  expect(out).toContain('Total: 4 incomplete agents\n')
})

test('who is no agent at work is told so', async () => {
  const rig = await createRig()
  const {code, out, err} = await runMain(['progress', '10'], rig.root)
  expect({code, out, err}).toMatchObject({code: 2, out: ''})
  expect(err).toContain('progress is for agents at work, and this is none')
})
