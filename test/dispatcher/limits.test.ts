// A provider's usage limit, with real processes: nobody loses anything but time.

import {expect, test} from 'vitest'
import {replay} from '../../src/run/evolve.ts'
import {type ConductedAttempt, createRig} from '../rig/rig.ts'
import {graphOf} from '../run/graphs.ts'

test('S003-33: agents that report a limit resetting in two seconds: all tasks finish, no attempt is spent, one probe is sent', async () => {
  const rig = await createRig()
  const tasks = ['T1', 'T2', 'T3', 'T4']
  const {finished} = await rig.start(graphOf(Object.fromEntries(tasks.map(id => [id, {}]))), {slots: 2})
  const resetsAt = Date.now() + 2000
  for (const id of ['T1', 'T2']) {
    const agent = await rig.attempt(id)
    await agent.print(`agent-spawn:limited ${new Date(resetsAt).toISOString()}\n`)
    agent.exit(1)
  }
  const attempts = tasks.map(id => rig.attempt(id))
  const probe = await Promise.race(attempts)
  expect(starts(rig.events)).toEqual(['T1', 'T2', probe.task])
  const pass = async (agent: ConductedAttempt): Promise<void> => {
    await agent.write({[`${agent.task}.txt`]: 'done\n'})
    agent.exit(0)
  }
  await Promise.all(attempts.map(attempt => attempt.then(pass)))
  const state = await finished
  const found = [...state.tasks.values()]
  expect(found.map(({phase, spent}) => [phase, spent])).toEqual(tasks.map(() => ['done', 0]))
  const third = rig.events.filter(({type}) => type === 'attempt-started')[2]
  expect(third?.at).toBeGreaterThanOrEqual(resetsAt)
  expect(replay(JSON.parse(JSON.stringify(rig.events)))).toEqual(state)
})

const starts = (events: Awaited<ReturnType<typeof createRig>>['events']): readonly string[] =>
  events.flatMap(event => (event.type === 'attempt-started' ? [event.task] : []))
