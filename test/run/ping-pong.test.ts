// Two tasks that rewrite one path in turn: when that is noticed, and what becomes of the two.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {needsOf} from '../../src/report/task-facts.ts'
import {describeEvent} from '../../src/report/words.ts'
import {replay} from '../../src/run/evolve.ts'
import {type Turns, takeTurn} from '../../src/run/ping-pong.ts'
import {BACKOFFS, DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {lastAttempt, taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const quarrels = (...writers: readonly string[]): readonly unknown[] => {
  const turns: Turns = new Map()
  return writers.map(writer => takeTurn(turns, writer, ['x']))
}

test('S002-30: three times each in turn is a quarrel; twice, with another in between, or one alone is none', () => {
  const none = undefined
  const found = {tasks: ['T1', 'T2'], path: 'x'}
  expect(quarrels('T1', 'T2', 'T1', 'T2', 'T1', 'T2')).toEqual([none, none, none, none, none, found])
  expect(quarrels('T1', 'T1', 'T2', 'T1', 'T2', 'T2', 'T1', 'T2').at(-1)).toEqual(found)
  expect(quarrels('T1', 'T2', 'T1', 'T3', 'T2', 'T1', 'T2', 'T1')).toEqual(Array(8).fill(none))
  expect(quarrels('T1', 'T1', 'T1', 'T1', 'T1', 'T1')).toEqual(Array(6).fill(none))
})

test('however many paths are written, the memory of it stays bounded, and what is written often is kept', () => {
  const turns: Turns = new Map()
  for (let round = 0; round < 100; round++) {
    const others = Array.from({length: 500}, (_, index) => `${round}-${index}`)
    takeTurn(turns, round % 2 === 0 ? 'T1' : 'T2', [...others, 'x'])
  }
  expect([turns.size, turns.get('x')]).toEqual([10_000, ['T1', 'T2', 'T1', 'T2', 'T1', 'T2']])
})

const RIVALS = graphOf({T1: {writes: ['x']}, T2: {writes: ['x']}, T3: {}})

const TOGETHER: Partial<Policy> = {
  attempts: 9,
  backoff: BACKOFFS.standard,
  workspace: {...DEFAULT_POLICY.workspace, mode: 'shared'},
}

const end = (story: Story, task: string, type: 'failed' | 'passed'): Story =>
  story.tell({
    type: 'attempt-finished',
    task,
    attempt: lastAttempt(taskState(story.state, task))?.number ?? 0,
    outcome: type === 'passed' ? {type} : {type: 'agent-failed', exitCode: 1, message: 'no'},
    durationMs: 1,
    commit: `${task}-commit`,
    trespasses: [],
    changed: ['x'],
  })

/** Whichever of the two is at work fails after it has written `x`. */
const failInTurn = (story: Story, times: number): void => {
  for (let turn = 0; turn < times; turn++) {
    while (story.phases.T1 !== 'running' && story.phases.T2 !== 'running') story.sleep()
    end(story, story.phases.T1 === 'running' ? 'T1' : 'T2', 'failed')
  }
}

test('S002-30: two that overwrite each other in one tree are held until a person says how it goes on; others go on', () => {
  const story = new Story(RIVALS, TOGETHER)
  failInTurn(story, 5)
  expect(story.phases).toEqual({T1: 'waiting', T2: 'waiting', T3: 'running'})
  failInTurn(story, 1)
  expect(story.phases).toEqual({T1: 'needs-review', T2: 'needs-review', T3: 'running'})
  expect(story.events.filter(({type}) => type === 'alarm-raised').map(describeEvent)).toEqual([
    'alarm: T1 and T2 rewrite x in turn; both wait for a person',
  ])
  expect(needsOf(taskState(story.state, 'T1'))).toEqual([
    'which of T1 and T2 is to write x: agent-spawn retry T1',
  ])
  end(story, 'T3', 'passed')
  expect(story.state.result).toBe('needs-review')
})

test('whoever is tried again is free, and begins to be counted anew', () => {
  const story = new Story(RIVALS, TOGETHER)
  failInTurn(story, 6)
  story.tell({type: 'review-decided', task: 'T2', decision: 'rejected', by: 'ann'})
  story.tell({type: 'retry-requested', task: 'T1', downstream: false, by: 'ann'})
  expect(story.phases).toEqual({T1: 'running', T2: 'failed', T3: 'running'})
  end(story, 'T1', 'passed')
  end(story, 'T3', 'passed')
  expect([story.phases.T1, taskState(story.state, 'T1').alarm, story.state.result]).toEqual([
    'done',
    undefined,
    'failed',
  ])
})

test.each(['passed', 'failed'] as const)(
  'S002-30: where each has a tree of its own, merges in turn count, and who is at work is held when it has %s',
  how => {
    // Neither has claimed what both write: so they may be at work at the same time.
    const story = new Story(graphOf({T1: {}, T2: {}, T3: {}}), {backoff: BACKOFFS.none})
    const redo = (task: string): Story => end(story, task, 'passed').merge(task)
    const again = (task: string): Story =>
      story.tell({type: 'retry-requested', task, downstream: false, by: 'ann'})
    redo('T1')
    redo('T2')
    for (let round = 0; round < 2; round++) {
      again('T1')
      redo('T1')
      again('T2')
      if (round === 1) again('T1')
      redo('T2')
    }
    expect(story.phases.T1).toBe('running')
    end(story, 'T1', how)
    expect(story.phases).toEqual({T1: 'needs-review', T2: 'done', T3: 'running'})
  },
)

const anyStep = fc.record({
  // T3 stays at work, so that the run does not come to rest.
  task: fc.constantFrom('T1', 'T2'),
  how: fc.constantFrom('passed' as const, 'passed' as const, 'failed' as const),
  isAsked: fc.boolean(),
})

/** What is at work ends, what is being merged is merged, what rests is tried again. */
const step = (
  story: Story,
  {task, how, isAsked}: {task: string; how: 'passed' | 'failed'; isAsked: boolean},
): void => {
  const {phase} = taskState(story.state, task)
  if (phase === 'running') end(story, task, how)
  else if (phase === 'merging') story.merge(task)
  else if (isAsked && (phase === 'done' || phase === 'failed'))
    story.tell({type: 'retry-requested', task, downstream: false, by: 'ann'})
}

test('S002-30: whoever is held neither starts nor is merged, whatever happens around, and a replay holds the same', () => {
  let alarms = 0
  fc.assert(
    fc.property(fc.array(anyStep, {minLength: 100, maxLength: 200}), fc.boolean(), (steps, isShared) => {
      const story = new Story(graphOf({T1: {}, T2: {}, T3: {}}), {
        attempts: 99,
        quarantineAfter: 99,
        backoff: BACKOFFS.none,
        ...(isShared ? {workspace: TOGETHER.workspace} : {}),
      })
      for (const each of steps) if (story.state.result === undefined) step(story, each)
      const held = new Set<string>()
      for (const event of story.events) {
        if (event.type === 'alarm-raised') {
          alarms += 1
          for (const task of event.tasks) held.add(task)
        }
        if (event.type === 'retry-requested') held.delete(event.task)
        if (event.type === 'attempt-started' || event.type === 'merge-started')
          expect(held.has(event.task), `${event.task} goes on`).toBe(false)
      }
      expect(replay(structuredClone([story.started, ...story.events]))).toEqual(story.state)
    }),
    {numRuns: 20, seed: 1},
  )
  expect(alarms).toBeGreaterThan(10)
})
