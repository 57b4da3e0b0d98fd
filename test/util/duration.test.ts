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

test.each([
  ['2 Tage und 4 Stunden', 20],
  ['3 PT', 24],
  ['1,5 horas', 1.5],
  ['2 a 3 días', 24],
  ['1 semana', 40],
  ['2 jours', 16],
  ['2-3小时', 3],
  ['2 人天', 16],
  ['30分', 0.5],
  ['1時間', 1],
])('in other languages: %s', (text, hours) => expect(parseHours(text)).toBe(hours))

test.each(['', 'soon', 'Phase 5.3.1', '8 points', '5 horses', '3 Dateien', '3 meses'])(
  '"%s" states no duration',
  text => expect(parseHours(text)).toBeUndefined(),
)
