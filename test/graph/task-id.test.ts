import {expect, test} from 'vitest'
import {isTaskId, nameOf} from '../../src/graph/task-id.ts'

test('an id is made of names that any file and branch may have, with slashes between', () => {
  const good = ['T1', '1.10', '02B', 'PR1/1.1', 'auth/P3/2', 'a'.repeat(64), 'T1.locker']
  const bad = [
    '',
    '/1',
    '1/',
    'a//b',
    '../x',
    'a/..',
    'a./b',
    'a.lock',
    'a.lock/1',
    'a/-b',
    'a b',
    'a+b',
    'a'.repeat(65),
  ]
  expect(good.filter(id => !isTaskId(id))).toEqual([])
  expect(bad.filter(isTaskId)).toEqual([])
})

test('two ids never have one name', () => {
  expect(['PR1/1.1', 'PR1-1.1'].map(nameOf)).toEqual(['PR1+1.1', 'PR1-1.1'])
})
