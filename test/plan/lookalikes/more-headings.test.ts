// Further homes of ids, and fields in further clothes.

import {lookalike} from './lookalike.ts'

lookalike(
  'trae',
  `# Wiki - The Implementation Plan (Decomposed and Prioritized Task List)

## [x] Task 0: Frame
- **Priority**: high
- **Depends On**: None
- **Description**:
  - foo
- **Acceptance Criteria Addressed**: [AC-1, AC-2]
- **Test Requirements**:
  - \`programmatic\` TR-0.1: bar
- **Notes**: see the doc

## [ ] Task 1: Body
- **Priority**: P0
- **Depends On**: Task 0
- **Test Requirements**:
  - \`human-judgement\` TR-1.1: ok

## [ ] Task 2: Tail
- **Priority**: P1
- **Depends On**: [Task 0], [Task 1]
`,
  {'0': '', '1': '0', '2': '0 1'},
)

lookalike(
  'trae zh',
  `# 计划

## [ ] 任务 1：框架
- **优先级**：P0
- **依赖**：None
- **描述**：
  - 甲

## [ ] 任务 2：正文
- **优先级**：P1
- **依赖**：任务 1
`,
  {'1': '', '2': '1'},
)

lookalike(
  'Issue #',
  `# Plan

## Phase 1

### Issue #1: Data ✅
**GitHub Issue:** [#2](https://example.org/issues/2)  
**Priority:** CRITICAL  
**Abhängigkeiten:** Keine  
**Geschätzte Zeit:** 4-6 Stunden  

### Issue #2: Logic
**GitHub Issue:** [#3](https://example.org/issues/3)  
**Abhängigkeiten:** Issue #1  

### Issue #3: UI
**Abhängigkeiten:** Issues #1, #2  
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'dots',
  `# Plan

## Aufgaben

### [EV-100] Messen

**Status:** Offen · **Bereich:** Tempo · **Aufwand:** S · **Abhängigkeiten:** keine

#### Ziel
foo EV-101

### [EV-101] Bessern

**Status:** Offen · **Bereich:** Tempo · **Aufwand:** M · **Abhängigkeiten:** EV-100

### [EV-102] Prüfen

**Status:** Offen · **Aufwand:** M · **Abhängigkeiten:** EV-100, EV-101 · **Risiko:** hoch
`,
  {'EV-100': '', 'EV-101': 'EV-100', 'EV-102': 'EV-100 EV-101'},
)

lookalike(
  'single H1',
  `# AP-11b – Editor

**Release:** R1 · **Größe:** L · **Abhängigkeiten:** AP-11a, AP-10 · **Menschliche Aufgaben:** –

## Ziel
foo

## Abnahme
- [ ] bar
`,
  {'AP-11b': 'AP-11a AP-10'},
)

lookalike(
  'H1 tasks files',
  {
    'a.md': `# Task 004: Validation

**Depends on**: Task 003

## Task

### 4.1 Create file
foo

### 4.2 Use it
foo
`,
  },
  {'004': '003'},
)

lookalike(
  'dotdot range + Blockiert',
  `### ENB-1 — Tabelle

**Abhängigkeiten:** keine. **Blockiert:** ENB-2..4.

### ENB-2 — Upload

**Abhängigkeiten:** ENB-1.

### ENB-3 — Status

**Abhängigkeiten:** ENB-2.

### ENB-4 — Ende

**Abhängigkeiten:** ENB-1..3.
`,
  {'ENB-1': '', 'ENB-2': 'ENB-1', 'ENB-3': 'ENB-1 ENB-2', 'ENB-4': 'ENB-1 ENB-2 ENB-3'},
)

lookalike(
  'numbered Type WRITE',
  `# Tasks

## Conventions
foo

## Tasks

### 1. Discover

**Type**: WRITE
**Output**: a file
**Depends on**: none

foo

### 2. Parse

**Type**: WRITE
**Output**: \`src/p.jl\`
**Depends on**: Task 1

### 3. Test

**Type**: TEST
**Depends on**: Task 1, Task 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'matter T01.03',
  `---
id: "T01.03"
phase: "P01"
title: "X"
status: "completed"
priority: "medium"
estimate: ""
depends_on: ["T01.01", "T01.02"]
---

# Task 01.03 — X

- **Dependências**: Nenhuma
`,
  {'T01.03': 'T01.01 T01.02'},
)

lookalike(
  'Depends on none.',
  `### Task 1: A
- **Action**: x
- **Depends on**: none.

### Task 2: B
- **Action**: y
- **Depends on**: Task 1.

### Task 3: C
- **Depends on**: Tasks 1–2.
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'header field not dep',
  `# Phase 7: Netz

**Epic:** MMO
**Status:** Offen
**Abhängigkeiten:** Phase 6 ✅

## Aufgaben

### 7.1 Senden
- [ ] foo
**Abhängigkeiten:** keine

### 7.2 Empfangen
- [ ] foo
**Abhängigkeiten:** 7.1
`,
  {'7.1': '', '7.2': '7.1'},
)

lookalike(
  'bold field no colon bold',
  `### T1: A
**Dependencies** None

### T2: B
**Dependencies** - T1
`,
  {T1: '', T2: ''},
)

lookalike(
  'italic fields',
  `### T1: A
*Depends on:* none

### T2: B
*Depends on:* T1

### T3: C
_Depends on_: T1, T2
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'list paren id',
  `## Tasks

1) T1 - Store
   Depends on: none
2) T2 - Query
   Depends on: T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'heading (T1)',
  `### Store (T1)
**Depends on:** none

### Query (T2)
**Depends on:** T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'Task A letters',
  `### Task A: Store
**Depends on:** none

### Task B: Query
**Depends on:** Task A

### Task C: Show
**Depends on:** Task A, Task B
`,
  {A: '', B: 'A', C: 'A B'},
)

lookalike(
  'WP',
  `### WP1: Store
- Depends on: —

### WP2: Query
- Depends on: WP1

### WP3: Show
- Depends on: WP1–WP2
`,
  {WP1: '', WP2: 'WP1', WP3: 'WP1 WP2'},
)

lookalike(
  'M1-T2',
  `### M1-T1: Store
**Depends on:** none

### M1-T2: Query
**Depends on:** M1-T1

### M2-T1: Show
**Depends on:** M1-T1, M1-T2
`,
  {'M1-T1': '', 'M1-T2': 'M1-T1', 'M2-T1': 'M1-T1 M1-T2'},
)

lookalike(
  'P1.2',
  `### P1.1 Store
- **Depends on:** none
- **Effort:** S

### P1.2 Query
- **Depends on:** P1.1
- **Effort:** S

### P2.1 Show
- **Depends on:** P1.1, P1.2
- **Effort:** M
`,
  {'P1.1': '', 'P1.2': 'P1.1', 'P2.1': 'P1.1 P1.2'},
)

lookalike(
  'US story ids',
  `### US-001: Store
**Description:** x
**Dependencies:** none

### US-002: Query
**Dependencies:** US-001
`,
  {'US-001': '', 'US-002': 'US-001'},
)

lookalike(
  'checkbox bold title deps nested',
  `## Tasks

- [ ] **Task 1: Store**
  - Files: \`a.ts\`
  - Depends on: none
- [ ] **Task 2: Query**
  - Files: \`b.ts\`
  - Depends on: Task 1
`,
  {'1': '', '2': '1'},
)

lookalike(
  'numbered checkbox heading phases',
  `## Phase 1: Base

- [ ] 1.1 Store
  - Deps: none
- [ ] 1.2 Query
  - Deps: 1.1

## Phase 2: UI

- [ ] 2.1 Show
  - Deps: 1.1, 1.2
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'details html',
  `### T1: A

<details>
<summary>More</summary>

**Depends on:** none

</details>

### T2: B

<details>

**Depends on:** T1

</details>
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'summary table then sections',
  `# Plan

| Task | Title | Depends on |
|---|---|---|
| T1 | A | - |
| T2 | B | T1 |

## T1: A
foo

## T2: B
bar
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'parallel field',
  `### T1: A
**Dependencies:** None
**Parallel with:** T2

### T2: B
**Dependencies:** None
**Can run in parallel with:** T1

### T3: C
**Dependencies:** T1 & T2
`,
  {T1: '', T2: '', T3: 'T1 T2'},
)

lookalike(
  'soft deps',
  `### T1: A

### T2: B
**Dependencies:** T1 (hard)

### T3: C
**Hard dependencies:** T2
**Soft dependencies:** T1
`,
  {T1: '', T2: 'T1', T3: 'T2'},
)
