// Durations as people write them: `4 hours`, `1.5h`, `30 minutes`, `2-3 days`, `1 day 4 hours`.

const HOURS_PER_DAY = 8 // of work, not of the clock
const HOURS_PER_WEEK = 40

const QUANTITY =
  /(\d{1,6}(?:[.,]\d{1,4})?)(?:\s?(?:-|–|—|to)\s?(\d{1,6}(?:[.,]\d{1,4})?))?[\s-]?(minutes?|mins?|m|hours?|hrs?|h|working days?|days?|d|weeks?|wks?|w)(?![A-Za-z_])/giy

const hoursPer = (unit: string): number => {
  const letter = unit.startsWith('working') ? 'd' : unit[0]
  if (letter === 'm') return 1 / 60
  if (letter === 'h') return 1
  return letter === 'd' ? HOURS_PER_DAY : HOURS_PER_WEEK
}

interface Quantity {
  readonly hours: number
  readonly end: number
}

const quantityAt = (text: string, at: number): Quantity | undefined => {
  QUANTITY.lastIndex = at
  const found = QUANTITY.exec(text)
  if (!found) return undefined
  const amount = Number((found[2] ?? found[1] ?? '').replace(',', '.'))
  return {hours: amount * hoursPer((found[3] ?? '').toLowerCase()), end: QUANTITY.lastIndex}
}

const JOIN = /\s*(?:and\s|\+)?\s*/y

/** Adds up what follows without other words between: `1 day 4 hours`. */
const sumFrom = (text: string, first: Quantity): number => {
  let {hours, end} = first
  for (;;) {
    JOIN.lastIndex = end
    JOIN.exec(text)
    const next = quantityAt(text, JOIN.lastIndex)
    if (!next) return hours
    hours += next.hours
    end = next.end
  }
}

const STARTS = /\d[\d.,]*/g

/**
 * Hours of work that a text states first; the upper end of a range. A day has 8 hours, a week 40.
 * What stands in brackets counts only if nothing stands before them. Undefined where no duration is stated.
 */
export const parseHours = (text: string): number | undefined => {
  const bracket = text.indexOf('(')
  const before = bracket > 0 ? firstHours(text.slice(0, bracket)) : undefined
  return before ?? firstHours(text)
}

const firstHours = (text: string): number | undefined => {
  for (const start of text.matchAll(STARTS)) {
    const found = quantityAt(text, start.index)
    if (found) return Math.round(sumFrom(text, found) * 1e6) / 1e6
  }
  return undefined
}
