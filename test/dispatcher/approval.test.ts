// Approvals in real runs, over restarts.

import {expect, test} from 'vitest'
import type {Graph} from '../../src/graph/task.ts'
import {taskState} from '../../src/run/state.ts'
import {createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

const graphWith = (parameters: {readonly timeout: string; readonly default: string}): Graph => {
  const graph = graphOf({T1: {}, T2: {}})
  const location = {file: 'plan.md', line: 1, column: 1}
  const gate = {name: 'go', type: 'approval', steps: [], parameters, location}
  return {...graph, tasks: graph.tasks.map(task => (task.id === 'T1' ? {...task, gates: [gate]} : task))}
}

test('an approval that nobody gives is decided as it says, by a later dispatcher as well', async () => {
  const rig = await createRig()
  const run = await rig.start(graphWith({timeout: '3s', default: 'approve'}))
  const waits = new Promise<void>(resolve => {
    const look = (): void => {
      const isWaiting = rig.events.some(event => event.type === 'attempt-finished' && event.task === 'T1')
      if (isWaiting) resolve()
      else setImmediate(look)
    }
    look()
  })
  for (const id of ['T1', 'T2']) {
    const agent = await rig.attempt(id)
    await agent.write({[`${id}.txt`]: 'x\n'})
    agent.exit(0)
  }
  await waits
  run.stop('detach', 'the end of the day')
  expect(taskState(await run.finished, 'T1').phase).toBe('needs-review')
  const later = await rig.resume()
  const state = await later.finished
  expect(state.result).toBe('done')
  const ended = rig.events.find(event => event.type === 'attempt-finished' && event.task === 'T1')
  const decided = rig.events.find(({type}) => type === 'review-decided')
  expect(decided).toMatchObject({task: 'T1', decision: 'approved', by: 'agent-spawn'})
  expect((decided?.at ?? 0) - (ended?.at ?? 0)).toBeGreaterThanOrEqual(3000)
})
