import {expect, test} from 'vitest'
import {resolveSelection} from '../../src/graph/selection.ts'
import {graph} from './graphs.ts'

const sketched = graph(
  {id: 'T1', group: 'GROUP_A'},
  {id: 'T2', group: 'GROUP_A'},
  {id: 'T16', group: 'GROUP_A'},
  {id: 'T3', group: 'GROUP_B'},
  {id: 'T4', group: 'GROUP_B'},
  {id: 'TASK-F-001'},
  {id: 'TASK-F-002'},
)
const plan = {
  ...sketched,
  tasks: sketched.tasks.map(task =>
    task.id === 'T1' ? {...task, title: 'PostgreSQL Schema Design & Migration'} : task,
  ),
}

const select = (...words: readonly string[]): readonly string[] | string => {
  const result = resolveSelection(plan, words)
  return result.ok ? result.value : result.error.join('\n')
}

test('no word selects all, in plan order', () => {
  expect(select()).toEqual(plan.tasks.map(({id}) => id))
})

test.each([
  ['T2', ['T2']],
  ['T4,T1', ['T1', 'T4']],
  ['T4, T1 ,', ['T1', 'T4']],
  ['T1-T4', ['T1', 'T2', 'T3', 'T4']],
  ['T2-T3,T1', ['T1', 'T2', 'T3']],
  ['TASK-F-001-TASK-F-002', ['TASK-F-001', 'TASK-F-002']],
])('S003-12: %s selects %j', (word, expected) => {
  expect(select(word)).toEqual(expected)
})

test.each(['A', 'a', 'GROUP_A', 'GROUP A', 'group a', 'Group-A'])(
  'S003-11: %s is the group GROUP_A',
  word => {
    expect(select(word)).toEqual(['T1', 'T2', 'T16'])
  },
)

test.each(['GROUP_A:T1-T4', 'PHASE_ONE: T1-T4'])('S003-12: %s selects the tasks behind the colon', word => {
  expect(select(word)).toEqual(['T1', 'T2', 'T3', 'T4'])
})

test('S003-10: a task may be named with its title; a wrong title is an error that shows the right one', () => {
  expect(select('T1: PostgreSQL Schema Design')).toEqual(['T1'])
  expect(select('T1: PostgreSQL Schema Design & Migration')).toEqual(['T1'])
  expect(select('T1:')).toEqual(['T1'])
  expect(select('T1: Router')).toBe('T1 is "PostgreSQL Schema Design & Migration", not "Router"')
  expect(select('T1: SQL')).toBe('T1 is "PostgreSQL Schema Design & Migration", not "SQL"')
})

test('several words are united, each task once', () => {
  expect(select('B', 'T4', 'T1')).toEqual(['T1', 'T3', 'T4'])
})

test('what selects nothing is told, word by word', () => {
  expect(select('T5', 'T4-T1', 'GROPU_B', 'T1-T99', ',')).toBe(
    [
      '"T5" is no task, range or group of this plan (did you mean "T1"?)',
      '"T4-T1" selects no task; a range runs from the earlier task to the later one',
      '"GROPU_B" is no task, range or group of this plan (did you mean "GROUP_B"?)',
      '"T99" (the end of the range "T1-T99") is no task, range or group of this plan',
      '"," selects nothing; expected a task, a range or a group',
    ].join('\n'),
  )
})
