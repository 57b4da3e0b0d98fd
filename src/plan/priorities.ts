// Reads a priority from the words and signs of its author, in several languages. Knows no document.

import type {Priority} from '../graph/task.ts'

const WORDS: readonly (readonly [Priority, string])[] = [
  [
    'CRITICAL',
    'critical blocker highest urgent must muss p0 kritisch crítica crítico critica critico urgente 紧急 最高 关键 緊急',
  ],
  ['HIGH', 'high p1 hoch alta alto should soll 高'],
  ['MEDIUM', 'medium normal moderate p2 mittel media média medio could 中'],
  ['LOW', 'low lowest minor p3 p4 niedrig gering baja baixa kann 低'],
]
const BY_WORD: ReadonlyMap<string, Priority> = new Map(
  WORDS.flatMap(([priority, words]) => words.split(' ').map(word => [word, priority] as const)),
)

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
    const found = BY_WORD.get(word.toLowerCase())
    if (found) return found
  }
  return SIGNS.find(([sign]) => sign.test(start))?.[1]
}
