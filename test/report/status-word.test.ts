import {expect, test} from 'vitest'
import {commonWord, PHASES_OF, runWord, STATUS_WORDS, statusWord} from '../../src/report/status-word.ts'
import type {Phase} from '../../src/run/phase.ts'
import {type TaskState, taskState} from '../../src/run/state.ts'
import {task} from '../graph/graphs.ts'
import {ENDING, EVENTS, told, toldOn} from './story.ts'

const inPhase = (phase: Phase, workspace?: string): TaskState => ({
  task: task({id: 'T1'}),
  phase,
  spent: 0,
  repeats: 0,
  refusals: [],
  attempts: [
    {
      number: 1,
      agent: 'a',
      startedAt: 0,
      gates: [],
      leaders: [],
      trespasses: [],
      ...(workspace ? {workspace} : {}),
    },
  ],
})

test('S003-24: each phase has its word', () => {
  const words = (
    [
      'waiting',
      'running',
      'validated',
      'merging',
      'done',
      'needs-review',
      'failed',
      'cancelled',
      'skipped',
    ] as const
  ).map(phase => [phase, statusWord(inPhase(phase, 'w'))])
  expect(Object.fromEntries(words)).toEqual({
    waiting: 'pending',
    running: 'in_progress',
    validated: 'in_progress',
    merging: 'in_progress',
    done: 'completed',
    'needs-review': 'needs_review',
    failed: 'failed',
    cancelled: 'cancelled',
    skipped: 'skipped',
  })
})

test.each(STATUS_WORDS)('S003-24: every phase that %s stands for is told by that word', word => {
  const workspace = word === 'spawned' ? undefined : 'w'
  for (const phase of PHASES_OF[word]) expect(statusWord(inPhase(phase, workspace))).toBe(word)
})

test('S003-24: a task goes pending, spawned, in_progress, completed', () => {
  const words = [...EVENTS.keys()].map(index => statusWord(taskState(told(EVENTS.slice(0, index + 1)), 'T1')))
  expect(words.filter((word, index) => word !== words[index - 1])).toEqual([
    'pending',
    'spawned',
    'in_progress',
    'pending',
    'spawned',
    'in_progress',
    'completed',
  ])
})

test('the run as a whole has a word, too', () => {
  expect(runWord(told())).toBe('in_progress')
  expect(runWord(toldOn(...ENDING))).toBe('failed')
})

test('a group is told by what moves, then by what went wrong, then by what is left', () => {
  const of = (...phases: readonly Phase[]) => commonWord(phases.map(phase => inPhase(phase, 'w')))
  expect(of('failed', 'running', 'waiting')).toBe('in_progress')
  expect(of('failed', 'needs-review', 'done')).toBe('failed')
  expect(of('waiting', 'done')).toBe('pending')
  expect(of('done', 'skipped')).toBe('completed')
  expect(of('skipped')).toBe('skipped')
})
