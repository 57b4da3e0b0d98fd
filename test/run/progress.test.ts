// What agents tell of their progress: kept as they say it, within bounds, and never going back.

import {expect, test} from 'vitest'
import {agentState} from '../../src/report/agent-state.ts'
import type {ProgressReported} from '../../src/run/event.ts'
import {objection} from '../../src/run/request.ts'
import {taskState} from '../../src/run/state.ts'
import {graphOf} from './graphs.ts'
import {Story} from './story.ts'

const says = (percent: number, more: Partial<ProgressReported> = {}): ProgressReported => ({
  ...{type: 'progress-reported', task: 'T1', attempt: 1},
  percent,
  ...more,
})

const atWork = (): Story =>
  new Story(graphOf({T1: {}})).tell({
    ...{type: 'workspace-created', task: 'T1', attempt: 1},
    ...{path: '.conductor/workspaces/a', branch: 'agent/T1'},
  })

const shown = ({state}: Story) => {
  const {progress, progress_message: message} = agentState(state, taskState(state, 'T1'), 1) ?? {}
  return {progress, message}
}

test('S001-09: the state of an agent shows what it last said', () => {
  const story = atWork()
  expect(shown(story)).toEqual({progress: 20, message: undefined})
  story.tell(says(42, {message: 'writing tests'}))
  expect(shown(story)).toEqual({progress: 42, message: 'writing tests'})
  story.tell(says(60))
  expect(shown(story)).toEqual({progress: 60, message: undefined})
  story.pass('T1').merge('T1')
  expect(shown(story)).toEqual({progress: 100, message: undefined})
})

test('S001-09: it is a whole number from 0 to 100, and goes back only if the agent says so', () => {
  const story = atWork().tell(says(60))
  for (const percent of [-1, 101, 42.5, Number.NaN])
    expect(objection(story.state, says(percent))).toBe(
      `${percent} is no progress; expected a whole number from 0 to 100.`,
    )
  expect(objection(story.state, says(59))).toBe(
    'T1 has come to 60 % already, and 59 % would go back. If it begins anew, say so with --reset.',
  )
  expect([60, 61, 100].map(percent => objection(story.state, says(percent)))).toEqual([
    ...[undefined, undefined, undefined],
  ])
  expect(objection(story.state, says(10, {reset: true}))).toBeUndefined()
  story.tell(says(30, {reset: true}))
  expect(shown(story)).toEqual({progress: 30, message: undefined})
})

test('only the attempt at work is listened to', () => {
  const story = atWork()
  expect(objection(story.state, says(5, {attempt: 2}))).toBe(
    'Attempt 2 of T1 is not at work; only an agent at work can tell its progress.',
  )
  story.pass('T1')
  expect(objection(story.state, says(5))).toBe(
    'Attempt 1 of T1 is not at work; only an agent at work can tell its progress.',
  )
})
