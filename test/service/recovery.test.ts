// How long it takes to save what is known of an agent, and to look for agents that have not finished. `npm run bench` measures it; the
// bounds here are ten times wider, for machines that are busy with the other tests.

import {expect, test} from 'vitest'
import {agentState, totalEffort} from '../../src/report/agent-state.ts'
import {JOURNAL_VERSION, type RunEvent} from '../../src/run/event.ts'
import {replay} from '../../src/run/evolve.ts'
import {DEFAULT_POLICY} from '../../src/run/policy.ts'
import {taskState} from '../../src/run/state.ts'
import {agentsOfRun} from '../../src/service/recovery.ts'
import {monotonic} from '../../src/system/clock.ts'
import {replaceTextSync, writeAtomic} from '../../src/system/files.ts'
import {plantRun} from '../rig/journals.ts'
import {graphOf} from '../run/graphs.ts'
import {temporaryDirectory} from '../system/temporary.ts'

/** So many agents were at work when their dispatcher went. */
const leftAtWork = (count: number): readonly RunEvent[] => {
  const ids = Array.from({length: count}, (_, index) => `T${index + 1}`)
  const graph = graphOf(Object.fromEntries(ids.map(id => [id, {}])))
  const policy = {...DEFAULT_POLICY, slots: count}
  const leader = {pid: 4_000_000, startTicks: 1, bootId: 'another'}
  return [
    {
      type: 'run-started',
      at: 0,
      version: JOURNAL_VERSION,
      run: '20260101-000000000-abcd',
      graph,
      policy,
      selection: ids,
    },
    ...ids.flatMap((task): readonly RunEvent[] => [
      {type: 'attempt-started', at: 1, task, attempt: 1, agent: 'claude'},
      {type: 'process-started', at: 2, task, attempt: 1, leader, status: `attempts/${task}-1.status`},
    ]),
  ]
}

const took = async (act: () => unknown): Promise<number> => {
  const start = monotonic()
  await act()
  return monotonic() - start
}

const p95 = (samples: readonly number[]): number =>
  samples.toSorted((a, b) => a - b)[Math.floor(samples.length * 0.95)] ?? 0

test('S001-27: the state of an agent is saved in 3 ms, and durably in 10; 100 agents are looked at in 60 ms, 1,000 in 300', async () => {
  const state = replay(leftAtWork(1))
  if (state === undefined) throw new Error('there are events')
  const text = JSON.stringify(
    agentState(state, taskState(state, 'T1'), totalEffort(state.graph)),
    undefined,
    2,
  )
  const path = `${temporaryDirectory()}/T1.json`
  const [saved, durable]: [number[], number[]] = [[], []]
  for (let round = 0; round < 100; round++) {
    saved.push(await took(() => replaceTextSync(path, text)))
    durable.push(await took(() => writeAtomic(path, text)))
  }
  expect([p95(saved) < 30, p95(durable) < 100]).toEqual([true, true])
  for (const [count, limitMs] of [
    [100, 60],
    [1_000, 300],
  ] as const) {
    const root = temporaryDirectory()
    plantRun(root, leftAtWork(count))
    const ms = await took(async () => {
      const found = await agentsOfRun(root)
      expect(found.ok && found.value?.agents.length).toBe(count)
    })
    expect(ms).toBeLessThan(limitMs * 10)
  }
})
