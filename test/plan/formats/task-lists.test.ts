import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import type {Draft} from '../../../src/graph/draft.ts'
import {FORMATS, readPlan} from '../../../src/plan/read.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

const read = (text: string, format?: string): Draft => {
  const draft = readPlan([{file: 'tasks.md', text}], format === undefined ? {} : {format})
  if (!draft.ok) throw new Error(draft.error.map(({message}) => message).join('\n'))
  return draft.value
}

/** What each task of a plan depends on, by compiling it. */
const needs = (text: string, format?: string): {[id: string]: string} =>
  Object.fromEntries(
    compile(read(text, format), {order: 'none'}).graph.tasks.map(({id, dependencies}) => [
      id,
      dependencies.join(' '),
    ]),
  )

const matching = (text: string): string | undefined =>
  FORMATS.find(format => format.matches({file: 'tasks.md', text}))?.name

test.each([
  ['harbour-lights.spec-kit', 'spec-kit'],
  ['tide-gauge.spec-kit-mermaid', 'spec-kit'],
  ['fog-horn.kiro', 'kiro'],
  ['sea-chart.openspec', 'openspec'],
  ['gull-watch.opencode', 'opencode'],
  ['boat-race.superpowers', 'superpowers'],
  ['net-mending.gsd', 'gsd'],
  ['rope-walk.gsd', 'gsd'],
  ['light-house.bmad', 'bmad'],
  ['crab-pots.ralphex', 'ralphex'],
])('S003-01: %s is found to be of the format %s, every fact with its place', (name, format) => {
  const text = fixture(`${name}.md`)
  expect(matching(text)).toBe(format)
  const draft = read(text)
  expect(draft).toEqual(JSON.parse(fixture(`${name}.draft.json`)))
  expect(compile(draft).diagnostics.filter(({severity}) => severity === 'error')).toEqual([])
})

test('every location of a fact marks the fact itself', () => {
  for (const name of ['harbour-lights.spec-kit', 'fog-horn.kiro', 'sea-chart.openspec', 'net-mending.gsd']) {
    const lines = fixture(`${name}.md`).split('\n')
    for (const {id, status} of read(fixture(`${name}.md`)).tasks) {
      const at = (place: {line: number; column: number; endColumn?: number}): string =>
        lines[place.line - 1]?.slice(place.column - 1, (place.endColumn ?? 0) - 1) ?? ''
      if (id.location.endColumn !== undefined) expect(id.value.endsWith(at(id.location))).toBe(true)
      if (status)
        expect(
          lines[status.location.line - 1]?.slice(status.location.column - 2, status.location.column + 1),
        ).toMatch(/^\[.\]$/)
    }
  }
})

const LIST = ['T001', 'T002', 'T003', 'T004', 'T005', 'T006'].map(id => `- [ ] ${id} Do ${id}`).join('\n')

test.each([
  ['T001 blocks T003-T004', {T003: 'T001', T004: 'T001'}],
  ['T001, T002 block T003', {T003: 'T001 T002'}],
  ['T001-T002 (Tests) before the code (T003-T004)', {T003: 'T001 T002', T004: 'T001 T002'}],
  ['Handlers (T003-T004) depend on types (T001) and data (T002)', {T003: 'T001 T002', T004: 'T001 T002'}],
  ['Runners (T003) depend on no prior tasks (can start after T001)', {T003: 'T001'}],
  ['T003 needs T001; T004 needs T001–T002, T005 needs T004', {T003: 'T001', T004: 'T001 T002', T005: 'T004'}],
  ['T001 → T002 → T003', {T002: 'T001', T003: 'T002'}],
  ['T001+T002 -> T003', {T003: 'T001 T002'}],
  ['T002 must not start before T001 is done', {T002: 'T001'}],
  ['T003/T004 can run together once T001 is done', {T003: 'T001', T004: 'T001'}],
  ['T003/T004 once their own (T001/T002 respectively) is done', {T003: 'T001', T004: 'T002'}],
  ['T003 depends on T001 and must come before T005', {T003: 'T001', T005: 'T003'}],
  ['Setup (T001) → the rest (T005+)', {T005: 'T001', T006: 'T001'}],
  ['T006 last', {T006: 'T001 T002 T003 T004 T005'}],
  ['T001 blocks everything', {T002: 'T001', T003: 'T001', T004: 'T001', T005: 'T001', T006: 'T001'}],
  [
    'T001-T002 block all other tasks',
    {T003: 'T001 T002', T004: 'T001 T002', T005: 'T001 T002', T006: 'T001 T002'},
  ],
  ['T002–T004 are independent, no dependency on T001', {}],
  ['**Critical path**: T001 → T002 → T003', {}],
  ['`T001` does not block `T002`', {}],
])('S003-02: spec-kit says of the order: %j', (sentence, expected) => {
  const none = {T001: '', T002: '', T003: '', T004: '', T005: '', T006: ''}
  expect(needs(`${LIST}\n\n## Dependencies\n\n- ${sentence}\n`)).toEqual({...none, ...expected})
})

test('S003-02: spec-kit draws the order', () => {
  const drawing = [
    '```',
    'T001 (red)        ← blocks T002',
    '  ├── T003 [P] (guard)',
    '  └─> T004 ──> T005',
    '        └── T006 (phase 5)',
    '',
    'T002',
    '  │',
    '  ▼',
    'T003, T004',
    '```',
  ].join('\n')
  expect(needs(`${LIST}\n\n## Dependencies\n\n${drawing}\n`)).toEqual({
    T001: '',
    T002: 'T001',
    T003: 'T001 T002',
    T004: 'T001 T002',
    T005: 'T004',
    T006: 'T004',
  })
})

test('a section of examples says nothing of the order; without a section about it, any sentence does', () => {
  const order = (headings: string): string[] =>
    Object.values(needs(`${LIST}\n\n${headings}\n\n- T002 after T001\n`))
  expect(order('## Dependencies\n\n### Parallel Example')).toEqual(['', '', '', '', '', ''])
  expect(order('## Dependencies\n\n### Parallel Opportunities')).toEqual(['', 'T001', '', '', '', ''])
  expect(order('## Dependencies\n\n## Notes')).toEqual(['', '', '', '', '', ''])
  expect(order('## Notes')).toEqual(['', 'T001', '', '', '', ''])
})

test.each([
  ['(depends on T001, T002)', 'T001 T002'],
  ['(Depends on T001.)', 'T001'],
  ['(depends on T001 [same file - land after it], T002)', 'T001 T002'],
  ['(depends on T001 (the schema); blocks all the rest)', 'T001'],
  ['[blockedBy: T001, T002]', 'T001 T002'],
  ['and wait,\n  as long as it takes\n  (depends on T001,\n  T002)', 'T001 T002'],
  ['— needs T001 and T002', 'T001 T002'],
  ['after T001-T002 pass', 'T001 T002'],
  ['依赖 T001', 'T001'],
  ['(no longer depends on T001)', ''],
  ['see T001, using its helper (from T002)', ''],
  ['(can run in parallel with T002)', ''],
  ['`depends on T001` is what it prints', ''],
])('a sentence of a task says: %j', (note, expected) => {
  expect(needs(`- [ ] T001 A\n- [ ] T002 B\n- [ ] T003 Do it ${note}\n`).T003).toBe(expected)
})

test('S003-06: `[P]` is a hint, with its place', () => {
  const hints = ['[P]', '[P:2.1]', '[S] [P] [US1]', '**[P]**', '[US1]'].map(
    mark => read(`- [ ] T001 ${mark} Do it`).tasks[0]?.isParallel?.location.column,
  )
  expect(hints).toEqual([12, 12, 16, 14, undefined])
})

test('requirement numbers are neither tasks nor dependencies', () => {
  const text = [
    '- [ ] 1. One',
    '  - [ ] 1.1 Two',
    '    - _Requirements: 1.2, 2.1_',
    '    - **Validates: Requirements 1.2**',
    '  - [ ]* 1.2 Three',
    '    - _需求：1.1_',
    '- [x] 2. Check',
    '',
    '- 1.1: a remark',
  ].join('\n')
  expect(needs(text)).toEqual({1: '', 1.1: '', 1.2: '', 2: ''})
  expect(read(text).tasks.map(({parent}) => parent?.value)).toEqual([undefined, '1', '1', undefined])
  expect(read(text).order).toBe('sequential')
})

test.each([
  ['(depends on 1.1-1.3).', '1.1 1.2 1.3'],
  ['(tests depend on 1-2)', '1.1 1.2 1.3 2.1'],
  ['(depends on 1.1, 2.1 and 1.3)', '1.1 2.1 1.3'],
  ['\n  - depends on: 1.1, 1.2', '1.1 1.2'],
  ['\n  - Depends on 1.1', '1.1'],
  ['\n  **Dependencies**: 1.1, 1.2', '1.1 1.2'],
  ['\n  - _Depends: 1.1, 1.2_', '1.1 1.2'],
  ['\n  - **Dependencias:** tarea 1.1', '1.1'],
  ['\n  - depends on: none', ''],
  ['(1.2 is **not** required)', ''],
])('a numbered task says: %j', (words, expected) => {
  const text = `## 1. A\n- [ ] 1.1 a\n- [ ] 1.2 b\n- [ ] 1.3 c\n## 2. B\n- [ ] 2.1 d\n- [ ] 2.2 e ${words}\n`
  expect(needs(text, 'openspec')['2.2']).toBe(expected)
})

test('numbers are strings: 1.10 is not 1.1', () => {
  const text = '- [ ] 1.1 a\n- [ ] 1.9 b\n- [ ] 1.10 c (depends on 1.1)\n- [ ] 1.11 d (depends on 1.9-1.10)\n'
  expect(needs(text)).toEqual({1.1: '', 1.9: '', '1.10': '1.1', 1.11: '1.9 1.10'})
})

test('a list without numbers is counted within its parts', () => {
  const text =
    '## Phase 1: A\n- [ ] **First**\n  - [ ] a step\n- [x] **Second**\n## Phase 2: B\n- [ ] **Third** (depends on Phase 1)\n' +
    '## Acceptance Criteria\n- [ ] it works\n'
  expect(needs(text)).toEqual({1.1: '', 1.2: '', 2.1: '1.1 1.2'})
})

test('parts that count anew are told apart, and each means its own numbers first', () => {
  const draft = read(fixture('sea-chart.openspec.md'))
  expect(
    draft.diagnostics.map(({rule, severity, message, location, related}) => [
      rule,
      severity,
      message,
      location.line,
      related[0]?.location.line,
    ]),
  ).toEqual([
    [
      'duplicate-id',
      'warning',
      'the number 1.1 names two tasks, as the parts of this plan each count anew; they are told apart as PR1/1.1 and PR2/1.1: number all tasks through to have it so in the document',
      17,
      9,
    ],
  ])
  expect(needs(fixture('sea-chart.openspec.md'))).toEqual({
    'PR1/1.1': '',
    'PR1/1.2': '',
    'PR1/2.1': 'PR1/1.1 PR1/1.2',
    'PR2/1.1': 'PR1/1.2',
    'PR2/2.1': 'PR2/1.1',
    'P3/3.1': '',
    'P3/3.2': 'P3/3.1',
  })
})

test('the later of two tasks joined by an arrow waits, unless fields say what depends on what', () => {
  const plan = (field: string): string =>
    `## Phase 1: A [PENDING]\n- [ ] 1.1 a\n- [ ] 1.2 b\n${field}- [ ] 1.3 c\n\n## Dependency Graph\nTask 1.2 → Task 1.1\n1.2 → 1.3\n`
  expect(needs(plan(''))).toEqual({1.1: '', 1.2: '1.1', 1.3: '1.2'})
  expect(needs(plan('  - Depends on: 1.1\n'))).toEqual({1.1: '', 1.2: '1.1', 1.3: ''})
})

test('marks are read as each format means them', () => {
  const status = (text: string): string[] => read(text).tasks.map(task => task.status?.value ?? 'none')
  const boxes = (id: (index: number) => string): string =>
    [' ', 'x', 'X', '~', '-', '*', '!'].map((mark, index) => `- [${mark}] ${id(index)} a`).join('\n')
  const common = ['todo', 'done', 'done', 'in-progress', 'skipped', 'in-progress', 'blocked']
  expect(status(boxes(index => `T00${index}`))).toEqual(common)
  expect(status(boxes(index => `1.${index}`))).toEqual(common)
  expect(status(`${boxes(index => `1.${index}`)}\n  - _Requirements: 1_\n`)).toEqual(
    common.with(4, 'in-progress'),
  )
})

test('a plan of headings keeps its headings as tasks, whatever boxes they hold', () => {
  const steps = '- [ ] 1. look\n- [ ] 2. leap\n'
  expect(matching(`### Task 1: A\n${steps}### Task 2: B\n${steps}### Task 3: C\n${steps}`)).toBe('atomic')
  expect(matching('### T001: A\n\n### T002: B\n\n## Progress\n- [ ] T001 A\n- [ ] T002 B\n')).toBe('atomic')
  expect(matching('# About lists\n\n### T1: A\n\n```\n- [ ] T001 [P] an example\n```\n')).toBe('atomic')
})

test('S003-02: several GSD plans make one graph, in which plans wait for plans', () => {
  const plan = (number: string, before: string): string =>
    `---\nphase: 03-nets\nplan: ${number}\ndepends_on: [${before}]\n---\n\n### Task 1: A\n\n### Task 2: B\n**Depends on:** Task 1\n`
  const documents = [
    {file: '03-01-PLAN.md', text: plan('01', '02-09')},
    {file: '03-02B-PLAN.md', text: plan('02B', '"03-01"')},
    {file: '03-03-PLAN.md', text: plan('03', '02B, 03-nets-01')},
  ]
  const draft = readPlan(documents)
  if (!draft.ok) throw new Error(draft.error.map(({message}) => message).join('\n'))
  const {graph, diagnostics} = compile(draft.value)
  expect(Object.fromEntries(graph.tasks.map(({id, dependencies}) => [id, dependencies.join(' ')]))).toEqual({
    '03-01/1': '',
    '03-01/2': '03-01/1',
    '03-02B/1': '03-01/1 03-01/2',
    '03-02B/2': '03-02B/1 03-01/1 03-01/2',
    '03-03/1': '03-02B/1 03-02B/2 03-01/1 03-01/2',
    '03-03/2': '03-03/1 03-02B/1 03-02B/2 03-01/1 03-01/2',
  })
  expect(graph.tasks[0]?.inputs).toEqual([{text: 'plan 02-09'}])
  expect(diagnostics.filter(({severity}) => severity === 'error')).toEqual([])
})
