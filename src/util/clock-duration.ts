// Durations by the clock, as settings have them: `30m`, `6 hours`. A day has 24 hours here, unlike a day of work.

const DURATION = /^(\d{1,6}(?:\.\d{1,3})?)\s?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)$/i
const UNIT_MS: {readonly [letter: string]: number} = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/** What is expected, as the end of a sentence. */
export const A_DURATION = 'a duration such as 30m or 6 hours'

export const isClockDuration = (text: string): boolean => DURATION.test(text)

/** Of one that `isClockDuration`. */
export const clockMilliseconds = (duration: string): number => {
  const [, amount, unit = ''] = DURATION.exec(duration) ?? []
  return Math.round(Number(amount) * (UNIT_MS[unit.slice(0, 1).toLowerCase()] ?? 0))
}
