import {expect, test} from 'vitest'
import type {DraftTask, Fact} from '../../src/graph/draft.ts'
import {finishedTasks} from '../../src/plan/finished-tasks.ts'
import {task} from '../graph/graphs.ts'

const fact = (value: string): Fact<string> => ({
  value,
  location: {file: 'a', line: 1, column: 1},
  origin: 'test',
})

/** `1.1<1`: a part of `1`; `1.1?<1`: one that may be left out. */
const drafts = (...sketches: string[]): DraftTask[] =>
  sketches.map(sketch => {
    const [name = '', parent] = sketch.split('<')
    const id = name.replace('?', '')
    const {priority: _, title: __, dependencies: ___, ...rest} = task({id})
    return {
      ...rest,
      id: fact(id),
      titles: [],
      priorities: [],
      efforts: [],
      dependencies: [],
      blocks: [],
      ...(parent === undefined ? {} : {parent: fact(parent)}),
      ...(name.endsWith('?') ? {isOptional: true} : {}),
    }
  })

const finished = (
  tasks: readonly DraftTask[],
  {done = [], open = [], ticked = []}: {done?: string[]; open?: string[]; ticked?: string[]},
): {ids: string[]; openParts: [string, readonly string[]][]} => {
  const {ids, openParts} = finishedTasks(tasks, {done: new Set(done), open: new Set(open)}, id =>
    ticked.includes(id),
  )
  return {ids: [...ids].sort(), openParts: [...openParts]}
}

test('a whole is finished with the last of its parts, up to the top', () => {
  const tasks = drafts('1', '1.1<1', '1.1.1<1.1', '1.1.2<1.1', '2')
  expect(finished(tasks, {done: ['1.1.1']}).ids).toEqual(['1.1.1'])
  expect(finished(tasks, {done: ['1.1.1'], ticked: ['1.1.2']}).ids).toEqual(['1', '1.1', '1.1.1'])
  expect(finished(tasks, {done: ['1.1.1', '1.1.2'], open: ['1.1']}).ids).toEqual(['1.1.1', '1.1.2'])
})

test('a whole that is done itself waits for its parts, but not for optional ones', () => {
  const tasks = drafts('1', '1.1<1', '1.2?<1')
  expect(finished(tasks, {done: ['1']})).toEqual({ids: [], openParts: [['1', ['1.1']]]})
  expect(finished(tasks, {done: ['1', '1.1']})).toEqual({ids: ['1', '1.1'], openParts: []})
  expect(finished(drafts('1', '1.1?<1'), {})).toEqual({ids: [], openParts: []})
})

test('parts of each other are never finished by each other', () => {
  expect(finished(drafts('1<2', '2<1'), {done: ['1']})).toEqual({ids: [], openParts: [['1', ['2']]]})
})
