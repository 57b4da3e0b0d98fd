// Instants and durations as people read them. All instants are UTC, so that a report reads the same everywhere.

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** `850 ms`, `12.3 s`, `3 min 4 s`, `26 h 5 min`: two units at most, rounded to the smaller one. */
export const formatDuration = (milliseconds: number): string => {
  const ms = Math.max(0, Math.round(milliseconds))
  if (ms < SECOND_MS) return `${ms} ms`
  if (ms < MINUTE_MS - SECOND_MS / 20) return `${Math.round(ms / 100) / 10} s`
  if (ms < HOUR_MS - SECOND_MS / 2) return twoUnits(Math.round(ms / SECOND_MS), 'min', 's')
  return twoUnits(Math.round(ms / MINUTE_MS), 'h', 'min')
}

const twoUnits = (count: number, large: string, small: string): string => {
  const rest = count % 60
  const whole = `${Math.floor(count / 60)} ${large}`
  return rest === 0 ? whole : `${whole} ${rest} ${small}`
}

/** `2026-03-09T08:00:00Z`, of epoch milliseconds. */
export const formatInstant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** `08:00:00 UTC`. */
export const formatTime = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`

/** `20260309`: for file names. */
export const formatDate = (at: number): string => new Date(at).toISOString().slice(0, 10).replaceAll('-', '')

/** `2025-01-31 12:00:00`, in UTC: as the lines of logs begin. */
export const formatLogTime = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')
