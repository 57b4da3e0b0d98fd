import {expect, test} from 'vitest'
import {findings} from './findings.ts'

const RULE = 'parallel-conflict'

test('S003-06: marked as parallel, but dependent on a task of the same phase', () => {
  const text = `
    ## Phase 1: Harbour

    - [ ] T001 Dig the basin in harbour/basin.md
    - [ ] T002 [P] Build the quay in harbour/quay.md (depends on T001)
    - [ ] T003 [P] Build the light in harbour/light.md (depends on T001)
    - [ ] T004 [P] Draw the chart in harbour/chart.md

    ## Phase 2: Ships

    - [ ] T005 [P] Moor the ship at harbour/mooring.md (depends on T001)
  `
  expect(findings(RULE, text)).toEqual([
    '4 warning: T002 and T003 are marked [P], but depend on T001 of the same Phase 1, so they cannot run beside it; ' +
      'take away the mark or the dependency [3]',
  ])
})

test('(P) says only that it runs beside its marked siblings', () => {
  const text = (mark: string) => `
    ## 1. Harbour

    - [ ] 1.1 ${mark}Dig the basin
      - _Requirements: 1.1_
    - [ ] 1.2 (P) Build the quay
      - _Depends: 1.1_
  `
  expect(findings(RULE, text(''))).toEqual([])
  expect(findings(RULE, text('(P) '))).toEqual([
    '5 warning: 1.2 is marked (P), but depends on 1.1 of the same Section 1, so it cannot run beside it; ' +
      'take away the mark or the dependency [6, 3]',
  ])
})

test('several marked tasks of one phase that write one file are told once', () => {
  const text = `
    ## Phase 1: Harbour

    - [ ] T001 [P] Dig the basin in harbour/log.md
    - [ ] T002 [P] Build the quay in harbour/log.md
    - [ ] T003 [P] Build the light in harbour/log.md
    - [ ] T004 Paint the light in harbour/log.md

    ## Phase 2: Ships

    - [ ] T005 [P] Moor the ship in harbour/log.md
  `
  expect(findings(RULE, text)).toEqual([
    '4 warning: T001, T002 and T003 are all marked [P], but write the same file harbour/log.md; mark at most one of them [3, 5]',
  ])
})

const saying = (sentence: string) => `
    # Harbour

    ### T1: Basin
    **Dependencies:** none

    ### T2: Quay
    **Dependencies:** T1

    ### T3: Light
    **Dependencies:** T2

    ### T4: Chart
    **Dependencies:** none

    ## Order

    ${sentence}
  `

test('tasks that a sentence lets run in parallel wait for each other', () => {
  const message =
    'are said to run in parallel, but T2 waits for T1; correct the sentence, or take away the dependency [7]'
  expect(findings(RULE, saying('T1 and T2 can run in parallel.'))).toEqual([
    `17 warning: T1 and T2 ${message}`,
  ])
  expect(findings(RULE, saying('- In parallel: T1, T2'))).toEqual([`17 warning: T1 and T2 ${message}`])
  expect(findings(RULE, saying('T1、T2 可并行'))).toEqual([`17 warning: T1 and T2 ${message}`])
  expect(findings(RULE, saying('T1 y T2 pueden ejecutarse en paralelo.'))).toEqual([
    `17 warning: T1 and T2 ${message}`,
  ])
})

test('a way over other tasks is told in full', () => {
  expect(findings(RULE, saying('T1 and T3 may be done in parallel after the survey.'))).toEqual([
    '17 warning: T1 and T3 are said to run in parallel, but T3 waits for T1 (T3 → T2 → T1); correct the sentence, or take away the dependency [10]',
  ])
})

test('sentences that allow no such thing', () => {
  expect(findings(RULE, saying('T1 and T4 can run in parallel.'))).toEqual([])
  expect(findings(RULE, saying('T1 and T2 cannot run in parallel.'))).toEqual([])
  expect(findings(RULE, saying('Do not run in parallel: T1, T2'))).toEqual([])
  expect(findings(RULE, saying('Once T1 is done, T4 can run in parallel.'))).toEqual([])
  expect(findings(RULE, saying('After T1, T2 and T4 can run in parallel.'))).toEqual([])
  expect(findings(RULE, saying('After T1, T2, T3 can run in parallel.'))).toEqual([])
  expect(findings(RULE, saying('After T1, T2 can run in parallel with the dredging.'))).toEqual([])
})

test('tasks of a sentence of which some have the mark and some have not', () => {
  const text = `
    ## Phase 1: Harbour

    - [ ] T001 [P] Dig the basin in harbour/basin.md
    - [ ] T002 Build the quay in harbour/quay.md

    ## Notes

    - T001/T002 can run in parallel
  `
  expect(findings(RULE, text)).toEqual([
    '8 info: T001 and T002 are said to run in parallel, but T002 is not marked [P]; mark it too, or correct the sentence [4]',
  ])
})

test('a phase is no parallel group; a wave is one, and tasks of it may wait for each other over others', () => {
  const parts = (word: string) => `
    # Harbour

    ## ${word} 1

    ### T1: Basin
    **Dependencies:** none

    ### T3: Light
    **Dependencies:** T2

    ### T4: Chart
    **Dependencies:** T1

    ## ${word} 2

    ### T2: Quay
    **Dependencies:** T1
  `
  expect(findings('group-internal', parts('Wave'))).toEqual([
    '8 info: T3 waits for T1 of the same group Wave 1 (T3 → T2 → T1), so they do not run in parallel [5]',
    '11 info: T4 depends on T1 of the same group Wave 1, so they do not run in parallel [12]',
  ])
  expect(findings('group-internal', parts('Phase'))).toEqual([])
})
