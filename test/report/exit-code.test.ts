import {expect, test} from 'vitest'
import {exitCodeOf} from '../../src/report/exit-code.ts'

test.each([
  ['done', 0],
  ['failed', 1],
  ['blocked', 3],
  ['needs-review', 4],
  ['budget', 5],
  ['limited', 6],
  ['interrupted', 130],
] as const)('a run that is %s exits with %i', (result, code) => {
  expect(exitCodeOf(result)).toBe(code)
})
