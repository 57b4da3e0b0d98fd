// The files about the state of agents: made from the journal alone, whole or not at all, and of no weight for the run.

import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test, vi} from 'vitest'
import {AGENT_STATUSES, agentState, isIncomplete} from '../../src/report/agent-state.ts'
import {JOURNAL_VERSION, type RunEvent} from '../../src/run/event.ts'
import {evolve} from '../../src/run/evolve.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {type RunState, taskState} from '../../src/run/state.ts'
import {keepProjections, projectionsOf} from '../../src/service/projections.ts'
import {ENDING, EVENTS, START, told, toldOn} from '../report/story.ts'
import {graphOf} from '../run/graphs.ts'
import {temporaryDirectory} from '../system/temporary.ts'

const KEYS = [
  ...['agent_id', 'agent_name', 'agent_type', 'parent_agent_id', 'model', 'prompt', 'load_percentage'],
  ...[
    'estimated_duration',
    'metadata',
    'status',
    'pid',
    'started_at',
    'progress',
    'created_at',
    'last_updated',
  ],
]

const state = (root: string, agent: string): string =>
  readFileSync(join(root, '.conductor/state', `${agent}.json`), 'utf8')

/** Plays the events as a dispatcher does. */
const play = (root: string, events: readonly RunEvent[], warn = (_: string): void => undefined) => {
  const projections = keepProjections(root, warn)
  let run: RunState | undefined
  for (const event of JSON.parse(JSON.stringify(events))) {
    run = evolve(run, event)
    projections.observe(event, run)
  }
  if (run === undefined) throw new Error('nothing is played')
  return {projections, run}
}

test('S001-01: a state file has the fifteen keys in their order, indented by two', () => {
  const root = temporaryDirectory()
  play(root, EVENTS).projections.close()
  expect(state(root, 'T1')).toBe(`{
  "agent_id": "T1",
  "agent_name": "Read the | gauge",
  "agent_type": "general",
  "parent_agent_id": "20260309-235930-ab12",
  "model": "claude",
  "prompt": "### T1: Read the | gauge\\n\\nMake it.",
  "load_percentage": 16.7,
  "estimated_duration": null,
  "metadata": {
    "run": "20260309-235930-ab12",
    "attempt": 2,
    "agent": "claude",
    "group": "GROUP A",
    "workspace": ".conductor/workspaces/agent-T1-task",
    "branch": "agent/T1/task"
  },
  "status": "completed",
  "pid": null,
  "started_at": "2026-03-10T00:00:50Z",
  "progress": 100,
  "created_at": "2026-03-09T23:59:40Z",
  "last_updated": "2026-03-10T00:01:50Z",
  "completed_at": "2026-03-10T00:01:50Z"
}
`)
  for (const name of readdirSync(join(root, '.conductor/state')).filter(file => file.endsWith('.json')))
    expect(Object.keys(JSON.parse(state(root, name.replace('.json', '')))).slice(0, 15)).toEqual(KEYS)
})

test('S001-02, S001-20: an agent has its state before anything is done because of its start; directories are made', () => {
  const root = temporaryDirectory()
  const index = EVENTS.findIndex(event => event.type === 'attempt-started' && event.task === 'T3')
  const {projections} = play(root, EVENTS.slice(0, index + 1))
  expect(JSON.parse(state(root, 'T3'))).toMatchObject({agent_id: 'T3', status: 'spawning', progress: 10})
  projections.close()
})

test('S001-07, S001-08: the end of an agent is in its state within a second, unasked', async () => {
  const root = temporaryDirectory()
  const ended = [...EVENTS, ...ENDING.slice(0, 3).map((body, at) => ({...body, at: START + 400_000 + at}))]
  const {projections} = play(root, ended)
  await vi.waitFor(() => expect(JSON.parse(state(root, 'T5'))).toMatchObject({status: 'completed'}), 1000)
  expect(JSON.parse(state(root, 'T5'))).toMatchObject({completed_at: '2026-03-10T00:06:10Z', progress: 100})
  expect(JSON.parse(state(root, 'T3'))).toMatchObject({
    status: 'failed',
    failed_at: '2026-03-10T00:03:10Z',
    error: 'The agent was stopped at its limit of 6 h.',
  })
  projections.close()
})

test('S001-03: what is saved later is never older, and a failed agent’s error has the code and the end of its output', () => {
  let before = ''
  for (let length = 2; length <= EVENTS.length; length++) {
    const run = told(EVENTS.slice(0, length))
    const found = agentState(run, taskState(run, 'T1'), 6)?.last_updated ?? before
    expect(found >= before).toBe(true)
    before = found
  }
  const failed = toldOn({
    ...{type: 'attempt-finished', task: 'T5', attempt: 2, durationMs: 1, trespasses: []},
    outcome: {type: 'agent-failed', exitCode: 3, message: 'The agent exited with code 3: no `key`'},
  })
  expect(agentState(failed, taskState(failed, 'T5'), 6)).toMatchObject({
    status: 'failed',
    error: 'The agent exited with code 3: no `key`.',
  })
})

test('S001-06: three of the six statuses are incomplete', () => {
  expect(AGENT_STATUSES.filter(status => isIncomplete({status}))).toEqual(['pending', 'spawning', 'running'])
})

test('S001-09: progress stays between 0 and 100 and never goes back within an attempt', () => {
  const seen = new Map<string, number>()
  for (let length = 1; length <= EVENTS.length; length++) {
    const run = told(EVENTS.slice(0, length))
    for (const task of run.tasks.values()) {
      const agent = agentState(run, task, 6)
      if (agent === undefined) continue
      const key = `${agent.agent_id} ${agent.metadata.attempt}`
      expect(agent.progress).toBeGreaterThanOrEqual(seen.get(key) ?? 0)
      expect(agent.progress).toBeLessThanOrEqual(100)
      seen.set(key, agent.progress)
    }
  }
  expect(Math.max(...seen.values())).toBe(100)
})

test('S001-24: a stop keeps all that was known, and says that the agent was interrupted', () => {
  const run = toldOn(
    {type: 'stop-requested', mode: 'kill', by: 'user', reason: 'the user asked to stop now'},
    {
      ...{type: 'attempt-finished', task: 'T5', attempt: 2, durationMs: 1, trespasses: []},
      outcome: {type: 'cancelled'},
    },
  )
  expect(agentState(run, taskState(run, 'T5'), 6)).toMatchObject({
    status: 'pending',
    prompt: '### T5: Write the manual\n\nMake it.',
    agent_name: 'Write the manual',
    parent_agent_id: '20260309-235930-ab12',
    progress: 20,
    progress_message: 'interrupted: the user asked to stop now',
  })
})

test('S001-37: after a run the files say exactly what the journal says, and nothing else is left', () => {
  const root = temporaryDirectory()
  mkdirSync(join(root, '.conductor/state'), {recursive: true})
  writeFileSync(join(root, '.conductor/state/T9.json'), '{"status": "running"}')
  const {projections, run} = play(root, EVENTS)
  projections.close()
  const expected = [...projectionsOf(root, run)]
  expect(expected.map(([path]) => [path, readFileSync(path, 'utf8')])).toEqual(expected)
  expect(readdirSync(join(root, '.conductor/state'))).toEqual([
    '.gitignore',
    ...['T1.json', 'T2.json', 'T3.json', 'T5.json'],
  ])
  expect(JSON.parse(readFileSync(join(root, '.conductor/status.json'), 'utf8'))).toMatchObject({
    kind: 'status',
    counts: {done: 1, failed: 1},
  })
})

test('S001-37: so they do after an agent was put in quarantine, which changes tasks that no event names', () => {
  const root = temporaryDirectory()
  const {projections, run} = play(root, [
    ...EVENTS,
    {
      ...{type: 'attempt-finished', at: START + 1e6, task: 'T5', attempt: 2, durationMs: 1, trespasses: []},
      outcome: {type: 'cancelled'},
    },
  ])
  projections.close()
  const told: RunEvent = {type: 'quarantine-requested', at: START + 2e6, agent: 'claude', by: 'Ann'}
  projections.observe(told, evolve(run, told))
  projections.close()
  const expected = [...projectionsOf(root, run)]
  expect(expected.map(([path]) => [path, readFileSync(path, 'utf8')])).toEqual(expected)
  expect(JSON.parse(state(root, 'T5'))).toMatchObject({progress_message: 'waits for a person'})
})

test('of thousands of agents that are known already a few are written at a time, and all in the end', async () => {
  const ids = Array.from({length: 2_000}, (_, index) => `T${index + 1}`)
  const graph = graphOf(Object.fromEntries(ids.map(id => [id, {}])))
  const policy = {...DEFAULT_POLICY, slots: ids.length}
  let run = evolve(undefined, {
    ...{type: 'run-started', at: 0, version: JOURNAL_VERSION, run: 'r'},
    ...{graph, policy, selection: ids},
  })
  for (const task of ids)
    run = evolve(run, {type: 'attempt-started', at: 1, task, attempt: 1, agent: 'claude'})
  const root = temporaryDirectory()
  const projections = keepProjections(root, () => undefined)
  const resumed: RunEvent = {type: 'run-resumed', at: 2, policy, selection: []}
  projections.observe(resumed, evolve(run, resumed))
  const written = (): number =>
    readdirSync(join(root, '.conductor/state')).filter(name => name.endsWith('.json')).length
  await vi.waitUntil(() => written() > 0, {interval: 5, timeout: 20_000})
  expect(written()).toBeLessThan(ids.length)
  projections.close()
  expect(written()).toBe(ids.length)
})

test('S001-21: where they cannot be written the run is told once, and goes on', () => {
  const root = temporaryDirectory()
  writeFileSync(join(root, '.conductor'), 'a file where the directory should be')
  const warnings: string[] = []
  const {projections} = play(root, EVENTS, message => warnings.push(message))
  projections.close()
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatch(
    /^The files about the state of agents are not up to date: E.+ The run goes on, for its journal is what counts; `agent-spawn doctor --repair` makes them again\.$/,
  )
  rmSync(join(root, '.conductor'))
})

test('a simulated run deploys no agent', () => {
  const root = temporaryDirectory()
  const [first, ...rest] = EVENTS
  if (first?.type !== 'run-started') throw new Error('the story has no beginning')
  const agents = {default: {name: 'simulate', kind: 'simulate', args: []}, byType: {}, byTask: {}}
  play(root, [{...first, policy: {...first.policy, agents}}, ...rest.slice(0, 1)]).projections.close()
  expect(existsSync(join(root, '.conductor'))).toBe(false)
})

const SAVER = `
import {replaceTextSync} from '${new URL('../../src/system/files.ts', import.meta.url).href}'
const [path] = process.argv.slice(2)
for (let number = 0; number < 10_000; number++)
  replaceTextSync(path, JSON.stringify({number, text: 'x'.repeat(20_000), end: true}))
`

test('S001-03: a process killed in the middle of 10,000 saves leaves no torn file', async () => {
  const root = temporaryDirectory()
  const [script, path] = [join(root, 'saver.ts'), join(root, 'state.json')]
  writeFileSync(script, SAVER)
  for (const patience of [1, 40, 90]) {
    rmSync(path, {force: true})
    const child = spawn(process.execPath, [script, path], {stdio: 'inherit'})
    await vi.waitFor(() => expect(existsSync(path)).toBe(true), {timeout: 30_000, interval: 1})
    const first = JSON.parse(readFileSync(path, 'utf8')).number
    await vi.waitFor(
      () => expect(JSON.parse(readFileSync(path, 'utf8')).number).toBeGreaterThanOrEqual(first + patience),
      {timeout: 30_000, interval: 1},
    )
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({end: true})
  }
})
