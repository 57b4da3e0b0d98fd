import {expect, test} from 'vitest'
import {inColumns} from '../../src/util/columns.ts'

test('columns are as wide as their widest cell, and no line ends in blanks', () => {
  expect(inColumns([['a', 'bb'], ['ccc', '', 'd'], ['e']])).toEqual(['a    bb', 'ccc      d', 'e'])
})
