import {expect, test} from 'vitest'
import {findings} from './findings.ts'

test('S003-06: a document that is said to be done while its tasks are not', () => {
  const plan = (status: string) => `
    # Bakery

    **Status:** ${status}

    - [x] **T1. Oven**
    - [ ] **T2. Dough**
    - [~] **T3. Shop window**
  `
  expect(findings('status-drift', plan('✅ Completed (all ovens hot)'))).toEqual([
    '3 warning: the plan is said to be done, but 2 of its 3 tasks are not: T2 and T3 [6, 7]',
  ])
  expect(findings('status-drift', plan('In progress'))).toEqual([])
  expect(findings('status-drift', plan('Complete rewrite of the bakery'))).toEqual([])
})

test('the status of a section further down is not that of the document', () => {
  const text = `
    # Bakery

    ## Aim

    Bread.

    ## History

    **Status:** Completed

    - [ ] **T1. Oven**
  `
  expect(findings('status-drift', text)).toEqual([])
})

test('a status in the front matter counts too', () => {
  const text = `
    ---
    status: done
    ---

    - [ ] **T1. Oven**
  `
  expect(findings('status-drift', text)).toEqual([
    '2 warning: the plan is said to be done, but 1 of its 1 task is not: T1 [5]',
  ])
})

test('a task whose box and whose field disagree', () => {
  const task = (mark: string, status: string) => `
    - [${mark}] **T1. Oven**
      - **Status:** ${status}
  `
  expect(findings('status-drift', task(' ', 'Done'))).toEqual([
    '2 warning: this field says that T1 is done, but its box, which counts, says todo; correct one of them [1]',
  ])
  expect(findings('status-drift', task('x', 'In Progress'))).toEqual([
    '2 warning: this field says that T1 is in-progress, but its box, which counts, says done; correct one of them [1]',
  ])
  expect(findings('status-drift', task('x', 'Done'))).toEqual([])
  expect(findings('status-drift', task(' ', 'Blocked'))).toEqual([])
  expect(findings('status-drift', task('x', 'Skipped'))).toEqual([])
})

test('words behind the title of a box disagree with it, signs are decoration', () => {
  const task = (behind: string) => `
    - [x] 1. Heat the oven ${behind}
    - [ ] 2. Bake
      - _Depends: 1_
  `
  expect(findings('status-drift', task('✅ PARTIALLY DONE'))).toEqual([
    '1 warning: this title says that 1 is in-progress, but its box, which counts, says done; correct one of them [1]',
  ])
  expect(findings('status-drift', task('⏳'))).toEqual([])
})

test('two tables that give one task different statuses', () => {
  const text = `
    | ID | Task | Depends on | Status |
    | --- | --- | --- | --- |
    | T1 | Oven | none | Done |
    | T2 | Dough | T1 | To Do |

    ## Summary

    | ID | Task | Status |
    | --- | --- | --- |
    | T1 | Oven | Pending |
    | T2 | Dough | In Progress |
  `
  expect(findings('status-drift', text)).toEqual([
    '10 warning: this table says that T1 is todo, but its table, which counts, says done; correct one of them [3]',
  ])
})

test('a task with parts: done too early, or open too long', () => {
  const parts = (whole: string, first: string, second: string) => `
    - [${whole}] 1. Oven
      - [${first}] 1.1 Bricks
      - [${second}] 1.2 Door
      - _Requirements: 3.1_
  `
  expect(findings('status-drift', parts('x', 'x', ' '))).toEqual([
    '1 warning: 1 is marked done, but 1.2 of it is not [3]',
  ])
  expect(findings('status-drift', parts(' ', 'x', 'x'))).toEqual([
    '1 info: 1 is marked todo, but all of its parts are done: 1.1 and 1.2; mark it done too [2, 3]',
  ])
  expect(findings('status-drift', parts('x', 'x', 'x'))).toEqual([])
  expect(findings('status-drift', parts(' ', 'x', ' '))).toEqual([])
})

test('parts that may be left out count only where there are no others', () => {
  const optional = (required: string) => `
    - [x] 1. Oven
      ${required}
      - [ ]* 1.2 Test of the heat
      - _Requirements: 3.1_
  `
  expect(findings('status-drift', optional('- [x] 1.1 Bricks'))).toEqual([])
  expect(findings('status-drift', optional('- Bricks'))).toEqual([
    '1 info: 1 is marked done, but 1.2 of it is not [3]',
  ])
})

test('a group that is said to be complete while a task of it is open', () => {
  const tier = (heading: string) => `
    # Bakery

    ## Tier 1 — Oven ${heading}

    | ID | Task | Depends on | Status |
    | --- | --- | --- | --- |
    | T1 | Bricks | none | ✅ Done |
    | T2 | Door | T1 | ❌ Todo |
  `
  expect(findings('status-drift', tier('✅ COMPLETE'))).toEqual([
    '3 warning: Tier 1 is said to be done, but 1 of its 2 tasks is not: T2 [8]',
  ])
  expect(findings('status-drift', tier('✅ COMPLETE (except T2)'))).toEqual([])
  expect(findings('status-drift', tier('[IN PROGRESS]'))).toEqual([])
})

test('notes of a JSON task that begin with another status', () => {
  const issue = (status: string, notes: string) =>
    JSON.stringify({id: 'b-1', title: 'Oven', status, issue_type: 'task', notes})
  expect(findings('status-drift', issue('closed', 'BLOCKED: no bricks'), 'issues.jsonl')).toEqual([
    '1 warning: this note says that b-1 is blocked, but its status, which counts, says done; correct one of them [1]',
  ])
  expect(findings('status-drift', issue('closed', 'COMPLETED: laid the bricks'), 'issues.jsonl')).toEqual([])
  expect(findings('status-drift', issue('closed', 'Blocked roads delayed it.'), 'issues.jsonl')).toEqual([])
})

test('done or in work before what it depends on', () => {
  const tasks = (first: string, second: string) => `
    ## Phase 1: Oven

    - [${first}] T001 Lay bricks in oven/bricks.md
    - [${second}] T002 Hang the door in oven/door.md (depends on T001)
  `
  expect(findings('status-order', tasks(' ', 'x'))).toEqual([
    '4 warning: T002 is done, but depends on T001, which is not done; correct a mark, or take away the dependency [3]',
  ])
  expect(findings('status-order', tasks('~', '~'))).toEqual([
    '4 warning: T002 is in work, but depends on T001, which is not done; correct a mark, or take away the dependency [3]',
  ])
  expect(findings('status-order', tasks('x', '~'))).toEqual([])
  expect(findings('status-order', tasks('-', 'x'))).toEqual([])
  expect(findings('status-order', tasks(' ', ' '))).toEqual([])
})

test('one open task with five done ones behind it looks forgotten, with four it does not', () => {
  const list = (behind: number) =>
    [
      '- [x] 1. Clay',
      '- [ ] 2. Bricks',
      ...Array.from({length: behind}, (_, index) => `- [x] ${index + 3}. Row`),
    ]
      .map(line => `    ${line}\n      - _Requirements: 9.${line.length}_`)
      .join('\n')
  expect(findings('status-order', list(5))).toEqual([
    '3 info: 2 is open, but all 5 tasks behind it are done; mark it if it was forgotten [5]',
  ])
  expect(findings('status-order', list(4))).toEqual([])
})
