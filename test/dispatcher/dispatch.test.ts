// The loop with real journals and workers that a test conducts.

import {expect, test} from 'vitest'
import {dispatch} from '../../src/dispatcher/dispatch.ts'
import {memoryJournal} from '../../src/dispatcher/journal/journal.ts'
import {simulatedWorkers} from '../../src/dispatcher/workers/simulated-workers.ts'
import type {AttemptResult, Workers} from '../../src/dispatcher/workers/workers.ts'
import type {RunEvent} from '../../src/run/event.ts'
import {evolve, replay} from '../../src/run/evolve.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import type {RunState} from '../../src/run/state.ts'
import {graphOf} from '../run/graphs.ts'

const SIMULATED: Policy = {
  ...DEFAULT_POLICY,
  slots: 2,
  agents: {default: {name: 'simulate', kind: 'simulate', args: []}, byType: {}, byTask: {}},
}

const started = (policy: Policy, graph = graphOf({T1: {}, T2: {needs: ['T1']}, T3: {}})): RunEvent => ({
  type: 'run-started',
  at: 0,
  version: 1,
  run: 'r',
  graph,
  policy,
  selection: graph.tasks.map(({id}) => id),
})

const PASSED: AttemptResult = {outcome: {type: 'passed'}, durationMs: 5, trespasses: []}

/** Hands each attempt to the test: `(await attempt('T1')).resolve(PASSED)`. */
const conducted = () => {
  const waiting = new Map<string, PromiseWithResolvers<PromiseWithResolvers<AttemptResult>>>()
  const slot = (task: string) => {
    const found = waiting.get(task) ?? Promise.withResolvers<PromiseWithResolvers<AttemptResult>>()
    waiting.set(task, found)
    return found
  }
  const running = new Map<string, PromiseWithResolvers<AttemptResult>>()
  const workers: Workers = {
    attempt: ({event}) => {
      const result = Promise.withResolvers<AttemptResult>()
      running.set(event.task, result)
      slot(event.task).resolve(result)
      return result.promise
    },
    merge: () => Promise.reject(new Error('nothing to merge')),
    revert: () => Promise.reject(new Error('nothing to take back')),
    anticipate: () => undefined,
    kill: () => {
      for (const each of running.values()) each.resolve({...PASSED, outcome: {type: 'cancelled'}})
    },
    close: async () => undefined,
    leave: async () => undefined,
    cancel: task => running.get(task)?.resolve({...PASSED, outcome: {type: 'cancelled'}}),
  }
  return {workers, attempt: (task: string) => slot(task).promise}
}

const begin = (policy: Policy, workers: Workers, journal = memoryJournal()) => {
  const seen: string[] = []
  const observe = (event: RunEvent): void => {
    seen.push('task' in event ? `${event.type} ${event.task}` : event.type)
  }
  const state = evolve(undefined, started(policy))
  return {seen, ...dispatch({state, journal, workers, clock: () => 7, observe})}
}

test('a simulated run is done, and its journal replays to the state it ended in', async () => {
  const events: RunEvent[] = [started(SIMULATED)]
  const {finished, seen} = begin(SIMULATED, simulatedWorkers(), memoryJournal(events))
  const state = await finished
  expect(state.result).toBe('done')
  expect(replay(JSON.parse(JSON.stringify(events)))).toEqual(state)
  expect(seen.at(-1)).toBe('run-finished')
})

test('a dependent starts when its dependency is finished, not before', async () => {
  const {workers, attempt} = conducted()
  const {finished, seen} = begin({...SIMULATED, slots: 8}, workers)
  const [t1, t3] = [await attempt('T1'), await attempt('T3')]
  expect(seen).toEqual(['attempt-started T1', 'attempt-started T3'])
  t1.resolve(PASSED)
  const t2 = await attempt('T2')
  t2.resolve(PASSED)
  t3.resolve(PASSED)
  expect((await finished).result).toBe('done')
})

test('nothing is acted upon before the journal says that it lasts', async () => {
  const {workers, attempt} = conducted()
  const durable = Promise.withResolvers<void>()
  const journal = {isBroken: false, append: () => durable.promise, close: async () => undefined}
  let acted = false
  void attempt('T1').then(() => {
    acted = true
  })
  const {seen} = begin(SIMULATED, workers, journal)
  await new Promise(resolve => setImmediate(resolve))
  expect({acted, seen}).toEqual({acted: false, seen: []})
  durable.resolve()
  await attempt('T1')
  expect(seen[0]).toBe('attempt-started T1')
})

test('a journal that cannot be written stops the dispatcher', async () => {
  const {workers} = conducted()
  const append = () => Promise.reject(new Error('no space left'))
  const journal = {isBroken: true, append, close: async () => undefined}
  await expect(begin(SIMULATED, workers, journal).finished).rejects.toThrow('no space left')
})

test('a drain lets running attempts end and starts nothing more; a kill stops them, and spends no attempt', async () => {
  const {workers, attempt} = conducted()
  const drained = begin({...SIMULATED, slots: 1}, workers)
  const first = await attempt('T1')
  drained.stop('drain', 'Ctrl-C')
  first.resolve(PASSED)
  const phases = (state: RunState) =>
    [...state.tasks.values()].map(({task, phase, spent}) => [task.id, phase, spent])
  expect(phases(await drained.finished)).toEqual([
    ['T1', 'done', 0],
    ['T2', 'waiting', 0],
    ['T3', 'waiting', 0],
  ])

  const other = conducted()
  const killed = begin({...SIMULATED, slots: 1}, other.workers)
  await other.attempt('T1')
  killed.stop('drain', 'Ctrl-C')
  killed.stop('kill', 'Ctrl-C again')
  const state = await killed.finished
  expect(phases(state)).toEqual([
    ['T1', 'waiting', 0],
    ['T2', 'waiting', 0],
    ['T3', 'waiting', 0],
  ])
  expect(state.result).toBe('interrupted')
})

test('a cancelled task is stopped and stays out, others go on; what cannot be asked is refused with the reason', async () => {
  const {workers, attempt} = conducted()
  const run = begin({...SIMULATED, slots: 8}, workers)
  await attempt('T1')
  const t3 = await attempt('T3')
  const cancel = {type: 'cancel-requested', task: 'T1', by: 'me'} as const
  expect(await Promise.all([run.ask(cancel), run.ask(cancel)])).toEqual([
    undefined,
    'Task T1 is being cancelled already.',
  ])
  t3.resolve(PASSED)
  const {tasks, result} = await run.finished
  expect([...tasks.values()].map(({phase}) => phase)).toEqual(['cancelled', 'waiting', 'done'])
  expect(result).toBe('blocked')
})

test('a paused run starts nothing and stays, until it is resumed', async () => {
  const {workers, attempt} = conducted()
  const run = begin({...SIMULATED, slots: 1}, workers)
  const first = await attempt('T1')
  expect(await run.ask({type: 'pause-requested', by: 'me', reason: 'lunch'})).toBe(undefined)
  first.resolve(PASSED)
  await new Promise(resolve => setImmediate(resolve))
  expect(run.seen).toEqual(['attempt-started T1', 'pause-requested', 'attempt-finished T1'])
  expect(await run.ask({type: 'resume-requested', by: 'me'})).toBe(undefined)
  for (const task of ['T2', 'T3']) (await attempt(task)).resolve(PASSED)
  expect((await run.finished).result).toBe('done')
})

test('what is asked while the run comes to rest is recorded for whoever goes on with it', async () => {
  const {workers, attempt} = conducted()
  const events: RunEvent[] = [started(SIMULATED, graphOf({T1: {}}))]
  const observe = () => undefined
  const state = evolve(undefined, started(SIMULATED, graphOf({T1: {}})))
  const run = dispatch({state, journal: memoryJournal(events), workers, clock: () => 7, observe})
  ;(await attempt('T1')).resolve(PASSED)
  expect((await run.finished).result).toBe('done')
  expect(await run.ask({type: 'retry-requested', task: 'T1', downstream: false, by: 'me'})).toBe(undefined)
  expect(events.slice(-2).map(({type}) => type)).toEqual(['run-finished', 'retry-requested'])
  expect(replay(events)).toEqual(await run.finished)
})

test('a request that is recorded already is not recorded again; a dispatcher that has left records none', async () => {
  const {workers, attempt} = conducted()
  const events: RunEvent[] = []
  const run = begin({...SIMULATED, slots: 1}, workers, memoryJournal(events))
  await attempt('T1')
  const cancel = {type: 'cancel-requested', task: 'T3', by: 'me', requestId: 'a'} as const
  expect([await run.ask(cancel), await run.ask(cancel)]).toEqual([undefined, undefined])
  expect(events.map(({type}) => type)).toEqual(['attempt-started', 'cancel-requested'])
  run.stop('detach', 'home')
  await run.finished
  await expect(run.ask({...cancel, task: 'T2', requestId: 'b'})).rejects.toThrow('The dispatcher is leaving')
})
