import {expect, test} from 'vitest'
import {findings} from './findings.ts'

const spec = (claim: string) => `
    # Tasks: Orchard

    ${claim}

    ## Phase 1: Setup

    - [x] T001 [P] Plant the pears in orchard/pears.md
    - [ ] T002 [P] Plant the plums in orchard/plums.md

    ## Phase 2: Verification (by the gardener)

    - [ ] T003 Count the trees in orchard/count.md
  `
const RULE = 'declared-count'

test('S003-06: numbers of tasks with a mark', () => {
  const wrong = ['3 warning: the document speaks of 3 tasks marked as parallel, but there are 2 [8]']
  expect(findings(RULE, spec('- **Parallel Opportunities**: 3 tasks marked [P]'))).toEqual(wrong)
  expect(findings(RULE, spec('**[P] Markers**: 3 tasks marked parallel (different files)'))).toEqual(wrong)
  expect(findings(RULE, spec('- [P] markers for tasks side by side (3 tasks)'))).toEqual(wrong)
  expect(findings(RULE, spec('3 [P] tasks'))).toEqual(wrong)
  expect(findings(RULE, spec('2 tasks marked [P]'))).toEqual([])
  expect(findings(RULE, spec('Phase 1 has 3 tasks marked [P]'))).toEqual([])
  expect(findings(RULE, spec('Up to 3 parallel tasks'))).toEqual([])
})

test('numbers of the tasks of a part, by its id or by all that it is called', () => {
  expect(findings(RULE, spec('- Phase 1 Setup: 4 tasks (2 in spring)'))).toEqual([
    '3 warning: the document speaks of 4 tasks in Phase 1, but there are 2 [8]',
  ])
  expect(findings(RULE, spec('2 setup tasks + 6 verification gates'))).toEqual([
    '3 warning: the document speaks of 6 tasks in Phase 2, but there is 1 [12]',
  ])
  expect(findings(RULE, spec('25 backend tasks'))).toEqual([])
})

test('numbers of the tasks from one to another', () => {
  expect(findings(RULE, spec('Harvest: T001-T003 (5 tasks, a week)'))).toEqual([
    '3 warning: the document speaks of 5 tasks from T001 to T003, but there are 3',
  ])
  expect(findings(RULE, spec('Harvest: T001-T003 (3 tasks)'))).toEqual([])
  expect(findings(RULE, spec('Harvest: T001-T009 (5 tasks)'))).toEqual([])
})

test('how many are done, where all of them are counted', () => {
  expect(findings(RULE, spec('- **Completed:** 2/3 (66%)'))).toEqual([
    '3 warning: the document speaks of 2 tasks that are done, but there is 1 [7]',
  ])
  expect(findings(RULE, spec('**Progress:** 1 of 3'))).toEqual([])
  expect(findings(RULE, spec('**Progress:** 4/7 interviews'))).toEqual([])
})

test('a number in a heading, of the rows below it', () => {
  const table = (heading: string) => `
    ### T1: Pears

    **Dependencies:** none

    ### T2: Plums

    **Dependencies:** none

    ## ${heading}

    | # | Task | Effort |
    | --- | --- | --- |
    | T1 | Pears | 1h |
    | T2 | Plums | 2h |
  `
  expect(findings(RULE, table('🟢 Easy (3 tasks, an afternoon)'))).toEqual([
    '9 warning: the document speaks of 3 tasks under "🟢 Easy", but there are 2 [14]',
  ])
  expect(findings(RULE, table('Easy (2 tasks)'))).toEqual([])
})

test('the number of all tasks, wherever it stands', () => {
  const rule = 'task-count-wrong'
  const wrong = ['3 warning: the plan is said to have 5 tasks, but it has 3 [12]']
  expect(findings(rule, spec('- **Total Tasks**: 5'))).toEqual(wrong)
  expect(findings(rule, spec('**Total: 5 tasks**'))).toEqual(wrong)
  expect(findings(rule, spec('## All 5 tasks by effort'))).toEqual(wrong)
  expect(findings(rule, spec('| Total Tasks | 5 |'))).toEqual(wrong)
  expect(findings(rule, spec('- **Total Tasks**: 3'))).toEqual([])
  expect(findings(rule, spec('- **Total Tasks**: 1/5'))).toEqual([])
})

test('numbers in the metadata of a JSON plan', () => {
  const plan = (totalTasks: number, completedTasks: number, subtasks: readonly object[] = []) =>
    JSON.stringify(
      {
        tasks: [
          {id: 1, title: 'Pears', status: 'done', dependencies: [], subtasks},
          {id: 2, title: 'Plums', status: 'pending', dependencies: [1]},
        ],
        metadata: {totalTasks, completedTasks},
      },
      null,
      1,
    )
  expect(findings('task-count-wrong', plan(3, 1), 'tasks.json')).toEqual([
    '20 warning: the plan is said to have 3 tasks, but it has 2 [11]',
  ])
  expect(findings(RULE, plan(2, 2), 'tasks.json')).toEqual([
    '21 warning: the document speaks of 2 tasks that are done, but there is 1 [4]',
  ])
  expect(findings(RULE, plan(2, 1), 'tasks.json')).toEqual([])
  expect(
    findings('task-count-wrong', plan(9, 1, [{id: 1, title: 'Dig', status: 'done'}]), 'tasks.json'),
  ).toEqual([])
})

test('a critical path that hangs down the page names steps that are none', () => {
  const path = (last: string) => `
    ### T1: Pears (2h)
    **Dependencies:** none

    ### T2: Plums (3h)
    **Dependencies:** T1

    ### T3: Jam (1h)
    **Dependencies:** T2

    ## Critical Path (the longest chain)

    \`\`\`
    T1 ✅ (planting, 2h)
      → T2 (planting, 3h)
        → ${last}
    \`\`\`

    The first steps alone:

    \`\`\`
    T1 → T2
    \`\`\`
  `
  expect(findings('critical-path-wrong', path('T3 (cooking, 1h)'))).toEqual([])
  expect(findings('critical-path-wrong', path('T1 (again)'))).toEqual([
    '13 warning: the stated critical path is no path: T1 does not depend on T2 [2]',
  ])
})
