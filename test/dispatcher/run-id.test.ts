import {expect, test} from 'vitest'
import {newRunId} from '../../src/dispatcher/run-id.ts'

test('ids sort by age, to the millisecond, and are safe in paths and branches', () => {
  const start = Date.UTC(2026, 10, 21, 13, 45, 1, 998)
  const ids = [0, 1, 2, 999, 60_000].map(later => newRunId(start + later))
  expect(ids.toSorted()).toEqual(ids)
  expect(ids[1]).toMatch(/^20261121-134501999-[0-9a-f]{4}$/)
})
