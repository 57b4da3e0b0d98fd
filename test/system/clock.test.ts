import {expect, test} from 'vitest'
import {delay, monotonic, steadyClock, wallClock} from '../../src/system/clock.ts'

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

test('the clock of a dispatcher follows the wall clock over a gap, ignores a step back, and runs no faster for being asked often', () => {
  let [wall, steady] = [5_000_000, 0]
  const clock = steadyClock(
    0,
    () => Math.floor(wall),
    () => steady,
  )
  const pass = (ms: number): number => {
    wall += ms
    steady += ms
    return clock()
  }
  for (let calls = 0; calls < 10_000; calls++) pass(0.6)
  expect(Math.abs(clock() - 5_006_000)).toBeLessThanOrEqual(1)
  wall += 3_600_000
  expect(Math.abs(clock() - 8_606_000)).toBeLessThanOrEqual(1)
  wall -= 7_200_000
  const before = clock()
  expect(pass(1000) - before).toBe(1000)
})

test('the times of a run never go back, not even where the wall clock of its next dispatcher is behind', () => {
  const clock = steadyClock(wallClock() + 60_000)
  expect(clock()).toBeGreaterThanOrEqual(wallClock() + 59_000)
})
