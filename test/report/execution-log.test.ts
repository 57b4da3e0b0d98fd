import {expect, test} from 'vitest'
import {executionLog, executionLogName} from '../../src/report/execution-log.ts'
import {groupTable} from '../../src/report/group-table.ts'
import {taskReport} from '../../src/report/task-report.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {graph} from '../graph/graphs.ts'
import {ENDING, EVENTS, POLICY, START, told, toldOn} from './story.ts'

test('S003-23: the log has header, group table and an entry for each task', async () => {
  await expect(executionLog(toldOn(...ENDING))).toMatchFileSnapshot('fixtures/execution-log.md')
})

test('S003-22: a log may be written while the run goes on', async () => {
  await expect(executionLog(told())).toMatchFileSnapshot('fixtures/execution-log-running.md')
})

test('S003-23: the log is named by the UTC day on which the run began, however long it takes', () => {
  expect(executionLogName(toldOn(...ENDING))).toBe('EXECUTION_LOG_20260309.md')
})

test('a group has no end while one of its tasks goes on', () => {
  expect(groupTable(told(EVENTS.slice(0, 15))).split('\n')[2]).toBe(
    '| GROUP A | T1, T2 and T3 (1/3 done) | spawned | 2026-03-09T23:59:40Z | — | — |',
  )
})

test('a review is noted with who, when and why, and ends its task', () => {
  const state = toldOn({
    type: 'review-decided',
    task: 'T2',
    decision: 'rejected',
    by: 'Ann',
    comment: 'too small',
  })
  const report = taskReport(state, 'T2')
  expect(report).toContain('- **Review:** rejected by Ann at 2026-03-10T00:04:30Z: too small\n')
  expect(report).toContain('- **Ended:** 2026-03-10T00:04:30Z\n')
})

test('a failed task ended with its last attempt', () => {
  expect(taskReport(told(), 'T3')).toContain('- **Ended:** 2026-03-10T00:03:10Z\n')
})

test('S003-25: a task report has every attempt with all its evidence', async () => {
  await expect(taskReport(told(), 'T1')).toMatchFileSnapshot('fixtures/T1_execution_log.md')
})

test('regenerating gives the same bytes', () => {
  const once = toldOn(...ENDING)
  const again = toldOn(...ENDING)
  expect(executionLog(again)).toBe(executionLog(once))
  expect(executionLog(once)).toBe(executionLog(again))
  expect(taskReport(again, 'T3')).toBe(taskReport(once, 'T3'))
})

test('a report shows no control character, whatever the plan and the agents print', () => {
  const texts = [executionLog(told()), ...['T1', 'T2', 'T3'].map(id => taskReport(told(), id))]
  for (const text of texts) expect(text).not.toMatch(/[^\P{Cc}\n]/u)
})

test('a task that was never started says so', () => {
  expect(taskReport(told(), 'T4')).toBe(
    [
      '# T4: Combine',
      '',
      '- **Run:** `20260309-235930-ab12`, integration branch `agent-spawn/20260309-235930-ab12`',
      '- **Status:** pending',
      '- **Attempts:** 0',
      '- **Outputs:** `src/main.js`',
      '- **Blockers:**',
      '  - waits for T3, which failed',
      '',
      '## Attempts',
      '',
      'None yet.',
      '',
    ].join('\n'),
  )
})

const SIMULATED = {
  ...POLICY,
  agents: {...POLICY.agents, default: {name: 'simulate', kind: 'simulate', args: []}},
}

const simulated: readonly RunEvent[] = [
  {
    type: 'run-started',
    at: START,
    version: 1,
    run: 's',
    graph: graph({id: 'T1', outputs: ['a.js']}),
    policy: SIMULATED,
    selection: ['T1'],
  },
  {type: 'attempt-started', at: START, task: 'T1', attempt: 1, agent: 'simulate'},
  {
    type: 'attempt-finished',
    at: START,
    task: 'T1',
    attempt: 1,
    outcome: {type: 'passed'},
    durationMs: 3_600_000,
    trespasses: [],
  },
  {type: 'run-finished', at: START, result: 'done'},
]

test('a simulated run is called one, and claims no output', () => {
  expect(executionLog(told(simulated))).toBe(
    [
      '# Execution log: Plan',
      '',
      '> **Simulation.** No agent ran, nothing was written and nothing was verified.',
      '',
      '- **Date Started:** 2026-03-09T23:59:30Z',
      '- **Status:** completed',
      '- **Total Tasks:** 1',
      '- **Groups:** 0',
      '- **Run:** `s`',
      '- **Agent:** simulate',
      '- **Slots:** 3',
      '- **Attempts:** at most 2 attempts per task',
      '- **Last Event:** 2026-03-09T23:59:30Z',
      '- **Wall Time:** 0 ms',
      '',
      '## Summary',
      '',
      '| Figure | Value |',
      '| --- | --- |',
      '| Done | 1 |',
      '| Running | 0 |',
      '| Failed | 0 |',
      '| Cancelled | 0 |',
      '| Needs review | 0 |',
      '| Waiting | 0 |',
      '| Skipped | 0 |',
      '| Attempts | 1 |',
      '| Speed-up | — |',
      '',
      '## Groups',
      '',
      '| Group | Tasks | Status | Start | End | Duration |',
      '| --- | --- | --- | --- | --- | --- |',
      '| (no group) | T1 (1/1 done) | completed | 2026-03-09T23:59:30Z | 2026-03-09T23:59:30Z | 0 ms |',
      '',
      '## Tasks',
      '',
      '#### T1: Title of T1',
      '',
      '- **Status:** completed',
      '- **Agent:** simulate',
      '- **Started:** 2026-03-09T23:59:30Z',
      '- **Ended:** 2026-03-09T23:59:30Z',
      '- **Duration:** 1 h',
      '- **Attempts:** 1',
      '- **Outputs:** `a.js`',
      '',
    ].join('\n'),
  )
})

test('of a thousand tasks all are listed, and only failed ones show their evidence', () => {
  const [first, ...rest] = EVENTS
  if (first?.type !== 'run-started') throw new Error('the story begins otherwise')
  const more = graph(...Array.from({length: 1000}, (_, index) => ({id: `X${index}`}))).tasks
  const large = {...first, graph: {...first.graph, tasks: [...first.graph.tasks, ...more]}}
  const rejected: RunEvent = {type: 'review-decided', task: 'T2', decision: 'rejected', by: 'Ann', at: START}
  const log = executionLog(told([large, ...rest, rejected]))
  expect(log.match(/^#### /gm)).toHaveLength(1006)
  expect(log).not.toContain('Run unit tests: `node --test`')
  expect(log).toContain('Draw: `node draw.js`')
  expect(executionLog(told())).toContain('Run unit tests: `node --test`')
})
