// What `gc` removes, what stays and why, and that an archived run comes back as it was.

import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import type {RunEvent} from '../../src/run/event.ts'
import {EVENTS} from '../report/story.ts'
import {plantRun} from '../rig/journals.ts'
import {lastJson, PLAN, type Rig, rig, WORKER} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const DAY_MS = 86_400_000

/** A simulated run of the harbour: four tasks, done so many days ago, or as far as `upTo` events. */
const REST: readonly object[] = [
  ...['T1', 'T5'].flatMap(task => [
    {type: 'attempt-started', task, attempt: 1, agent: 'simulate'},
    {type: 'attempt-finished', task, attempt: 1, outcome: {type: 'passed'}, durationMs: 1, trespasses: []},
  ]),
  {type: 'run-finished', result: 'done'},
]

const plant = ({directory}: Rig, run: string, days: number, upTo = REST.length): string => {
  const [first] = EVENTS
  if (first?.type !== 'run-started') throw new Error('the story has no beginning')
  const {base: _base, ...started} = first
  const agents = {default: {name: 'simulate', kind: 'simulate', args: []}, byType: {}, byTask: {}}
  const policy = {...started.policy, agents, manual: 'accept', unverified: 'accept'}
  const at = Date.now() - days * DAY_MS
  const events = [{...started, run, policy, selection: ['T1', 'T5']}, ...REST.slice(0, upTo)]
  return plantRun(directory, events.map(event => ({...event, at})) as unknown as readonly RunEvent[])
}

test('S001-12, S001-36: finished runs older than N days go, younger ones and those that are not over stay', async () => {
  const made = rig()
  const old = plant(made, '20260101-000000000-aaaa', 8)
  const young = plant(made, '20260103-000000000-bbbb', 6)
  const open = plant(made, '20260102-000000000-cccc', 90, 3)
  const words = ['gc', '--keep-days', '7']
  const said = (what: string): string =>
    `20260102-000000000-cccc stays: it is not over
20260103-000000000-bbbb stays: it is not old enough
1 run ${what}: 20260101-000000000-aaaa
`
  expect(await made.run([...words, '--dry-run'])).toEqual({code: 0, err: '', out: said('would be removed')})
  expect(existsSync(old)).toBe(true)
  expect(await made.run(words)).toEqual({code: 0, err: '', out: said('removed')})
  expect([old, young, open].map(path => existsSync(path))).toEqual([false, true, true])
})

test('S001-13: with 0 days all that is finished goes, and what is not stays', async () => {
  const made = rig()
  const [finished, open] = [
    plant(made, '20260101-000000000-aaaa', 0),
    plant(made, '20260102-000000000-cccc', 0, 3),
  ]
  await made.run(['gc', '--keep-days', '0'])
  expect([finished, open].map(path => existsSync(path))).toEqual([false, true])
})

test('S001-28: nothing is removed unless somebody says how old; the configuration can', async () => {
  const made = rig()
  const path = plant(made, '20260101-000000000-aaaa', 1000)
  expect(await made.run(['gc'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: Nothing is removed unless you say how old it must be: use --keep-days N, or set retention.keepDays in .conductor/config.yaml.\n',
  })
  made.write('.conductor/config.yaml', 'retention: {keepDays: 30, archive: true}\n')
  expect((await made.run(['gc'])).out).toBe('1 run removed: 20260101-000000000-aaaa\n')
  expect(existsSync(path)).toBe(false)
})

test('S001-28, S004-38: an archived run comes back with the same bytes, and can be archived again', async () => {
  const made = rig()
  const run = '20260101-000000000-aaaa'
  const path = plant(made, run, 100)
  made.write(`.conductor/runs/${run}/attempts/T1-1.log`, 'what the agent said\n')
  const [bytes, log] = [readFileSync(path), (await made.run(['log'])).out]
  for (const _ of [1, 2]) {
    await made.run(['gc', '--keep-days', '90', '--archive'])
    expect(existsSync(path)).toBe(false)
    expect((await made.run(['runs'])).out).toBe('no runs yet\n')
    expect(await made.run(['gc', '--restore', run])).toEqual({
      code: 0,
      err: '',
      out: `${run} is back; see agent-spawn status --run ${run}\n`,
    })
    expect(readFileSync(path)).toEqual(bytes)
    expect((await made.run(['log'])).out).toBe(log)
    expect(made.read(`.conductor/runs/${run}/attempts/T1-1.log`)).toBe('what the agent said\n')
  }
  expect(await made.run(['gc', '--restore', run])).toMatchObject({
    code: 2,
    err: `agent-spawn: Run ${run} is not in the archive, which holds nothing.\n`,
  })
})

const RUN_IT = ['run', '--from-doc', PLAN, '--agent', WORKER, '--trust', '--no-report', '--json']

test('merged work that is on no branch of the user’s keeps its run; landed, the run goes with its refs', async () => {
  const made = rig()
  const {run} = lastJson(await made.run(RUN_IT))
  const words = ['gc', '--keep-days', '0', '--json']
  expect(lastJson(await made.run(words))).toMatchObject({
    removed: [],
    stays: [{run, reason: 'its work is on no branch of yours: land it first'}],
  })
  await made.run(['land'])
  const refs = () =>
    made.git('--git-dir', join(made.directory, '.conductor/hub.git'), 'for-each-ref', '**/agent-spawn/**')
  expect(refs()).toContain(`refs/agent-spawn/${run}/T1/1`)
  expect(lastJson(await made.run(words))).toMatchObject({removed: [run], stays: [], notes: []})
  expect(refs()).toBe('')
  expect(made.read('out/T4.txt')).toBe('T4\n')
})

test('the work of a failed task stays under its ref when its run goes, and is named', async () => {
  const made = rig()
  const agent =
    'shell:mkdir -p out && if [ {task} = T1 ]; then echo half > half.txt; exit 1; fi; echo {task} > out/{task}.txt'
  const {run} = lastJson(
    await made.run([
      'run',
      'T1,T2',
      '--from-doc',
      PLAN,
      '--agent',
      agent,
      '--trust',
      '--no-report',
      '--attempts',
      '1',
      '--json',
    ]),
  )
  await made.run(['land'])
  const ran = await made.run(['gc', '--keep-days', '0'])
  expect(ran).toEqual({
    code: 0,
    err: '',
    out: `The unmerged work of T1 in run ${run} stays in the hub as refs/agent-spawn/${run}/T1/1.\nThe workspace .conductor/workspaces/agent-T1-general stays: it holds work that is merged nowhere.\n1 run removed: ${run}\n`,
  })
  const hub = join(made.directory, '.conductor/hub.git')
  expect(made.git('--git-dir', hub, 'show', `refs/agent-spawn/${run}/T1/1:half.txt`)).toBe('half')
  expect(existsSync(join(made.directory, '.conductor/workspaces/agent-T1-general/half.txt'))).toBe(true)
})

test('S001-12, S001-13: state files of another coordinator that ended long ago go, running ones stay', async () => {
  const made = rig({isEmpty: true})
  const state = join(made.directory, 'agent-deployment/state')
  mkdirSync(state, {recursive: true})
  const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString()
  const agents = [
    {agent_id: 'a', status: 'completed', completed_at: ago(8)},
    {agent_id: 'b', status: 'failed', failed_at: ago(6)},
    {agent_id: 'c', status: 'cancelled', last_updated: ago(8)},
    {agent_id: 'd', status: 'running', last_updated: ago(100)},
    {agent_id: 'e', status: 'completed'},
  ]
  for (const agent of agents) writeFileSync(join(state, `${agent.agent_id}.json`), JSON.stringify(agent))
  const words = ['gc', '--deployment-dir', 'agent-deployment', '--keep-days']
  expect((await made.run([...words, '7'])).out).toBe('2 agents removed: a, c\n')
  expect((await made.run([...words, '0'])).out).toBe('1 agent removed: b\n')
  expect(
    agents.filter(({agent_id}) => existsSync(join(state, `${agent_id}.json`))).map(({agent_id}) => agent_id),
  ).toEqual(['d', 'e'])
})
