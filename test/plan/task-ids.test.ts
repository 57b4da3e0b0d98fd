import {expect, test} from 'vitest'
import {idAt, isOtherNumber, knownIds, safeId} from '../../src/plan/task-ids.ts'

test.each([
  ['T1: a', 'T1', true],
  ['T-C01 a', 'T-C01', true],
  ['T51b', 'T51b', true],
  ['TASK-F-001', 'TASK-F-001', true],
  ['Task 1.10: a', '1.10', true],
  ['任务1：a', '1', true],
  ['タスク 2', '2', true],
  ['Schritt 3: a', '3', false],
  ['#247', '247', false],
  ['PIPE-39.4', 'PIPE-39.4', false],
  ['B2, C4', 'B2', false],
  ['02B', '02B', false],
  ['90% of it', undefined, undefined],
  ['word', undefined, undefined],
])('"%s" begins with the id %s', (text, id, certain) => {
  const found = idAt(text, 0)
  expect([found?.id, found?.certain]).toEqual([id, certain])
})

test.each([
  ['#247', '247'],
  ['owner/repo#1', 'owner-repo-1'],
  ['1.10', '1.10'],
  ['前端-1', 'u524du7aef-1'],
  ['-a b-', 'a-b'],
  ['x'.repeat(80), 'x'.repeat(64)],
])('the graph knows "%s" as %s', (written, id) => expect(safeId(written)).toBe(id))

test('requirements, criteria and priorities are no tasks; stories and phases with a number behind are', () => {
  const ids = ['FR-001', 'NFR-2', 'AC-1', 'P0', 'REQ-7', 'US-001', 'P0-01', 'ACME-1', 'T1']
  expect(ids.filter(isOtherNumber)).toEqual(['FR-001', 'NFR-2', 'AC-1', 'P0', 'REQ-7'])
})

test('other names lead to the id, and never hide one', () => {
  const ids = knownIds(
    ['1', '2', 'b'],
    [
      ['store', '1'],
      ['B', '2'],
    ],
  )
  expect(['store', 'STORE', 'b', 'c'].map(word => ids.resolve(word))).toEqual(['1', '1', 'b', undefined])
  expect([ids.position('2'), ids.position('?'), ids.firstOnes(1), ids.last()]).toEqual([1, 0, ['1'], 'b'])
})
