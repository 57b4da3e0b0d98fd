// Durations as people write them: `4 hours`, `1.5h`, `30 minutes`, `2-3 days`, `1 day 4 hours`.

const HOURS_PER_DAY = 8 // of work, not of the clock
const HOURS_PER_WEEK = 40

/** Each with its hours, in the languages that plans are met in. A person's day is a day. */
const UNITS: readonly (readonly [hours: number, words: string])[] = [
  [1 / 60, 'minutes?|mins?|minuten|minutos?|minutes?|m|分钟|分鐘|分'],
  [1, 'hours?|hrs?|h|stunden?|std\\.?|horas?|heures?|小时|小時|工时|時間'],
  [
    HOURS_PER_DAY,
    '(?:working|work|person|man|business)[ -]?days?|days?|d|(?:personen|arbeits)?tagen?|tage?|pt|días?|dias?|jours?|人天|工作日|人日|天|日',
  ],
  [HOURS_PER_WEEK, 'weeks?|wks?|w|wochen?|semanas?|semaines?|周|週間|週'],
]

const AMOUNT = String.raw`(\d{1,6}(?:[.,]\d{1,4})?)`
const QUANTITY = new RegExp(
  String.raw`${AMOUNT}(?:\s?(?:-|–|—|~|〜|to|bis|a|至|到)\s?${AMOUNT})?[\s-]?(?:${UNITS.map(([, words]) => `(${words})`).join('|')})(?![A-Za-zÀ-ÿ_])`,
  'giy',
)

interface Quantity {
  readonly hours: number
  readonly end: number
}

const quantityAt = (text: string, at: number): Quantity | undefined => {
  QUANTITY.lastIndex = at
  const found = QUANTITY.exec(text)
  if (!found) return undefined
  const amount = Number((found[2] ?? found[1] ?? '').replace(',', '.'))
  const [hours] = UNITS.find((_, index) => found[index + 3] !== undefined) ?? [0]
  return {hours: amount * hours, end: QUANTITY.lastIndex}
}

const JOIN = /\s*(?:(?:and|und|y|e|et)\s|\+)?\s*/y

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
