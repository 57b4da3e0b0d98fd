import {expect, test} from 'vitest'
import {findings} from './findings.ts'

const table = (...rows: readonly (readonly [id: string, needs: string])[]) =>
  [
    '| ID | Task | Depends on |',
    '| --- | --- | --- |',
    ...rows.map(([id, needs]) => `| ${id} | Task | ${needs} |`),
  ].join('\n')

test('S003-06: a task that depends on one with a higher number further down', () => {
  const rule = 'forward-reference'
  expect(findings(rule, table(['T9', 'T10'], ['T10', 'none']))).toEqual([
    '3 info: T9 depends on T10, which comes after it in this plan; turn the dependency round if it was meant so, else change the order [4]',
  ])
  expect(findings(rule, table(['1.2', '1.10'], ['1.10', 'none']))).toHaveLength(1)
  expect(findings(rule, table(['T10', 'T9'], ['T9', 'none']))).toEqual([])
  expect(findings(rule, table(['T10', 'none'], ['T9', 'T10']))).toEqual([])
  expect(findings(rule, table(['api', 'web'], ['web', 'none']))).toEqual([])
})

test('what one sentence says of several tasks is told once', () => {
  const text = `
    ## Phase 1: Quilt

    - [ ] T001 Sew in quilt/a.md
    - [ ] T002 Sew in quilt/b.md
    - [ ] T003 Cut in quilt/c.md

    ## Dependencies

    - T003 blocks T001-T002
  `
  expect(findings('forward-reference', text)).toEqual([
    '3 info: T001 and T002 depend on T003, which comes after them in this plan; ' +
      'turn the dependency round if it was meant so, else change the order [9, 5]',
  ])
})

test('the last task waits for nearly all others', () => {
  const plan = (last: string) =>
    table(['A1', 'none'], ['A2', 'A1'], ['A3', 'A1'], ['A4', 'A2'], ['A5', 'A4'], ['A6', 'A4'], ['A7', last])
  expect(findings('dead-end', plan('A5, A3'))).toEqual([
    '8 info: nothing depends on A6, though A7 waits for 5 of the other 6 tasks; let A7 depend on it if it is part of the whole [9]',
  ])
  expect(findings('dead-end', plan('A5, A3, A6'))).toEqual([])
  expect(findings('dead-end', plan('A3'))).toEqual([])
  const twoBranches = table(
    ...['A', 'B'].flatMap(letter =>
      [1, 2, 3, 4].map(n => [`${letter}${n}`, n === 1 ? 'none' : `${letter}${n - 1}`] as const),
    ),
  )
  expect(findings('dead-end', twoBranches)).toEqual([])
})

test('a plan that is one chain; from five tasks on', () => {
  const chain = (length: number, first = 'none') =>
    table(
      ...Array.from({length}, (_, index) => [`T${index + 1}`, index === 0 ? first : `T${index}`] as const),
    )
  expect(findings('over-serialised', chain(5))).toEqual([
    '3 info: all 5 tasks wait for one another in a single line, T1 to T5, so nothing runs in parallel; ' +
      'keep only the dependencies where a task uses what the other makes [7]',
  ])
  expect(findings('over-serialised', chain(4))).toEqual([])
})

test('a list that is worked through in its own order is no chain of dependencies', () => {
  const list = Array.from(
    {length: 6},
    (_, index) => `- [ ] ${index + 1}. Step\n  - _Requirements: 1.1_`,
  ).join('\n')
  expect(findings('over-serialised', list)).toEqual([])
})

test('dependencies that follow from others, if there are many', () => {
  const all = (length: number) =>
    table(
      ['X', 'none'],
      ...Array.from({length}, (_, index) => {
        const before = Array.from({length: index}, (_, other) => `T${other + 1}`)
        return [`T${index + 1}`, index === 0 ? 'X' : before.join(', ')] as const
      }),
    )
  expect(findings('over-serialised', all(6))).toEqual([
    '3 info: all 7 tasks wait for one another in a single line, X to T6, so nothing runs in parallel; ' +
      'keep only the dependencies where a task uses what the other makes [9]',
    '9 info: 10 of 16 dependencies follow from others: T6 need not name T4, T3, T2 and T1; leave them out [8, 7, 6]',
  ])
  expect(findings('over-serialised', all(5)).filter(message => message.includes('follow'))).toEqual([])
})

test('what is no task of the plan, once for each statement', () => {
  const text = `
    ### T1: Quilt
    **Dependencies:** wool from the market; scissors of Ada

    ### T2: Cushion
    **Dependencies:** T1; independent of T3
  `
  expect(findings('external-dependency', text)).toEqual([
    '2 info: T1 depends on "wool from the market" and "scissors of Ada", which are no tasks of this plan; see that they are there before T1 starts',
  ])
})

test('files of the front matter and files of the tasks', () => {
  const plan = (listed: string, written: string) => `
    ---
    phase: 02-quilt
    plan: 01
    files_modified: [${listed}]
    ---

    ### Task 1: Sew
    **Files:** ${written}
    **Done:** It is warm.
  `
  const rule = 'front-matter-drift'
  expect(findings(rule, plan('quilt/a.md, quilt/b.md', '`quilt/a.md`'))).toEqual([
    '4 warning: quilt/b.md is listed among the files of this plan, but no task writes it; take it from the list, or name it in its task [8]',
  ])
  expect(findings(rule, plan('quilt/a.md', '`quilt/a.md`, `quilt/b.md`'))).toEqual([
    '8 warning: 1 writes quilt/b.md, which is not among the files of this plan; add it to the list [4]',
  ])
  expect(findings(rule, plan('quilt/', '`quilt/a.md`, `quilt/b.md`'))).toEqual([])
  expect(findings(rule, plan('', '`quilt/a.md`'))).toEqual([])
})

test('a second number in front of the titles that means two tasks', () => {
  const plan = (third: string) => `
    | ID | Task | Depends on |
    | --- | --- | --- |
    | T1 | 2.1 — Wool | none |
    | T2 | 2.2 — Cloth | none |
    | T3 | ${third} | T1 |
  `
  expect(findings('second-number-twice', plan('2.2 — Thread'))).toEqual([
    '5 info: T3 has the number 2.2 in its title, and so has T2; give one of them another [4]',
  ])
  expect(findings('second-number-twice', plan('2.3 — Thread'))).toEqual([])
  expect(findings('second-number-twice', plan('Thread'))).toEqual([])
  const few = plan('2.1 — Thread').replace('2.2 — Cloth', 'Cloth')
  expect(findings('second-number-twice', few)).toEqual([])
})
