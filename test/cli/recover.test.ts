// `recover` on a run whose dispatcher is gone, and on the state files of another coordinator: texts, questions, exit codes.

import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import type {RunEvent} from '../../src/run/event.ts'
import {identify, type ProcessIdentity} from '../../src/system/identity.ts'
import {ENDING, EVENTS, START} from '../report/story.ts'
import {plantRun} from '../rig/journals.ts'
import {lastJson, PLAN, rig} from './rig.ts'

const RUN = '20260309-235930-ab12'

/** T2 waits for a person, T5 was at work when the dispatcher went. */
const interrupted = () => {
  const made = rig()
  plantRun(made.directory, EVENTS)
  return made
}

const CHECK = `============================================================
AGENT COORDINATOR RECOVERY CHECK
============================================================

Total incomplete agents: 2

By Status:
  - pending: 1
  - running: 1

By Type:
  - general: 2

RECOVERY ACTIONS:
1. See each of them: agent-spawn recover list
2. Go on with them: agent-spawn recover resume
3. Give them up: agent-spawn recover clear
`

test('S001-15: `recover` and `recover --action check` say what is incomplete and what can be done', async () => {
  const {run} = interrupted()
  for (const words of [['recover'], ['recover', 'check'], ['recover', '--action', 'check']])
    expect(await run(words)).toEqual({code: 0, out: CHECK, err: ''})
})

test('S001-15, S001-11: the same for programs', async () => {
  const {run} = interrupted()
  const ran = await run(['recover', '--json'])
  expect(ran).toMatchObject({code: 0, err: ''})
  expect(lastJson(ran)).toMatchObject({
    ...{schemaVersion: 1, kind: 'recovery', run: RUN, total_incomplete: 2},
    ...{by_status: {pending: 1, running: 1}, by_type: {general: 2}},
    agents: [{agent_id: 'T2'}, {agent_id: 'T5', status: 'running'}],
  })
})

test('S001-16, S001-22: `recover list` tells each one, with what it last said', async () => {
  const {run, write} = interrupted()
  write(
    `.conductor/runs/${RUN}/attempts/T5-2.log`,
    'reading the manual\nwriting \u001b[31mchapter 3\u001b[0m\n',
  )
  for (const words of [
    ['recover', 'list'],
    ['recover', '--action', 'list'],
  ])
    expect(await run(words)).toEqual({
      code: 0,
      err: '',
      out: `[1] Agent ID: T2
    Name: Draw the chart
    Type: general
    Status: pending
    Started: 2026-03-10T00:00:00Z
    Progress: 20%
    Parent: ${RUN}
    Message: waits for a person

[2] Agent ID: T5
    Name: Write the manual
    Type: general
    Status: running
    Started: 2026-03-10T00:03:50Z
    Progress: 20%
    Parent: ${RUN}
    Message: interrupted: its process is gone; it last said: writing chapter 3

Total: 2 incomplete agents
`,
    })
})

test('S001-15: nothing incomplete: after the end, and where there never was a run', async () => {
  const {run, directory} = rig()
  const none = `${CHECK.split('\n').slice(0, 4).join('\n')}\nNo incomplete agents found\n`
  expect(await run(['recover'])).toEqual({code: 0, out: none, err: ''})
  expect(await run(['recover', 'list'])).toEqual({code: 0, out: 'Total: 0 incomplete agents\n', err: ''})
  expect(await run(['recover', 'resume'])).toEqual({
    code: 0,
    out: '',
    err: '[RECOVERY] No incomplete agents found\n',
  })
  const approved = {type: 'review-decided', task: 'T2', decision: 'rejected', by: 'a'} as const
  plantRun(directory, [
    ...EVENTS,
    ...[approved, ...ENDING].map((body, at) => ({...body, at: START + 1e6 + at})),
  ])
  expect(await run(['recover'])).toEqual({code: 0, out: none, err: ''})
})

test('an unknown action and an unknown run', async () => {
  const {run} = interrupted()
  expect(await run(['recover', 'everything'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: unknown action "everything"; expected check, list, resume, clear, metrics.\n',
  })
  expect(await run(['recover', '--run', 'x'])).toMatchObject({code: 2, out: ''})
})

const QUESTION = 'Clear all incomplete agent states? (yes/no): '

test('S001-17: `recover clear` asks, and only the word yes clears', async () => {
  const {run} = interrupted()
  for (const answer of ['no', 'y', 'YES', ''])
    expect(await run(['recover', 'clear'], answer)).toEqual({code: 0, out: 'Cancelled\n', err: QUESTION})
  expect((await run(['recover'])).out).toBe(CHECK)
  expect(await run(['recover', 'clear'], 'yes')).toEqual({
    code: 0,
    out: 'Cleared 2 incomplete agent states\n',
    err: QUESTION,
  })
  expect(lastJson(await run(['recover', '--json']))).toMatchObject({total_incomplete: 0})
  expect(lastJson(await run(['status', '--json']))).toMatchObject({
    tasks: [
      {id: 'T1', phase: 'done'},
      {id: 'T2', phase: 'cancelled'},
      {id: 'T3', phase: 'failed'},
      {id: 'T4', phase: 'waiting'},
      {id: 'T5', phase: 'cancelled'},
      {id: 'T6', phase: 'skipped'},
    ],
  })
})

test('S001-17: without a terminal it refuses unless told --yes', async () => {
  const {run} = interrupted()
  expect(await run(['recover', '--action', 'clear'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: clear gives up all incomplete agents and asks first; without a terminal, add --yes.\n',
  })
  expect(await run(['recover', 'clear', '--yes'])).toEqual({
    code: 0,
    out: 'Cleared 2 incomplete agent states\n',
    err: '',
  })
})

test('S001-18, S001-23, S001-25: the state of an agent that is at work is never cleared, and it is told apart by more than its number', async () => {
  const mine = await identify(process.pid)
  if (mine === undefined) throw new Error('this process is not alive')
  const processOf = (leader: ProcessIdentity): RunEvent => ({
    ...{type: 'process-started', at: START + 1e6, task: 'T5', attempt: 2, leader},
    status: 'attempts/T5-2.status',
  })
  const alive = rig()
  plantRun(alive.directory, [...EVENTS, processOf(mine)])
  expect((await alive.run(['recover', 'list'])).out).toContain(
    'Message: still at work; `agent-spawn recover resume` waits for it\n',
  )
  expect(await alive.run(['recover', 'clear', '--agent-id', 'T5'])).toEqual({
    code: 1,
    out: '',
    err: 'agent-spawn: Agent T5 is at work and was left alone; stop it first.\n',
  })
  expect(await alive.run(['recover', 'clear', '--yes'])).toEqual({
    code: 0,
    out: 'Cleared 1 incomplete agent states\n',
    err: 'agent-spawn: Agent T5 is at work and was left alone; stop it first.\n',
  })
  const reused = rig()
  plantRun(reused.directory, [...EVENTS, processOf({...mine, startTicks: 1, startedAt: 'long ago'})])
  expect((await reused.run(['recover', 'list'])).out).toContain('interrupted: its process is gone')
  expect(await reused.run(['recover', 'clear', '--agent-id', 'T5'])).toMatchObject({code: 0})
})

test('S001-18: one agent: given up, already completed, not found', async () => {
  const {run} = interrupted()
  expect(await run(['recover', 'clear', '--agent-id', 'T5'])).toEqual({
    code: 0,
    out: 'Cleared state for agent T5\n',
    err: '',
  })
  expect(await run(['recover', 'clear', '--agent-id', 'T5'])).toEqual({
    code: 1,
    out: '',
    err: 'agent-spawn: Agent T5 is already completed\n',
  })
  expect(await run(['recover', '--action', 'clear', '--agent-id', 'T1'])).toEqual({
    code: 1,
    out: '',
    err: 'agent-spawn: Agent T1 is already completed\n',
  })
  expect(await run(['recover', 'clear', '--agent-id', 'T99'])).toEqual({
    code: 1,
    out: '',
    err: 'agent-spawn: Agent T99 not found\n',
  })
})

const STATE = {
  agent_id: 'L2.1.1',
  agent_name: 'Harbour Master',
  agent_type: 'L2',
  parent_agent_id: 'L1.PILOT.1',
  model: 'haiku',
  prompt: 'Look after the harbour.',
  load_percentage: 25,
  estimated_duration: 300,
  metadata: {berth: 4},
  status: 'running',
  pid: 4_194_301,
  started_at: '2026-03-09T08:00:00',
  progress: 20,
  created_at: '2026-03-09T08:00:00',
  last_updated: '2026-03-09T08:00:01',
}

/** Files of another coordinator: two at work as far as they say, a done one, a stopped one and one that a crash tore. */
const deployment = () => {
  const made = rig({isEmpty: true})
  const directory = join(made.directory, 'agent-deployment')
  const put = (id: string, value: object | string): void => {
    mkdirSync(join(directory, 'state'), {recursive: true})
    writeFileSync(
      join(directory, 'state', `${id}.json`),
      typeof value === 'string' ? value : JSON.stringify(value, undefined, 2),
    )
  }
  put('L2.1.1', STATE)
  put('L2.1.2', {
    agent_id: 'L2.1.2',
    status: 'spawning',
    started_at: null,
    last_updated: '2026-03-09T08:00:01',
  })
  put('L2.1.3', {...STATE, agent_id: 'L2.1.3', status: 'completed'})
  put('L2.1.4', {agent_id: 'L2.1.4', status: 'cancelled', exit_code: -15})
  put('L2.1.5', '{"agent_id": "L2.1.5", "sta')
  return {...made, deployment: directory, put}
}

const corruptNotice = (directory: string): string =>
  `agent-spawn: ${join(directory, 'state', 'L2.1.5.json')} does not hold the state of an agent. \`agent-spawn doctor --repair\` moves it aside.\n`

test('S001-19, S001-04, S001-05, S001-06: state files of another coordinator, a corrupt one told of and the others read', async () => {
  const {run, deployment: directory} = deployment()
  for (const words of [
    ['recover', '--json'],
    ['recover', '--json', '--deployment-dir', 'agent-deployment'],
  ]) {
    const ran = await run(words)
    expect(ran).toMatchObject({code: 0, err: corruptNotice(directory)})
    expect(lastJson(ran)).toEqual({
      ...{schemaVersion: 1, kind: 'recovery', run: null, total_incomplete: 2},
      by_status: {running: 1, spawning: 1},
      by_type: {L2: 1, unknown: 1},
      agents: [
        {
          agent_id: 'L2.1.1',
          status: 'running',
          agent_name: 'Harbour Master',
          agent_type: 'L2',
          parent_agent_id: 'L1.PILOT.1',
          started_at: '2026-03-09T08:00:00',
          progress: 20,
        },
        {agent_id: 'L2.1.2', status: 'spawning', started_at: null},
      ],
    })
  }
  expect((await run(['recover', '--deployment-dir', 'nowhere'])).out).toContain('No incomplete agents found')
})

test('S001-26: a deployment directory without state files has no agents', async () => {
  const {run, write} = rig({isEmpty: true})
  write('agent-deployment/agents/L1/status.json', '{"status":"running"}')
  expect((await run(['recover'])).out).toContain('No incomplete agents found')
})

test('S001-10, S001-18: clearing them removes their files, but never of an agent at work', async () => {
  const {run, put, deployment: directory} = deployment()
  put('L2.1.6', {...STATE, agent_id: 'L2.1.6', pid: process.pid, started_at: '2025-01-01T00:00:00Z'})
  const mine = new Date(Date.now() - process.uptime() * 1000).toISOString()
  put('L2.1.7', {...STATE, agent_id: 'L2.1.7', pid: process.pid, started_at: mine})
  expect(await run(['recover', 'clear', '--agent-id', 'L2.1.7'])).toEqual({
    code: 1,
    out: '',
    err: 'agent-spawn: Agent L2.1.7 is at work and was left alone; stop it first.\n',
  })
  expect(await run(['recover', 'clear', '--agent-id', 'L2.1.3'])).toMatchObject({
    code: 1,
    err: 'agent-spawn: Agent L2.1.3 is already completed\n',
  })
  const cleared = await run(['recover', 'clear', '--yes'])
  expect(cleared.code).toBe(0)
  expect(cleared.err).toContain('Agent L2.1.7 is at work and was left alone')
  const left = lastJson(await run(['recover', '--json', '--deployment-dir', directory]))
  expect(left).toMatchObject({
    agents: expect.arrayContaining([expect.objectContaining({agent_id: 'L2.1.7'})]),
  })
  expect(left).toMatchObject({total_incomplete: 1})
  expect(left).not.toMatchObject({
    agents: expect.arrayContaining([expect.objectContaining({agent_id: 'L2.1.1'})]),
  })
})

test('agents of another coordinator cannot be gone on with', async () => {
  const {run} = deployment()
  const ran = await run(['recover', 'resume'])
  expect(ran).toMatchObject({code: 2, out: ''})
  expect(ran.err).toContain('[RECOVERY] Found 2 incomplete agents\n')
  expect(ran.err).toContain('these agents were started by another program')
})

test('S001-29: `recover metrics`', async () => {
  const {run} = interrupted()
  const ran = await run(['recover', 'metrics', '--json'])
  expect(ran.code).toBe(0)
  expect(lastJson(ran)).toEqual({
    ...{schemaVersion: 1, kind: 'recovery-metrics', incomplete_agents: 2},
    oldest_incomplete_age: expect.any(Number),
    state_disk_use: expect.any(Number),
    ...{recoveries: 0, agents_adopted: 0, agents_lost: 0, success_rate: 0.5, time_to_recovery: null},
  })
  const text = (await run(['recover', '--action', 'metrics'])).out
  expect(text).toContain('success_rate           0.5\n')
  expect((await run(['status', '--metrics'])).out).toMatch(/^success_rate {11}0\.5$/m)
})

test('S001-14: `recover resume` says what it found, and goes on with the run', async () => {
  const {run, read, write} = rig()
  const {run: id} = lastJson(
    await run(['run', '--from-doc', PLAN, '--agent', 'simulate', '--no-report', '--json']),
  )
  const path = `.conductor/runs/${id}/journal`
  const lines = read(path).split('\n')
  const end = lines.findIndex(line => line.includes('"attempt-finished"'))
  write(path, lines.slice(0, end).join('\n').concat('\n'))
  const resumed = await run(['recover', 'resume', '--json'])
  expect(resumed).toMatchObject({
    code: 0,
    err: `[RECOVERY] Found 2 incomplete agents
[RECOVERY]   - spawning: 2
[RECOVERY]   - general: 2
[RECOVERY] Agent states preserved for resumption
`,
  })
  expect(lastJson(resumed)).toMatchObject({run: id, result: 'done', counts: {done: 4}})
  expect(lastJson(await run(['recover', 'metrics', '--json']))).toMatchObject({
    recoveries: 1,
    success_rate: 1,
  })
})
