// Task lists and agents' plans put together at random: whatever they are, reading them ends and makes no task out of code.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {readPlan} from '../../src/plan/read.ts'
import {expectVerbatim, markedLines} from './verbatim.ts'

const FORMATS = ['spec-kit', 'kiro', 'openspec', 'opencode', 'superpowers', 'gsd', 'bmad', 'ralphex']

const PIECES = [
  '# Tasks: A',
  '## Phase 1: Setup (depends on Phase 2)',
  '## Phase 2: User Story 1 - PR #2',
  '## 3. Part [PENDING]',
  '## Dependencies & Execution Order',
  '### Parallel Opportunities',
  '## Validation Commands',
  '### Task 1: One',
  '### Task 2 — Two [DONE]',
  '**Story 1.1: One**',
  '### Story 1.2a: Two',
  '## Epic 1: All',
  '**Prerequisites:** Story 1.1 (x), all previous stories',
  '- [ ] T001 [P] [US1] Do `src/a.ts` (depends on T002,',
  '  T003)',
  '- [x] T002 after T001-T009 [blockedBy: T003',
  '  - [~] **T003**: nested',
  '- [ ] 1. Parent',
  '  - [ ]* 1.1 (P) Child',
  '- [-] [1.2] Child (depends on 1-2) ← CURRENT',
  '- [ ] **Step 1: x**',
  '    - _Depends: 1.1, 2.1-2.9_',
  '    - _Requirements: 1.1_',
  '  **Dependencies**: 1.1-1.2',
  '- T001 blocks everything; T002 needs T001, T003 last.',
  '- **Polish (Final Phase)**: Depends on all user stories',
  '1.1 ──┐',
  '1.2 ──┘── 2.1',
  '  └─> T002 ──> T003',
  '   ↓',
  '2.1 (tests depend on 1-2)',
  'T001 & T002 --> T003[T003: (x)]',
  '---',
  'phase: 01-a',
  'plan: 02B',
  'depends_on: ["01-01", {a: b}]',
  '<task type="auto">',
  '<name>Task 1: A</name>',
  '<files>a/b.ts, c.ts',
  '<verify><automated>npm test</automated></verify>',
  '</task>',
  '```',
  '```mermaid',
  '```bash',
  '<!--',
  '-->',
  '\t',
  '',
]
const line = fc.oneof(
  {weight: 8, arbitrary: fc.constantFrom(...PIECES)},
  {weight: 1, arbitrary: fc.string({unit: 'binary', maxLength: 40})},
)
const document = fc.array(line, {maxLength: 60}).map(lines => lines.join('\n'))

test('S003-01: reading lists never throws, and every location is a place in the document', () => {
  fc.assert(
    fc.property(document, fc.constantFrom(...FORMATS), (text, format) => {
      const read = readPlan([{file: 'tasks.md', text}], {format})
      if (!read.ok) return
      const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
      const {tasks, mentions, groups} = read.value
      for (const {id} of [...tasks, ...mentions, ...groups]) {
        const {line, column} = id.location
        expect(lines[line - 1]?.slice(column - 1)).not.toBe('')
      }
      for (const task of tasks) expectVerbatim(task, lines, markedLines(read.value))
      compile(read.value)
    }),
    {numRuns: 600},
  )
})

test('S003-01: no task of a list comes out of a fence', () => {
  const inside = fc.array(
    line.filter(text => !/[`~\0\r\n]/.test(text)),
    {maxLength: 20},
  )
  const only: {readonly [format: string]: string} = {
    'spec-kit': '- [ ] T099 The only task',
    kiro: '- [ ] 9.9 The only task',
    openspec: '- [ ] 9.9 The only task',
    superpowers: '### Task 99: The only task',
    bmad: '**Story 9.9: The only task**',
    ralphex: '### Task 99: The only task',
  }
  fc.assert(
    fc.property(
      fc.constantFrom('ts', 'markdown', 'bash', '', 'text', 'mermaid'),
      fc.constantFrom(...Object.keys(only)),
      inside,
      (language, format, lines) => {
        const text = [only[format], '', `\`\`\`${language}`, ...lines, '```'].join('\n')
        const read = readPlan([{file: 'tasks.md', text}], {format})
        expect(read.ok && read.value.tasks).toHaveLength(1)
      },
    ),
    {numRuns: 300},
  )
})
