// When a limit resets, as agents write it for people. Clock times are in the time zone of this machine, where the agent ran.

const MONTH_DAY = /\bat ([A-Z][a-z]{2} \d{1,2})(?:st|nd|rd|th)?, (\d{4}) (\d{1,2}:\d{2} ?[AP]M)/
const CLOCK = /\bat (\d{1,2}):(\d{2}) ?([AP])M/
const SPAN = /\bin (?:(\d{1,3}) days?)?,? ?(?:(\d{1,3}) hours?)?,? ?(?:(\d{1,3}) minutes?)?/g

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Epoch milliseconds; undefined where the text names no time. `at`: when it was written. */
export const resetTime = (text: string, at: number): number | undefined => {
  const date = MONTH_DAY.exec(text)
  if (date !== null) return Date.parse(`${date[1]}, ${date[2]} ${date[3]}`)
  const clock = CLOCK.exec(text)
  return clock === null ? spanIn(text, at) : nextClock(clock, at)
}

const nextClock = ([, hours = '', minutes = '', half = '']: RegExpExecArray, at: number): number => {
  const found = new Date(at)
  found.setHours((Number(hours) % 12) + (half === 'P' ? 12 : 0), Number(minutes), 0, 0)
  if (found.getTime() <= at) found.setDate(found.getDate() + 1)
  return found.getTime()
}

const spanIn = (text: string, at: number): number | undefined => {
  for (const [, days = 0, hours = 0, minutes = 0] of text.matchAll(SPAN)) {
    const span = Number(days) * DAY_MS + Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS
    if (span > 0) return at + span
  }
  return undefined
}
