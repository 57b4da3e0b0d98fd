// What looks like a task or a dependency and is none, and sets of tasks in words.

import {lookalike} from './lookalike.ts'

lookalike(
  'checklist not tasks',
  `# Plan

### T1: A
**Acceptance criteria:**
- [ ] T1 works
- [ ] 1.1 is met

### T2: B
**Depends on:** T1
- [ ] step one
- [ ] step two
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'req numbers',
  `# Spec

## Requirements

- FR-001: foo
- FR-002: bar

## Tasks

- [ ] T001 Do FR-001
- [ ] T002 Do FR-002 (depends on T001)
`,
  {T001: '', T002: 'T001'},
)

lookalike(
  'see mention',
  `### T1: A

### T2: B
**Dependencies:** T1 (see T3 for details)

### T3: C
**Dependencies:** None; see T1/T2
`,
  {T1: '', T2: 'T1', T3: ''},
)

lookalike(
  'priority P1',
  `### T1: A
**Priority:** P1
**Dependencies:** None

### T2: B
**Priority:** P2
**Dependencies:** T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'changelog table',
  `### T1: A

### T2: B
**Depends on:** T1

## Changelog

| Version | Date | Change |
|---|---|---|
| 1.0 | 2025-01-01 | T1 done |
| 1.1 | 2025-02-01 | T2 |
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'risk table',
  `### T1: A

### T2: B
**Depends on:** T1

## Risks

| ID | Risk | Mitigation |
|---|---|---|
| R1 | x | T1 |
| R2 | y | T2 |
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'external only',
  `### T1: A
**Dependencies:** Redis 7, Postgres 16

### T2: B
**Dependencies:** T1, Docker 24
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'npm versions',
  `### Task 1: A
**Dependencies:** react@18.2.0, zod 3.22

### Task 2: B
**Dependencies:** Task 1, vite ^5.0
`,
  {'1': '', '2': '1'},
)

lookalike(
  'dates hours',
  `### Task 1: A
**Dependencies:** None
**Effort:** 2 hours

### Task 2: B
**Dependencies:** Task 1 (2 days)
`,
  {'1': '', '2': '1'},
)

lookalike(
  'critical path',
  `### T1: A

### T2: B
**Depends on:** T1

### T3: C
**Depends on:** T1

## Critical Path

T1 → T2 → T3
`,
  {T1: '', T2: 'T1', T3: 'T1'},
)

lookalike(
  'code comment arrows',
  `### T1: A

\`\`\`ts
const f = () => T2
\`\`\`

### T2: B
**Depends on:** T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'numbered sections no tasks around',
  `# Doc

## 1. Introduction

foo

## 2. Tasks

### Task 2.1: A
**Depends on:** none

### Task 2.2: B
**Depends on:** Task 2.1

## 3. Risks

foo
`,
  {'2.1': '', '2.2': '2.1'},
)

lookalike(
  'html comments',
  `<!-- ### T9: old -->
### T1: A

<!--
### T8: old
**Depends on:** T1
-->

### T2: B
**Depends on:** T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'strike',
  `### ~~T1: A~~ ✅

### T2: B
**Depends on:** ~~T1~~
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'links',
  `### T1: A

### T2: B
**Depends on:** [T1](#t1-a)

### T3: C
**Depends on:** [Task T1](#t1), [T2: B](#t2-b)
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'slash',
  `### T1: A

### T2: B

### T3: C
**Depends on:** T1/T2
`,
  {T1: '', T2: '', T3: 'T1 T2'},
)

lookalike(
  'both',
  `### T1: A

### T2: B

### T3: C
**Depends on:** both T1 and T2
`,
  {T1: '', T2: '', T3: 'T1 T2'},
)

lookalike(
  'either or',
  `### T1: A

### T2: B
**Depends on:** Task T1 must be completed first
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'parent task mention',
  `### T1: A
**Depends on:** None (can start immediately)

### T2: B
**Depends on:** T1 output schema
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'de alle',
  `### Aufgabe 1: A
**Abhängigkeiten:** –

### Aufgabe 2: B
**Abhängigkeiten:** –

### Aufgabe 3: C
**Abhängigkeiten:** Alle vorherigen Aufgaben
`,
  {'1': '', '2': '', '3': '1 2'},
)

lookalike(
  'es todas',
  `### Tarea 1: A
**Dependencias:** Ninguna

### Tarea 2: B
**Dependencias:** Ninguna

### Tarea 3: C
**Dependencias:** Todas las tareas anteriores
`,
  {'1': '', '2': '', '3': '1 2'},
)

lookalike(
  'zh 所有',
  `### 任务 1：甲
**依赖**：无

### 任务 2：乙
**依赖**：无

### 任务 3：丙
**依赖**：所有前置任务
`,
  {'1': '', '2': '', '3': '1 2'},
)

lookalike(
  'zh range',
  `### 任务 1：甲

### 任务 2：乙

### 任务 3：丙
**依赖**：任务 1-2

### 任务 4：丁
**依赖**：任务1至任务3
`,
  {'1': '', '2': '', '3': '1 2', '4': '1 2 3'},
)

lookalike(
  'ja から',
  `### タスク1：甲
**依存**：なし

### タスク2：乙
**依存**：タスク1

### タスク3：丙
**依存**：タスク1〜タスク2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'pt todas',
  `### Tarefa 1: A
**Dependências:** Nenhuma

### Tarefa 2: B
**Dependências:** Tarefa 1

### Tarefa 3: C
**Dependências:** Tarefas 1 a 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'mermaid bottom',
  `# Plan

### T1: A

### T2: B

### T3: C

\`\`\`mermaid
flowchart LR
  T1 --> T2
  T2 --> T3
\`\`\`
`,
  {T1: '', T2: 'T1', T3: 'T2'},
)

lookalike(
  'mermaid task ids dotted',
  `### Task 1.1: A

### Task 1.2: B

\`\`\`mermaid
graph TD
  A[Task 1.1] --> B[Task 1.2]
\`\`\`
`,
  {'1.1': '', '1.2': '1.1'},
)

lookalike(
  'heading suffix deps',
  `### T1: A [2h]

### T2: B [depends: T1]

### T3: C (deps: T1, T2)
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'dep line plain',
  `## Task 1 - A

Depends on: nothing.

## Task 2 - B

Depends on Task 1.

## Task 3 - C

Depends on Tasks 1 and 2.
`,
  {'1': '', '2': '1', '3': '1 2'},
)
