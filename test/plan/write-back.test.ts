import {expect, test} from 'vitest'
import type {PlanDocument} from '../../src/plan/format.ts'
import {type WrittenBack, writeBack} from '../../src/plan/write-back.ts'

const NONE: ReadonlySet<string> = new Set()

const finish = (documents: readonly PlanDocument[], done: readonly string[], open: readonly string[] = []) =>
  writeBack(documents, {done: new Set(done), open: new Set(open)})

const written = (text: string, done: readonly string[], open: readonly string[] = []): WrittenBack => {
  const result = finish([{file: 'plan.md', text}], done, open)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const textAfter = (text: string, ...done: string[]): string => written(text, done).documents[0]?.text ?? ''

/** `T1 ticked, T2 no-mark`. */
const told = ({tasks}: WrittenBack): string => tasks.map(({id, ticking}) => `${id} ${ticking}`).join(', ')

/** The lines that differ, as `old → new`. */
const changedLines = (text: string, ...done: string[]): string[] => {
  const after = textAfter(text, ...done).split('\n')
  return text.split('\n').flatMap((line, row) => (line === after[row] ? [] : [`${line} → ${after[row]}`]))
}

const tasks = (...statuses: string[]): string =>
  [
    '# Boats',
    ...statuses.map(
      (status, index) => `### T${index + 1}: Caulk\n\n**Status:** ${status}\n**Effort:** 1 hour`,
    ),
  ].join('\n\n')

test.each([
  ['pending', 'done'],
  ['Pending', 'Done'],
  ['PENDING', 'DONE'],
  ['[ ]', '[x]'],
  ['⏳ Pending', '✅ Done'],
  ['⏳ **Pending** (2 of 3)', '✅ **Done** (2 of 3)'],
  ['**In Progress**', '**Done**'],
  ['☐', '☑'],
  ['⬜', '✅'],
  ['📋 Ready', '📋 Done'],
  ['Open', 'Closed'],
  ['in_progress', 'closed'],
  ['in-progress', 'done'],
  ['待开始', '已完成'],
  ['未着手', '完了'],
  ['In Arbeit', 'Erledigt'],
  ['pendiente', 'completado'],
  ['por hacer', 'hecho'],
  ['Em andamento', 'Concluído'],
])('where no task shows the word for it, "%s" becomes "%s"', (status, done) => {
  expect(changedLines(tasks(status), 'T1')).toEqual([`**Status:** ${status} → **Status:** ${done}`])
})

test.each([
  [['Todo', 'COMPLETED'], 'COMPLETED'],
  [['Todo', '✅ Shipped', 'Merged', 'Merged'], 'Merged'],
  [['⏳ Todo', '✅ Shipped', 'Merged', 'Merged'], '✅ Shipped'],
  [['⏳', '✅ **Shipped**'], '✅ Shipped'],
  [['📋 Ready', '✅ Shipped'], '📋 Shipped'],
  [['pending', '已完成'], '已完成'],
])('the words of %j are the document\'s own: "%s"', (statuses, done) => {
  expect(textAfter(tasks(...statuses), 'T1')).toBe(
    tasks(...statuses).replace(
      /(\*\*Status:\*\* (?:📋 )?)(?:Todo|⏳ Todo|⏳|Ready|pending)\n/u,
      (_, label) => `${label}${done.replace(/^📋 /u, '')}\n`,
    ),
  )
})

test.each(['Blocked by T2', 'In progress 60%', 'Waiting for **paint**'])(
  '"%s" is a sentence, not a mark that could be another',
  status => {
    const text = tasks(status, 'todo')
    expect(told(written(text, ['T1']))).toBe('T1 no-mark')
    expect(textAfter(text, 'T1')).toBe(text)
  },
)

test('a mark is never taken away, and none is put where there was none', () => {
  const text = tasks('done', 'todo').replace('**Status:** todo\n', '')
  expect(told(written(text, ['T2', 'T9', 'T1']))).toBe('T1 already, T2 no-mark, T9 not-found')
  expect(textAfter(text, 'T2', 'T9')).toBe(text)
})

test('every place that marks a task is marked', () => {
  const text = `# Boats

| ID | Task | Status |
| --- | --- | --- |
| T1 | Caulk | ⏳ |
| T2 | Paint | ✅ |

### T1: Caulk ⏳

**Effort:** 1 hour

### T2: Paint ✅

**Dependencies:** T1
`
  expect(changedLines(text, 'T1')).toEqual([
    '| T1 | Caulk | ⏳ | → | T1 | Caulk | ✅ |',
    '### T1: Caulk ⏳ → ### T1: Caulk ✅',
  ])
})

const KIRO = `# Implementation Plan

- [ ] 1. Hull
  - [x] 1.1 Caulk
    - _Requirements: 1.1_
  - [ ] 1.2 Paint
    - _Requirements: 1.2_
- [-] 2. Mast
  - _Requirements: 2.1_
`

test('a box over others is ticked with the last of them, and not before', () => {
  expect(changedLines(KIRO, '1.2', '2')).toEqual([
    '- [ ] 1. Hull → - [x] 1. Hull',
    '  - [ ] 1.2 Paint →   - [x] 1.2 Paint',
    '- [-] 2. Mast → - [x] 2. Mast',
  ])
  const early = written(KIRO, ['1', '1.1'])
  expect(early.tasks).toEqual([
    {id: '1', ticking: 'open-parts', changes: [], parts: ['1.2']},
    {id: '1.1', ticking: 'already', changes: [], parts: []},
  ])
  expect(early.documents[0]?.text).toBe(KIRO)
})

test('a box over others does not wait for those that may be left out', () => {
  const text = KIRO.replace('- [ ] 1.2', '- [ ]* 1.2').replace('- [-] 2', '- [ ] 2')
  expect(changedLines(text, '1.1')).toEqual(['- [ ] 1. Hull → - [x] 1. Hull'])
})

test('a box over others that failed stays open', () => {
  expect(told(written(KIRO, ['1.1', '1.2'], ['1']))).toBe('1.1 already, 1.2 ticked')
})

test('all steps of a task are ticked', () => {
  const text = `# Boat Plan

### Task 1: Hull

- [x] **Step 1: Caulk**
- [ ] **Step 2: Paint**
- [ ] **Step 3: Dry**

### Task 2: Mast

- [ ] **Step 1: Plane**
`
  expect(changedLines(text, '1')).toEqual([
    '- [ ] **Step 2: Paint** → - [x] **Step 2: Paint**',
    '- [ ] **Step 3: Dry** → - [x] **Step 3: Dry**',
  ])
})

test.each([
  [
    'spec-kit',
    '# Tasks: Boat\n\n## Phase 1: Setup\n\n- [ ] T001 Make `src/hull.ts`\n- [X] T002 [P] Make `src/mast.ts`\n',
    'T001',
    '- [ ] T001 Make `src/hull.ts` → - [X] T001 Make `src/hull.ts`',
  ],
  [
    'openspec',
    '## 1. Hull\n\n- [ ] 1.1 Caulk\n- [ ] 1.2 Paint\n',
    '1.2',
    '- [ ] 1.2 Paint → - [x] 1.2 Paint',
  ],
  [
    'opencode',
    '## Phase 1: Hull [IN PROGRESS]\n\n- [x] 1.1 Caulk\n- [ ] 1.2 Paint ← CURRENT\n',
    '1.2',
    '- [ ] 1.2 Paint ← CURRENT → - [x] 1.2 Paint ← CURRENT',
  ],
  [
    'bmad',
    '# Boat Epics\n\n## Epic 1: Hull\n\n### Story 1.1: Caulk\n\n- [ ] It floats.\n\n### Story 1.2: Paint\n\n**Prerequisites:** Story 1.1\n',
    '1.1',
    '- [ ] It floats. → - [x] It floats.',
  ],
  [
    'ralphex',
    '# Boat\n\n## Validation Commands\n- `npm test`\n\n### Task 1: Hull\n- [ ] Caulk it\n',
    '1',
    '- [ ] Caulk it → - [x] Caulk it',
  ],
  [
    'task-master',
    '{"tasks": [{"id": 1, "title": "Caulk", "status": "pending", "dependencies": []}]}',
    '1',
    '{"tasks": [{"id": 1, "title": "Caulk", "status": "pending", "dependencies": []}]} → {"tasks": [{"id": 1, "title": "Caulk", "status": "done", "dependencies": []}]}',
  ],
  [
    'backlog',
    '---\nid: TASK-1\ntitle: Caulk\nstatus: To Do # soon\ndependencies: []\n---\n\nCaulk it.\n',
    'TASK-1',
    'status: To Do # soon → status: Done # soon',
  ],
  [
    'beads',
    '{"id":"boat-1","title":"Caulk","status":"in_progress","issue_type":"task"}\n{"id":"boat-2","title":"Paint","status":"open","issue_type":"task"}\n',
    'boat-2',
    '{"id":"boat-2","title":"Paint","status":"open","issue_type":"task"} → {"id":"boat-2","title":"Paint","status":"closed","issue_type":"task"}',
  ],
  [
    'tables',
    '| ID | Task | Depends on | Status |\n|---|---|---|---|\n| B1 | Caulk | - | open |\n| B2 | Paint | B1 | open |\n',
    'B1',
    '| B1 | Caulk | - | open | → | B1 | Caulk | - | closed |',
  ],
  [
    'tables',
    '```mermaid\ngantt\n  title Boat\n  Caulk :active, b1, 2026-01-01, 2d\n  Paint :b2, after b1, 1d\n```\n',
    'b1',
    '  Caulk :active, b1, 2026-01-01, 2d →   Caulk :done, b1, 2026-01-01, 2d',
  ],
  [
    'tables',
    '| Agent | Status | Dependencies | ETA |\n|---|---|---|---|\n| Hull | 🟢 ACTIVE | None | 2 hours |\n| Mast | 🟡 WAITING | Hull | 1 hour |\n',
    'Hull',
    '| Hull | 🟢 ACTIVE | None | 2 hours | → | Hull | 🟢 DONE | None | 2 hours |',
  ],
])('%s: the mark of the format', (_, text, id, line) => {
  expect(changedLines(text, id)).toEqual([line])
})

test('line ends, a byte order mark and the end of the file stay', () => {
  const text = '\uFEFF- [ ] T1: Hull é\r\n- [ ] T2: Mast ⛵\r- [ ] T3: Sail'
  expect(textAfter(text, 'T1', 'T3')).toBe('\uFEFF- [x] T1: Hull é\r\n- [ ] T2: Mast ⛵\r- [x] T3: Sail')
})

test('a document in a wrong encoding is refused: its places are those of the text as it was meant', () => {
  const result = finish(
    [{file: 'plan.md', text: '- [ ] T1: Hull â€” caulk\n- [ ] T2: Mast â€” plane\n'}],
    ['T1'],
  )
  expect(result).toEqual({ok: false, error: {type: 'damaged', file: 'plan.md', codePage: 'windows-1252'}})
})

test('what is no plan is told as reading it tells it', () => {
  const result = finish([{file: 'plan.md', text: 'no tasks\n'}], ['T1'])
  expect(result).toMatchObject({ok: false, error: {type: 'unreadable'}})
})

test('of several documents each gets its own marks, and the others stay as they are', () => {
  const documents = [
    {file: 'hull.md', text: '- [ ] T1: Hull\n'},
    {file: 'mast.md', text: '- [ ] T2: Mast\n'},
  ]
  const result = finish(documents, ['T2'])
  expect(result.ok && result.value.documents).toEqual([
    documents[0],
    {file: 'mast.md', text: '- [x] T2: Mast\n'},
  ])
})

test('nothing done, nothing changed', () => {
  const documents = [{file: 'plan.md', text: KIRO}]
  expect(writeBack(documents, {done: NONE, open: NONE})).toEqual({ok: true, value: {documents, tasks: []}})
})
