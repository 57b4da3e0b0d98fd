import {expect, test} from 'vitest'
import {closest, suggester, suggestion} from '../../src/util/closest.ts'

test.each([
  ['databse', ['api', 'database', 'data'], 'database'],
  ['dtaabase', ['database'], 'database'],
  ['t1', ['T2', 'T1'], 'T1'],
  ['T12', ['T1', 'T13'], 'T1'],
  ['kitchen', ['cellar', 'attic'], undefined],
  ['x'.repeat(65), ['x'.repeat(65)], undefined],
])('%s among %j means %s', (word, candidates, expected) => {
  expect(closest(word, candidates)).toBe(expected)
})

test('a suggestion is a remark behind the word, or nothing', () => {
  expect(suggestion('tsak', ['task'])).toBe(' (did you mean "task"?)')
  expect(suggestion('zebra', ['task'])).toBe('')
})

test('after a hundred suggestions it is clear that the words are of another kind', () => {
  const suggest = suggester(['task'])
  const given = Array.from({length: 101}, () => suggest('tsak'))
  expect(given.filter(text => text === '')).toHaveLength(1)
})
