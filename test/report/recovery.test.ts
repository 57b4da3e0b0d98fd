// The words for agents that have not finished, and the figures about recoveries.

import {expect, test} from 'vitest'
import {recoveryLines, recoverySummary} from '../../src/report/recovery.ts'
import {recoveryMetrics, runFigures} from '../../src/report/recovery-metrics.ts'
import type {EventBody, RunEvent} from '../../src/run/event.ts'
import {EVENTS, POLICY, START} from './story.ts'

test('S001-14: what a start says, with agents and without', () => {
  const agent = {status: 'running', agent_type: 'L2'}
  const summary = recoverySummary([
    {...agent, agent_id: 'L2.1'},
    {...agent, agent_id: 'L2.2'},
    {agent_id: 'L1.1', status: 'pending', agent_type: 'L1\u001b[31m'},
  ])
  expect(recoveryLines(summary)).toEqual([
    '[RECOVERY] Found 3 incomplete agents',
    '[RECOVERY]   - running: 2',
    '[RECOVERY]   - pending: 1',
    '[RECOVERY]   - L2: 2',
    '[RECOVERY]   - L1: 1',
    '[RECOVERY] Agent states preserved for resumption',
  ])
  expect(recoveryLines(recoverySummary([]))).toEqual(['[RECOVERY] No incomplete agents found'])
})

test('S001-11: the summary counts by status and by type', () => {
  const agents = [
    {agent_id: 'a', status: 'running', agent_type: 'L2'},
    {agent_id: 'b', status: 'spawning'},
  ]
  expect(recoverySummary(agents)).toEqual({
    total_incomplete: 2,
    by_status: {running: 1, spawning: 1},
    by_type: {L2: 1, unknown: 1},
    agents,
  })
})

const later = (...bodies: readonly EventBody[]): readonly RunEvent[] =>
  bodies.map((body, index) => ({...body, at: START + 1_000_000 + index * 500}))

test('S001-29: a recovery is a resumption where the run did not rest; its time lasts until something is done', () => {
  const resumed: EventBody = {type: 'run-resumed', policy: POLICY, selection: ['T5']}
  const events = [
    ...EVENTS,
    ...later(resumed, {
      ...{type: 'attempt-finished', task: 'T5', attempt: 2, outcome: {type: 'lost'}},
      ...{durationMs: 0, trespasses: []},
    }),
  ]
  const figures = runFigures(events)
  expect(figures).toMatchObject({recoveries: 1, adopted: 0, lost: 1, delays: [500]})
  expect(recoveryMetrics([runFigures(EVENTS), figures], {at: START + 10_000_000, diskUse: 7})).toEqual({
    incomplete_agents: 2,
    oldest_incomplete_age: 9_970_000,
    state_disk_use: 7,
    recoveries: 1,
    agents_adopted: 0,
    agents_lost: 1,
    success_rate: 0.5,
    time_to_recovery: 500,
  })
})

test('S001-29: of no run at all', () => {
  expect(recoveryMetrics([], {at: 5, diskUse: 0})).toEqual({
    incomplete_agents: 0,
    oldest_incomplete_age: null,
    state_disk_use: 0,
    recoveries: 0,
    agents_adopted: 0,
    agents_lost: 0,
    success_rate: null,
    time_to_recovery: null,
  })
})
