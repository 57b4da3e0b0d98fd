import {expect, test} from 'vitest'
import {delay, monotonic, wallClock} from '../../src/system/clock.ts'

test('a delay takes its time', async () => {
  const start = monotonic()
  await delay(20)
  expect(monotonic() - start).toBeGreaterThanOrEqual(19)
})

test('a delay ends when it is aborted, even one that no timer can hold', async () => {
  const abort = new AbortController()
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const start = monotonic()
  const waited = delay(90 * 24 * 3_600_000, abort.signal)
  await delay(5)
  abort.abort()
  await waited
  process.off('warning', note)
  expect(warnings).toEqual([])
  await delay(10_000, abort.signal)
  expect(monotonic() - start).toBeLessThan(1000)
})

test('wall time is epoch milliseconds', () => {
  expect(new Date(wallClock()).getUTCFullYear()).toBeGreaterThan(2024)
})
