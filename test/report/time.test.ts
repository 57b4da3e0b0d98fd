import {expect, test} from 'vitest'
import {formatDate, formatDuration, formatInstant, formatTime} from '../../src/report/time.ts'

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [999, '999 ms'],
  [999.6, '1 s'],
  [12_340, '12.3 s'],
  [59_949, '59.9 s'],
  [59_950, '1 min'],
  [184_000, '3 min 4 s'],
  [3_599_499, '59 min 59 s'],
  [3_599_500, '1 h'],
  [93_900_000, '26 h 5 min'],
])('%d ms are %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words)
})

test('instants are UTC, to the second', () => {
  const at = Date.UTC(2026, 2, 9, 8, 5, 3, 999)
  expect([formatInstant(at), formatTime(at), formatDate(at)]).toEqual([
    '2026-03-09T08:05:03Z',
    '08:05:03 UTC',
    '20260309',
  ])
})
