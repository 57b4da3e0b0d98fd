// The verbs of those who coordinate agents by a manifest, from registration to the end of the session.

import {expect, test, vi} from 'vitest'
import {lastJson, type Rig, rig, WORKER} from './rig.ts'

vi.setConfig({testTimeout: 60_000})

const MANIFEST = '.agents/orchestrator.json'
const CONFIG = `orchestrator: ${MANIFEST}\nreview: {unverified: accept}\n`

const place = (): Rig => {
  const made = rig({isEmpty: true})
  made.write('.conductor/config.yaml', CONFIG)
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=Settings')
  return made
}

const agentsOf = (made: Rig) => JSON.parse(made.read(MANIFEST)).agents

test('S002-03, S002-34: an agent that is registered stands in the manifest, and files that are shared are told', async () => {
  const {run, read} = place()
  const tanks = ['--name', 'Tank volumes', '--files', 'out/', 'models/tank.py', '--priority', '1']
  expect(await run(['session', 'register', ...tanks])).toEqual({
    code: 0,
    out: `agent-tank-volumes is registered in ${MANIFEST}. Next: agent-spawn session start\n`,
    err: '',
  })
  const valves = ['--name', 'Valves', '--id', 'valves', '--files', 'out/valves.txt', '--timeout', '30']
  const second = await run(['session', 'register', ...valves, '--after', 'agent-tank-volumes'])
  expect(second.out).toBe(
    `valves is registered in ${MANIFEST}. It shares files with agent-tank-volumes: they take turns. Next: agent-spawn session start\n`,
  )
  expect(JSON.parse(read(MANIFEST))).toEqual({
    orchestrator_version: '1.0',
    agents: {
      'agent-tank-volumes': {
        id: 'agent-tank-volumes',
        name: 'Tank volumes',
        status: 'REGISTERED',
        pid: null,
        started_at: null,
        terminal: null,
        priority: 1,
        file_locks: ['out/', 'models/tank.py'],
        dependencies: [],
      },
      valves: {
        id: 'valves',
        name: 'Valves',
        status: 'REGISTERED',
        pid: null,
        started_at: null,
        terminal: null,
        priority: 3,
        file_locks: ['out/valves.txt'],
        dependencies: ['agent-tank-volumes'],
        timeout: 30,
      },
    },
  })
  expect((await run(['session', 'list'])).out).toBe(
    `agent-tank-volumes  REGISTERED  -  priority 1  Tank volumes  out/ models/tank.py
valves              REGISTERED  -  priority 3  Valves        out/valves.txt
`,
  )
})

test('S002-10: the same agent is not registered twice, be it by id, by name or by its files', async () => {
  const {run} = place()
  const register = (...words: string[]) => run(['session', 'register', ...words])
  await register('--name', 'Tanks', '--files', 'a', './b')
  expect(await register('--name', 'Other', '--id', 'agent-tanks')).toMatchObject({
    code: 1,
    err: 'agent-spawn: There is an agent agent-tanks already. Give this one another --id.\n',
  })
  expect((await register('--name', 'Tanks', '--id', 'again')).err).toBe(
    'agent-spawn: agent-tanks ("Tanks") has the same name: the same work would be done twice. Register only one of them.\n',
  )
  expect((await register('--name', 'Other', '--files', 'b', 'a')).err).toBe(
    'agent-spawn: agent-tanks ("Tanks") has the same files: the same work would be done twice. Register only one of them.\n',
  )
  expect((await register('--name', 'Third', '--after', 'nobody')).err).toBe(
    'agent-spawn: There is no agent nobody to wait for; known are agent-tanks.\n',
  )
  expect(await register('--name', 'Fourth', '--priority', '9')).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: priority is wrong, expected a number from 1 to 5.\n',
  })
})

test('without any agent there is nothing to list or to start, and it is said how to get one', async () => {
  const {run} = place()
  const text = `No agents in ${MANIFEST}, and no run yet. Next: agent-spawn session register --name NAME --files PATH\n`
  expect(await run(['session', 'list'])).toEqual({code: 0, out: text, err: ''})
  expect(await run(['session', 'start'])).toEqual({code: 2, out: '', err: `agent-spawn: ${text}`})
})

test('a file that is no manifest is left as it is', async () => {
  const {run, write, read} = place()
  write(MANIFEST, '{"agents": [')
  const {code, err} = await run(['session', 'register', '--name', 'Tanks'])
  expect({code, err}).toEqual({code: 2, err: expect.stringContaining(`${MANIFEST} is no manifest`)})
  expect(read(MANIFEST)).toBe('{"agents": [')
})

test('S002-01, S002-02, S002-33, S002-34: a session is run, told in manifest and log, and seen through by its verbs', async () => {
  const made = place()
  const {run, read} = made
  await run(['session', 'register', '--name', 'Tanks', '--id', 'tanks', '--files', 'out/tanks.txt'])
  await run([
    'session',
    'register',
    '--name',
    'Valves',
    '--id',
    'valves',
    '--files',
    'out/',
    '--after',
    'tanks',
  ])
  made.git('add', '--all')
  made.git('commit', '--quiet', '--message=Manifest')
  const started = await run(['session', 'start-session', '--agent', WORKER, '--trust', '--json'])
  expect({code: started.code, err: started.err}).toMatchObject({code: 0})
  const {run: id} = lastJson(started)

  expect(JSON.parse(read(MANIFEST))).toMatchObject({session_id: id, status: 'completed'})
  expect(agentsOf(made)).toMatchObject({
    tanks: {status: 'COMPLETED', pid: null, file_locks: ['out/tanks.txt']},
    valves: {status: 'COMPLETED', dependencies: ['tanks'], file_locks: ['out/']},
  })
  const log = read('.agents/orchestrator.log').trimEnd().split('\n')
  expect(log.length).toBeGreaterThan(8)
  for (const line of log) expect(line).toMatch(/^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \P{Cc}+$/u)

  expect((await run(['session', 'list'])).out).toBe(
    `tanks   COMPLETED  -  priority 3  Tanks   out/tanks.txt
valves  COMPLETED  -  priority 3  Valves  out/
`,
  )
  expect(await run(['session', 'status', '--id', 'tanks'])).toEqual({
    code: 0,
    out: 'tanks (Tanks) is done.\n',
    err: '',
  })
  for (const [verb, words] of [
    ['status', ['status']],
    ['timeline', ['log']],
    [`timeline --id valves --run ${id}`, ['history', 'valves']],
    ['logs --id valves', ['log', 'valves']],
    ['complete-session', ['stop']],
    ['stop --force', ['stop', '--kill']],
    ['stop --id tanks', ['cancel', 'tanks']],
    ['release-locks --id tanks', ['cancel', 'tanks']],
    ['resolve-conflict --keep tanks --terminate valves', ['cancel', 'valves']],
    ['reset --force', ['cleanup', '--force']],
  ] as const)
    expect([verb, await run(['session', ...verb.split(' ')])]).toEqual([verb, await run([...words])])
})
