import {expect, test} from 'vitest'
import type {DependencyRef} from '../../src/graph/draft.ts'
import {readDependencies} from '../../src/plan/dependency-phrase.ts'
import {readSheet} from '../../src/plan/sheet.ts'
import {knownIds} from '../../src/plan/task-ids.ts'

const KNOWN = ['T1', 'T2', 'T3', 'T4', 'T12', 'SEC-001', '1.1', '1.2', '7', 'TASK-F-001', 'vector-storage']

/** Short forms, so that a case fits on a line: `T1`, `T1…T4`, `*API`, `*`, `"words"`. */
const short = (ref: DependencyRef): string => {
  if (ref.type === 'task') return ref.id
  if (ref.type === 'range') return `${ref.from}…${ref.to}`
  if (ref.type === 'members') return `*${ref.label}`
  return ref.type === 'all' ? '*' : `"${ref.text}"`
}

/** Long enough for the places that phrases are said to stand at. */
const SHEET = readSheet({file: 'plan.md', text: `${'\n'.repeat(4)}${'-'.repeat(80)}`})

const read = (text: string): DependencyRef[] =>
  readDependencies(
    {text, row: 4, column: 10},
    {sheet: SHEET, ids: knownIds(KNOWN), hasSet: name => name === 'Phase 2'},
  )

test.each([
  ['None (foundation)', ''],
  ['none', ''],
  ['N/A', ''],
  ['—', ''],
  ['no dependencies', ''],
  ['None (independent of T1-T4)', ''],
  ['T1', 'T1'],
  ['t1', 'T1'],
  ['T1, T2', 'T1 T2'],
  ['T1 (PostgreSQL schema), T2 (types, see T4)', 'T1 T2'],
  ['T1 and T2', 'T1 T2'],
  ['`T1` + **T2**', 'T1 T2'],
  ['T1/T2/T3', 'T1 T2 T3'],
  ['T1; T12 complete', 'T1 T12'],
  ['[T1](#t1), T2.', 'T1 T2'],
  ['T1-T4', 'T1…T4'],
  ['T1 – T4, T12', 'T1…T4 T12'],
  ['T1 to T4', 'T1…T4'],
  ['T1-4', 'T1…T4'],
  ['T99', 'T99'],
  ['Task 1.1, Task 1.2', '1.1 1.2'],
  ['Tasks 1.1-1.2', '1.1…1.2'],
  ['1.1, 1.2', '1.1 1.2'],
  ['Task 7', '7'],
  ['TASK-F-001', 'TASK-F-001'],
  ['SEC-001', 'SEC-001'],
  ['SEC-009', 'SEC-009'],
  ['vector-storage', 'vector-storage'],
  ['output of T2', 'T2'],
  ['all API tasks', '*API'],
  ['all of the Phase 2 tasks', '*Phase 2'],
  ['all tasks', '*'],
  ['All previous tasks', '*'],
  ['GROUP A', '*GROUP A'],
  ['Phase 2', '*Phase 2'],
  ['Phase 9', '"Phase 9"'],
  ['schema being ready', '"schema being ready"'],
  ['PostgreSQL 14, T1', '"PostgreSQL 14" T1'],
  ['UTF-8 support', '"UTF-8 support"'],
  ['T1; not T2', 'T1 "not T2"'],
  ['无', ''],
  ['なし (T1と並行)', ''],
  ['ninguna (pero T1)', ''],
  ['Keine (nur Interfaces)', ''],
  ['nenhuma', ''],
  ['[]', ''],
  ['none (independent of T1–T4)', ''],
  ['None (but wait for Phase 2)', '*Phase 2'],
  ['no dependency on T1/T2 beyond T3', 'T3'],
  ['2.1 is **not** required', '"2.1 is **not** required"'],
  ['T1 mergeado o no, da igual', '"T1 mergeado o no" "da igual"'],
  ['Unabhängig von T1', '"Unabhängig von T1"'],
  ['1.1, 1.2 complete', '1.1 1.2'],
  ['1.1 - build file', '1.1'],
  ['T1+T2', 'T1 T2'],
  ['T1, T2 und T3', 'T1 T2 T3'],
  ['T1、T2', 'T1 T2'],
  ['T3+', 'T3…vector-storage'],
  ['T1 bis T4', 'T1…T4'],
  ['T1至T3', 'T1…T3'],
  ['→ T1 (why), → T2 (all of it)', 'T1 T2'],
  ['all API tasks (T1, T2) and T3', 'T1 T2 T3'],
  ['the user model (T3)', 'T3'],
  ['T3 [same file - after it], T4', 'T3 T4'],
  ['#7', '7'],
  ['#1.1/#1.2', '1.1 1.2'],
  ["PR #7's module", '"PR #7\'s module"'],
  ['Schritt 7', '7'],
  ['Todas las anteriores', '*'],
  ['alle vorherigen Aufgaben', '*'],
  ['所有前置任务', '*'],
  ['after Phase 2', '*Phase 2'],
  ['Phase 2完了必須', '*Phase 2'],
  ['Node 18, 3 reviewers', '"Node 18" "3 reviewers"'],
])('S003-04: "%s"', (text, expected) => expect(read(text).map(short).join(' ')).toBe(expected))

test('each task is found at its own place', () => {
  expect(read('T1 (a, b), `T2`')).toEqual([
    {type: 'task', id: 'T1', location: {file: 'plan.md', line: 5, column: 11, endColumn: 13}},
    {type: 'task', id: 'T2', location: {file: 'plan.md', line: 5, column: 23, endColumn: 25}},
  ])
})

test('S003-04: "all previous tasks" are those before the task', () => {
  const refs = readDependencies(
    {text: 'All previous tasks', row: 0, column: 0},
    {sheet: readSheet({file: 'plan.md', text: ''}), ids: knownIds(KNOWN), hasSet: () => false, self: 'T3'},
  )
  expect(refs).toEqual([
    {type: 'task', id: 'T1', kind: 'group'},
    {type: 'task', id: 'T2', kind: 'group'},
  ])
})
