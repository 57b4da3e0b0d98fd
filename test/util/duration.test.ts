import {expect, test} from 'vitest'
import {parseHours} from '../../src/util/duration.ts'

test.each([
  ['4 hours', 4],
  ['4h', 4],
  ['1.5 h', 1.5],
  ['0,5 hours', 0.5],
  ['30 minutes', 0.5],
  ['45m', 0.75],
  ['2 days', 16],
  ['1 week', 40],
  ['1-2 hours', 2],
  ['1 to 2 days', 16],
  ['1–1.5 days', 12],
  ['1 day 4 hours', 12],
  ['1h30m', 1.5],
  ['~6 hours', 6],
  ['6 hours per task', 6],
  ['110 hours (14 days sequential, 5 days in parallel)', 110],
  ['S (1-2h)', 2],
  ['Estimated: 38 hours (5 days)', 38],
])('%s', (text, hours) => expect(parseHours(text)).toBe(hours))

test.each(['', 'soon', 'Phase 5.3.1', '8 points', '5 horses'])('"%s" states no duration', text =>
  expect(parseHours(text)).toBeUndefined(),
)
