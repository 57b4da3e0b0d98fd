import {expect, test} from 'vitest'
import {readEntry} from '../../src/plan/entry.ts'

const read = (text: string): unknown => {
  const entry = readEntry(text)
  if (!entry) return undefined
  const {id, title, isSeparated, notes} = entry
  return [
    id.id,
    title,
    ...(id.certain && isSeparated ? [] : ['unsure']),
    ...Object.values(notes).map(({text}) => text),
  ]
}

test.each([
  ['T1: Schema & Migration', ['T1', 'Schema & Migration']],
  ['T5: Circuit Breaker (6 hours)', ['T5', 'Circuit Breaker', '6 hours']],
  ['T5: Circuit Breaker (fast)', ['T5', 'Circuit Breaker (fast)']],
  ['T5: Breaker (fast) (6h, depends on T1, T2)', ['T5', 'Breaker (fast)', '6h', 'T1, T2']],
  ['T5: Breaker [no dependencies]', ['T5', 'Breaker', 'no dependencies']],
  ['T01 - Title', ['T01', 'Title']],
  ['T-001 — Title', ['T-001', 'Title']],
  ['T51b. Title', ['T51b', 'Title']],
  ['TASK-F-001: Title', ['TASK-F-001', 'Title']],
  ['Task 1.2: Title', ['1.2', 'Title']],
  ['[x] Task 3: Title', ['3', 'Title']],
  ['✅ **T1: Title**', ['T1', 'Title']],
  ['`T1`: `code` title', ['T1', '`code` title']],
  ['[SEC-002] Title', ['SEC-002', 'Title', 'unsure']],
  ['SEC-002: Title', ['SEC-002', 'Title', 'unsure']],
  ['T1 and T2 follow', ['T1', 'and T2 follow', 'unsure']],
  ['2. Dependencies', ['2', 'Dependencies', 'unsure']],
  ['T1', ['T1', '']],
  ['T1→T2', undefined],
  ['T1000x2: no id', undefined],
  ['Task Breakdown: all of it', undefined],
  ['Technical notes', undefined],
])('S003-03: "%s"', (text, expected) => expect(read(text)).toEqual(expected))
