// Where people put the id of a task, in which words, and in which language.

import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {readPlan} from '../../../src/plan/read.ts'
import {draftOf, planOf} from './plans.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

test('S003-01: a document with a task behind each box, every fact with its place', () => {
  const read = readPlan([{file: 'lantern-walk.md', text: fixture('lantern-walk.md')}])
  expect(read).toEqual({ok: true, value: JSON.parse(fixture('lantern-walk.draft.json'))})
})

test.each([
  [
    'a box in a heading',
    '#### - [x] T1. One\n#### - [ ] T2. Two\n- **Depends on:** T1.\n',
    'T1=done T2=todo | T2←T1',
  ],
  [
    'brackets, and a tag that is no status',
    '### [SEC-001] Lock [feature]\n**Priority:** P0\n### [SEC-002] Key\n**Depends on:** SEC-001\n',
    'SEC-001 SEC-002 | SEC-002←SEC-001',
  ],
  [
    'requirements are no tasks',
    '### SEC-001: Lock\n**Priority:** P0\n### FR-001: Login\n**Priority:** High\n',
    'SEC-001 | ',
  ],
  [
    'numbers with facts under them',
    '## Overview\n#### 1.1 Set up\n**Status**: [x] Complete  \n**Dependencies**: None\n#### 1.2 Build\n**Dependencies**: 1.1\n#### 1.3 Rest\n',
    '1.1=done 1.2 1.3 | 1.2←1.1',
  ],
  [
    'numbers below "Tasks"',
    '# Plan\n## Tasks\n### 1. Set up\n### 2. Build (depends on 1)\n## Risks\n### 3. Rain\n',
    '1 2 | 2←1',
  ],
  [
    'a table of fields',
    '## Task 1: Store\n| Field | Value |\n|---|---|\n| **id** | `lamp--01-store` |\n| **depends on** | none |\n\n## Task 2: Read\n| **id** | `lamp--02-read` |\n| **depends on** | Task 1 |\n',
    '1 2 | 2←1',
  ],
  [
    'a slug, where the dependencies use it',
    '### Task 1: Store (lamp-store)\n### Task 2: Read (lamp-read)\n**Depends on:** lamp-store\n',
    'lamp-store lamp-read | lamp-read←lamp-store',
  ],
  [
    'bold text behind a box',
    '- [ ] **T1. One**\n  - **Dependencies:** none\n- [x] **T2. Two**\n  - **Dependencies:** T1 (one)\n  - **Acceptance:**\n    - ✅ see T1\n',
    'T1=todo T2=done | T2←T1',
  ],
  [
    'a sentence behind a box',
    '- [ ] T1: A (2h)\n- [~] T2: B (depends on T1)\n- [ ] T3: C — needs T2\n',
    'T1=todo T2=in-progress T3=todo | T2←T1 T3←T2',
  ],
  [
    'a point with fields in its sentence',
    '- **T1.1** — A. **Depends on:** none.\n- **T1.2** — B. **Depends on:** T1.1 (help); pairs with T1.3.\n- **T1.3** — C\n',
    'T1.1 T1.2 T1.3 | T1.2←T1.1',
  ],
  [
    'a first cell; a second table speaks of the same tasks',
    '| # | Task | Difficulty |⏱️ | Status |\n|---|---|---|---|---|\n| **T1** | A | Easy | 1h | ✅ Done |\n| **T2** | B | Hard | 2h | ❌ Todo |\n\n| # | Task | Depends on |\n|---|---|---|\n| T2 | B again | T1 |\n',
    'T1=done T2=todo | T2←T1',
  ],
  [
    'a table beside headings',
    '| Task | Depends on | Effort |\n|-|-|-|\n| T1: A | - | 2h |\n| T2: B | T1 | 3h |\n### T1: A\n### T2: B\n',
    'T1 T2 | T2←T1',
  ],
  [
    'a numbered list below "Aufgaben"',
    '## Aufgaben\n1. **Anlegen**\n   - Abhängigkeiten: keine\n2. **Bauen**\n   - Abhängigkeiten: 1\n\n## Notizen\n1. Abhängigkeiten: 2\n',
    '1 2 | 2←1',
  ],
  [
    'fields on one line',
    '### Task 1 - A\nPriority: High | Effort: 2h | Depends on: none\n### Task 2 - B\n**Status:** Offen · **Bereich:** UI · **Abhängigkeiten:** Task 1 · **Spec:** §1\n',
    '1 2=todo | 2←1',
  ],
])('S003-02: ids stand in %s', (_, text, expected) => expect(planOf(text, 'atomic')).toBe(expected))

test.each([
  [
    'German',
    '### Schritt 1: A\n**Abhängigkeiten:** Keine (nur Interfaces)\n### Schritt 2: B\n**Abhängig von:** Schritt 1\n',
    '1 2 | 2←1',
  ],
  [
    'Spanish',
    '### Tarea 1: A\n- **Estado:** [pending]\n- **Dependencias:** ninguna (pero véase 2)\n### Tarea 2: B\n- **Depende de:** todas las anteriores\n',
    '1=todo 2 | 2←1/group',
  ],
  [
    'Portuguese',
    '### Tarefa 1: A\n**Dependências:** nenhuma\n### Tarefa 2: B\n**Dependências:** Tarefa 1\n',
    '1 2 | 2←1',
  ],
  [
    'Chinese',
    '### 任务1：A\n- 依赖：无\n- 状态：已完成\n### 任务2：B\n- **依赖任务**：任务1\n',
    '1=done 2 | 2←1',
  ],
  ['Japanese', '### タスク1: A\n- 依存: なし\n### タスク2: B\n- 依存: タスク1\n', '1 2 | 2←1'],
])('S003-02: %s', (_, text, expected) => expect(planOf(text, 'atomic')).toBe(expected))

test.each([
  [
    'of a field over a drawing',
    '### T1: A\n### T2: B\n**Dependencies:** none\n## Dependency graph\n```\nT1 ──→ T2\n```\n',
    'T1 T2 | ',
  ],
  ['from a drawing', '### T1: A\n### T2: B\n## Dependency graph\n```\nT1 ──→ T2\n```\n', 'T1 T2 | T2←T1'],
  [
    'from a drawing of something else: none',
    '### T1: A\n### T2: B\n## Data flow\n```\nT1 ──→ T2\n```\n',
    'T1 T2 | ',
  ],
  [
    'from Mermaid by its labels',
    '### Task 1: A\n### Task 2: B\n## Order\n```mermaid\nflowchart LR\n A["Task 1: a"] -->|then| B[Task 2]\n```\n',
    '1 2 | 2←1',
  ],
  [
    'of a range with a letter in it',
    '### T1: A\n### T2: B\n### T2b: C\n### T2c: D\n### T3: E\n**Depends on:** T1–T2\n### T4: F\n**Depends on:** T2-T2c\n',
    'T1 T2 T2b T2c T3 T4 | T3←T1/range T3←T2/range T4←T2/range T4←T2b/range T4←T2c/range',
  ],
  [
    'from a Gantt chart',
    '### T1: A\n### T2: B\n```mermaid\ngantt\n One (T1) :a, 2025-01-01, 1d\n Two (T2) :b, after a, 1d\n```\n',
    'T1 T2 | T2←T1',
  ],
  [
    'of a point, not of the points beside it',
    '### T1: A\n### T2: B\n- **Dependencies:** none\n- **Risk:** T1\n- see T1\n',
    'T1 T2 | ',
  ],
  [
    'from sentences',
    '### T1: A\n### T2: B\n### T3: C\n## Notes\nT1 blocks T2. T3 depends on T1 and T2.\n',
    'T1 T2 T3 | T2←T1 T3←T1 T3←T2',
  ],
  [
    'from a tree with lines to what is needed',
    '### T1: A\n### T2: B\n### T3: C\n## Graph\n```\nTIER 0 (no deps)\n├── T1 A ─────────┐\nTIER 1            │\n├── T2 B ── T1 ✅──┤\n└── T3 C ─ T1, T2 ┘\n```\n',
    'T1 T2 T3 | T2←T1 T3←T1 T3←T2',
  ],
  ['not from a critical path', '### T1: A\n### T2: B\n## Critical path\nT1 blocks T2.\n', 'T1 T2 | '],
])('S003-04: edges %s', (_, text, expected) => expect(planOf(text, 'atomic')).toBe(expected))

test('S003-05: waves are groups that come one after the other, phases are layers', () => {
  const {groups, layers} = draftOf(
    '# P\n## Wave 1: Ground\n### T1: A\n## Wave 2 (after Wave 1)\n### T2: B\n**Depends on:** Wave 1\n## Phase 3: End\n### T3: C\n',
    'atomic',
  )
  expect(
    groups.map(({id, members, dependsOn}) => [
      id.value,
      members.map(({value}) => value),
      dependsOn.map(({value}) => value),
    ]),
  ).toEqual([
    ['Wave 1', ['T1'], []],
    ['Wave 2', ['T2'], ['Wave 1']],
  ])
  expect(layers.map(({name, tasks}) => [name, tasks])).toEqual([['Phase 3', ['T3']]])
})

test('S003-03: parts are told by where they stand and by their numbers; that is no dependency', () => {
  const {tasks} = draftOf('### Task 1: A\n#### Task 1.1: B\n### Task 2: C\n\n### Task 1.2: D\n', 'atomic')
  expect(tasks.map(({id, parent}) => [id.value, parent?.value])).toEqual([
    ['1', undefined],
    ['1.1', '1'],
    ['2', undefined],
    ['1.2', '1'],
  ])
})

test('a status is marked at its own place', () => {
  const {tasks} = draftOf(
    '### T1: A ✅ COMPLETED\n### T2: B\n**Status:** 📋 Ready now\n- [x] T9: no task\n',
    'atomic',
  )
  expect(
    tasks.map(({status}) => [
      status?.value,
      status?.location.line,
      status?.location.column,
      status?.location.endColumn,
    ]),
  ).toEqual([
    ['done', 1, 11, 22],
    ['todo', 3, 16, 21],
  ])
})
