// `orchestrator.json`, the manifest of agents: what is read from it, and what a run tells through it.

import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import {printYaml, readYaml} from '../../../src/graph/yaml.ts'
import {readPlan} from '../../../src/plan/read.ts'
import {orchestratorOf} from '../../../src/report/orchestrator.ts'
import type {RunEvent} from '../../../src/run/event.ts'
import {replay} from '../../../src/run/evolve.ts'
import {DEFAULT_POLICY} from '../../../src/run/policy.ts'
import type {RunState} from '../../../src/run/state.ts'
import {resolvePolicy} from '../../../src/service/settings.ts'

const MANIFEST = {
  orchestrator_version: '1.0',
  session_id: 'session-7',
  created_at: '2025-10-23T20:15:00Z',
  status: 'active',
  agents: {
    'agent-tanks': {
      id: 'agent-tanks',
      name: 'Tank volumes',
      status: 'COMPLETED',
      pid: 4711,
      started_at: '2025-10-23T20:15:00Z',
      terminal: 'ttys001',
      priority: 1,
      file_locks: ['alembic/', 'models/tank.py'],
    },
    'agent-valves': {
      id: 'agent-valves',
      name: 'Valve endpoints',
      status: 'RUNNING',
      pid: 4712,
      started_at: '2025-10-23T20:15:00Z',
      terminal: 'ttys002',
      priority: 3,
      file_locks: ['endpoints/*.py'],
      dependencies: ['agent-tanks'],
      timeout: 30,
    },
  },
  conflicts: [
    {
      type: 'file_lock_conflict',
      severity: 'critical',
      agents: ['agent-tanks', 'agent-valves'],
      files: ['models/tank.py'],
      recommended_action: 'Terminate agent-valves',
    },
  ],
  file_change_queue: [],
  coordination_rules: {
    max_concurrent_agents: 4,
    require_file_locks: true,
    auto_resolve_conflicts: false,
    merge_strategy: 'manual_review',
    checkpoint_interval: 300,
    enable_agent_communication: true,
  },
}

const compiled = (manifest: object) => {
  const read = readPlan([{file: 'orchestrator.json', text: JSON.stringify(manifest, undefined, 2)}])
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return compile(read.value)
}

const policyOf = (manifest: object) => {
  const policy = resolvePolicy({}, compiled(manifest).graph.settings, {})
  if (!policy.ok) throw new Error(policy.error)
  return policy.value
}

test('S002-01, S002-12: an agent of the manifest is a task, with what it waits for and what it is told', () => {
  const {graph} = compiled(MANIFEST)
  expect(graph.tasks.map(({id, title, dependencies}) => ({id, title, dependencies}))).toEqual([
    {id: 'agent-tanks', title: 'Tank volumes', dependencies: []},
    {id: 'agent-valves', title: 'Valve endpoints', dependencies: ['agent-tanks']},
  ])
  expect(graph.tasks.map(({instruction}) => instruction)).toEqual(['Tank volumes', 'Valve endpoints'])
})

test('S002-09, S002-11: a conflict that the manifest records is told, with the action it recommends', () => {
  expect(compiled(MANIFEST).diagnostics.find(({rule}) => rule === 'recorded-conflict')).toMatchObject({
    severity: 'warning',
    message:
      'agent-tanks and agent-valves are recorded as in conflict over models/tank.py; recommended there: Terminate agent-valves; take one of them out, or give them different files',
    location: {file: 'orchestrator.json', line: 38},
  })
})

test('S002-03, S002-14, S002-15: locks, priorities, times and rules decide how it is run', () => {
  const policy = policyOf(MANIFEST)
  expect(policy.slots).toBe(4)
  expect(policy.claims).toBe('fail')
  expect(policy.approval).toBe('always')
  expect(policy.limits.runMs).toBe(600_000)
  expect(policy.limits.byTask).toEqual({'agent-valves': {runMs: 30_000}})
  expect(policy.priority.byTask).toEqual({'agent-tanks': 1, 'agent-valves': 3})
  expect(policy.ownership.claims).toEqual({
    'agent-tanks': {exclusive: ['alembic/', 'models/tank.py']},
    'agent-valves': {exclusive: ['endpoints/*.py']},
  })
})

test('S002-15: each rule has its other value', () => {
  const {slots, claims, approval} = policyOf({
    ...MANIFEST,
    coordination_rules: {
      max_concurrent_agents: 2,
      require_file_locks: false,
      auto_resolve_conflicts: true,
      merge_strategy: 'auto',
    },
  })
  expect({slots, claims, approval}).toEqual({slots: 2, claims: 'warn', approval: 'as-needed'})
})

test('the compiled YAML keeps all of it', () => {
  const {graph} = compiled(MANIFEST)
  const text = printYaml(graph, '../orchestrator.json')
  const again = compile(readYaml({file: '.conductor/task-dispatcher.yaml', text})).graph
  expect(again.settings).toEqual(graph.settings)
  expect(again.tasks.map(({id, dependencies}) => [id, dependencies])).toEqual(
    graph.tasks.map(({id, dependencies}) => [id, dependencies]),
  )
})

/** A run of the manifest after these events. */
const runOf = (...bodies: object[]): RunState => {
  const {graph} = compiled(MANIFEST)
  const policy = {...policyOf(MANIFEST), ...{workspace: {...DEFAULT_POLICY.workspace, mode: 'shared'}}}
  const start = {type: 'run-started', version: 2, run: 'r1', graph, policy}
  const selection = graph.tasks.map(({id}) => id)
  const events = [{...start, selection}, ...bodies].map((body, at) => ({at: at * 1000, ...body}))
  const state = replay(events as RunEvent[])
  if (state === undefined) throw new Error('nothing happened')
  return state
}

const TANKS = {task: 'agent-tanks', attempt: 1}
const STARTED = {type: 'attempt-started', ...TANKS, agent: 'claude'}
const AT_WORK = {type: 'process-started', ...TANKS, leader: {pid: 99}, status: 'attempts/x/status'}
const ended = (outcome: object) => ({
  type: 'attempt-finished',
  ...TANKS,
  outcome,
  durationMs: 1,
  trespasses: [],
})
const APPROVED = {type: 'review-decided', task: 'agent-tanks', decision: 'approved', by: 'Ada'}

test('S002-01, S002-03: a run tells how its agents stand, and what it tells is the same plan again', () => {
  const told = orchestratorOf(runOf(STARTED, AT_WORK))
  expect(told.agents['agent-tanks']).toEqual({
    id: 'agent-tanks',
    name: 'Tank volumes',
    status: 'RUNNING',
    pid: 99,
    started_at: '1970-01-01T00:00:01Z',
    terminal: null,
    priority: 1,
    file_locks: ['alembic/', 'models/tank.py'],
    dependencies: [],
    timeout: 600,
    description: 'Tank volumes',
  })
  const {graph} = compiled(told)
  expect(graph.tasks.map(({id, title, instruction}) => [id, title, instruction])).toEqual(
    compiled(MANIFEST).graph.tasks.map(({id, title, instruction}) => [id, title, instruction]),
  )
  expect(policyOf(told).ownership).toEqual(policyOf(MANIFEST).ownership)
  expect(policyOf(told).approval).toBe('always')
})

test('S002-16: what an agent has changed is in the queue under its name until it is merged', () => {
  const passed = {...ended({type: 'passed'}), changed: ['models/tank.py']}
  const entry = {timestamp: '1970-01-01T00:00:02Z', agent: 'agent-tanks', files: ['models/tank.py']}
  expect(orchestratorOf(runOf(STARTED, passed)).file_change_queue).toEqual([
    {...entry, status: 'pending', conflict_risk: 'none'},
  ])
  expect(orchestratorOf(runOf(STARTED, passed, APPROVED)).file_change_queue).toEqual([
    {...entry, status: 'merged', conflict_risk: 'none'},
  ])
  const valves = {task: 'agent-valves', attempt: 1}
  const both = orchestratorOf(
    runOf(STARTED, passed, APPROVED, {...STARTED, ...valves}, {...passed, ...valves}),
  )
  expect(
    both.file_change_queue.map(({agent, status, conflict_risk}) => [agent, status, conflict_risk]),
  ).toEqual([
    ['agent-tanks', 'merged', 'none'],
    ['agent-valves', 'pending', 'none'],
  ])
})

test.each([
  ['WAITING', 'BLOCKED', []],
  ['RUNNING', 'BLOCKED', [STARTED]],
  ['COMPLETING', 'BLOCKED', [STARTED, ended({type: 'passed'})]],
  ['COMPLETED', 'WAITING', [STARTED, ended({type: 'passed'}), APPROVED]],
  ['TERMINATED', 'BLOCKED', [STARTED, ended({type: 'refused', reason: 'no such agent'})]],
])('S002-17: the first agent is %s, and the one behind it %s', (first, second, bodies) => {
  const {agents} = orchestratorOf(runOf(...bodies))
  expect([agents['agent-tanks']?.status, agents['agent-valves']?.status]).toEqual([first, second])
})

test('S002-17: what the drawn transitions do not have cannot be recorded', () => {
  expect(() => runOf(ended({type: 'passed'}))).toThrow(/^bug: /)
  expect(() => runOf(STARTED, STARTED)).toThrow(/^bug: /)
  expect(() => runOf(STARTED, ended({type: 'passed'}), APPROVED, STARTED)).toThrow(/^bug: /)
})
