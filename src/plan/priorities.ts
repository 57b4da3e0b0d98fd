// Reads a priority from the words and signs of its author, in several languages. Knows no document.

import type {Priority} from '../graph/task.ts'

const PRIORITIES: readonly [RegExp, Priority][] = [
  [
    /^(?:critical|blocker|highest|urgent|must|muss|p0|kritisch|crítica?|critica|urgente|紧急|最高|关键|緊急)$/iu,
    'CRITICAL',
  ],
  [/^(?:high|p1|hoch|alta|alto|should|soll|高)$/iu, 'HIGH'],
  [/^(?:medium|normal|moderate|p2|mittel|media|média|medio|could|中)$/iu, 'MEDIUM'],
  [/^(?:low|lowest|minor|p[34]|niedrig|gering|baja|baixa|kann|低)$/iu, 'LOW'],
]

const SIGNS: readonly [RegExp, Priority][] = [
  [/🔴/u, 'CRITICAL'],
  [/🟠/u, 'HIGH'],
  [/🟡/u, 'MEDIUM'],
  [/🟢/u, 'LOW'],
]

/** The first word that names one; without any, the first sign. */
export const parsePriority = (text: string): Priority | undefined => {
  const start = text.slice(0, 200)
  for (const [word] of start.matchAll(/[\p{L}]+\d?/gu)) {
    const found = PRIORITIES.find(([pattern]) => pattern.test(word))
    if (found) return found[1]
  }
  return SIGNS.find(([sign]) => sign.test(start))?.[1]
}
