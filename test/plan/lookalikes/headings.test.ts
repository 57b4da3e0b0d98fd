// Tasks under headings, in paragraphs, boxes, lists and tables of their own, in several languages.

import {lookalike} from './lookalike.ts'

lookalike(
  'de Aufgabe',
  `# Umsetzungsplan

## Phase 1: Grundlagen

### Aufgabe 1.1: Datenbankschema

**Aufwand:** 2 Tage
**Abhängigkeiten:** Keine

### Aufgabe 1.2: Migration schreiben

**Aufwand:** 4h
**Abhängigkeiten:** Aufgabe 1.1

## Phase 2

### Aufgabe 2.1: API

- **Abhängig von:** Aufgaben 1.1 und 1.2
- **Dateien:** \`src/api.ts\`
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'de Schritt dash',
  `# Plan

## Schritt 1 — Vorbereitung

Text.

## Schritt 2 — Ausbau

**Voraussetzung:** Schritt 1 abgeschlossen

## Schritt 3 — Abnahme

**Voraussetzungen:** Schritt 1, Schritt 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'de Arbeitspaket',
  `# Projekt

### AP-01: Konzept
- **Abhängigkeiten:** keine
- **Aufwand:** 1 PT

### AP-02: Umsetzung
- **Abhängigkeiten:** AP-01
- **Aufwand:** 3 PT

### AP-03: Test
- **Abhängigkeiten:** AP-01 bis AP-02
- **Aufwand:** 1 PT
`,
  {'AP-01': '', 'AP-02': 'AP-01', 'AP-03': 'AP-01 AP-02'},
)

lookalike(
  'es Tarea',
  `# Plan de implementación

### Tarea 1: Crear el modelo
- **Prioridad:** Alta
- **Dependencias:** Ninguna
- **Archivos:** \`app/modelo.py\`

### Tarea 2: Servicio
- **Dependencias:** Tarea 1

### Tarea 3: Pantalla
- **Dependencias:** Tareas 1 y 2

### Tarea 4: Cierre
- **Dependencias:** Todas las anteriores
`,
  {'1': '', '2': '1', '3': '1 2', '4': '1 2 3'},
)

lookalike(
  'pt Tarefa',
  `# Plano

### Tarefa T01 - Modelo
**Dependências:** nenhuma

### Tarefa T02 - Serviço
**Depende de:** T01

### Tarefa T03 - Tela
**Depende de:** T01 e T02
`,
  {T01: '', T02: 'T01', T03: 'T01 T02'},
)

lookalike(
  'zh 任务',
  `# 实施计划

### 任务 1：数据库

**优先级**：P0
**依赖**：无

### 任务 2：接口

**优先级**：P1
**依赖**：任务 1

### 任务 3：页面

**依赖任务**：任务 1、任务 2
**预估工时**：2-3小时
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'zh T ids',
  `# 任务拆分

## T1 建表
- 依赖：无
- 文件：\`db/schema.sql\`

## T2 接口
- 依赖：T1
- 文件：\`src/api.ts\`

## T3 联调
- 依赖：T1 和 T2
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'ja タスク',
  `# 実装計画

### タスク 1.1：スキーマ
- **依存**：なし

### タスク 1.2：API
- **依存タスク**：タスク 1.1

### タスク 2.1：画面
- **依存関係**：1.1、1.2
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'fr Tâche',
  `# Plan

### Tâche 1 : Schéma

**Dépendances :** Aucune

### Tâche 2 : API

**Dépendances :** Tâche 1

### Tâche 3 : Écran

**Dépend de :** Tâche 1, Tâche 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'ru Задача',
  `# План

### Задача 1: Схема

**Зависимости:** нет

### Задача 2: API

**Зависимости:** Задача 1
`,
  {'1': '', '2': '1'},
)

lookalike(
  'ko 작업',
  `# 구현 계획

### 작업 1: 스키마

**의존성:** 없음

### 작업 2: API

**의존성:** 작업 1
`,
  {'1': '', '2': '1'},
)

lookalike(
  'emoji status headings',
  `# Plan

### ✅ Task 1.1: Setup
**Dependencies**: None

### 🔧 Task 1.2: Build ⏳ IN PROGRESS
**Dependencies**: Task 1.1 ✅

### Task 1.3: Ship [TODO]
**Dependencies**: Task 1.2 (blocked), 1.1
`,
  {'1.1': '', '1.2': '1.1', '1.3': '1.1 1.2'},
)

lookalike(
  'bracket ids',
  `## Phase 0

### [0.1.1] Create repo
- Depends on: none
- Files: \`README.md\`

### [0.1.2] CI
- Depends on: [0.1.1]

### [0.2.1] Lint
- Depends on: [0.1.1], [0.1.2]
`,
  {'0.1.1': '', '0.1.2': '0.1.1', '0.2.1': '0.1.1 0.1.2'},
)

lookalike(
  'TASK-F',
  `# Frontend

#### TASK-F-001: Shell
**Priority**: P0
**Dependencies**: -

#### TASK-F-002: Routes
**Dependencies**: TASK-F-001

#### TASK-F-010: Login
**Dependencies**: TASK-F-001 to TASK-F-002
`,
  {'TASK-F-001': '', 'TASK-F-002': 'TASK-F-001', 'TASK-F-010': 'TASK-F-001 TASK-F-002'},
)

lookalike(
  'bold paragraphs',
  `# Work

**T1. Make the store** (S)
Plain text.
Depends on: nothing

**T2. Query it** (M)
Depends on: T1

**T3. Show it** (M)
Depends on: T1, T2
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'bold checkbox',
  `## Tasks

- [ ] **T1. Store.** Make it.
  **Acceptance criteria:** works. **Dependencies:** none. **Likely files:** \`a.ts\`
- [ ] **T2. Query.** Query it.
  **Dependencies:** T1. **Likely files:** \`b.ts\`
- [x] **T3. Show.**
  **Dependencies:** T1, T2. **Likely files:** \`c.ts\`
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'checkbox id colon inline dep',
  `## Tasks

- [ ] T1: Store (2h)
- [ ] T2: Query (depends on T1)
- [ ] T3: Show (depends on: T1, T2; 3h)
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'table',
  `| ID | Task | Depends on | Effort |
|----|------|-----------|--------|
| T1 | Store | — | 2h |
| T2 | Query | T1 | 1h |
| T3 | Show | T1, T2 | 1h |
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'table # col',
  `## Tasks

| # | Task | Dependencies | Status |
|---|------|--------------|--------|
| 1 | Store | none | ✅ Done |
| 2 | Query | 1 | TODO |
| 3 | Show | 1, 2 | TODO |
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'table with blocks',
  `| Task | Title | Blocked by | Blocks |
|---|---|---|---|
| A1 | Store | - | A2 |
| A2 | Query | A1 | A3 |
| A3 | Show | A2 | - |
`,
  {A1: '', A2: 'A1', A3: 'A2'},
)

lookalike(
  'zh table',
  `| 编号 | 任务 | 依赖 | 工时 |
|---|---|---|---|
| B1 | 建表 | 无 | 2h |
| B2 | 接口 | B1 | 1h |
| B3 | 页面 | B1、B2 | 1h |
`,
  {B1: '', B2: 'B1', B3: 'B1 B2'},
)

lookalike(
  'es table',
  `| ID | Tarea | Depende de | Estado |
|---|---|---|---|
| T1 | Modelo | — | Hecho |
| T2 | Servicio | T1 | Pendiente |
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'blockquote fields',
  `### T1: Store
> **Depends on:** None
> **Effort:** 2h

### T2: Query
> **Depends on:** T1
> **Effort:** 2h
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'field table',
  `### Task 1: Store

| Field | Value |
|---|---|
| **Depends on** | none |
| **Effort** | 2h |

### Task 2: Query

| Field | Value |
|---|---|
| **Depends on** | Task 1 |
| **Effort** | 2h |
`,
  {'1': '', '2': '1'},
)

lookalike(
  'reverse Blocks',
  `### T1: Store
**Blocks:** T2 (partial), T3

### T2: Query
**Effort:** 1h

### T3: Show
**Depends on:** T2
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'neg',
  `### T1: Store
**Dependencies:** None

### T2: Query
**Dependencies:** none (independent of T1)

### T3: Show
**Dependencies:** T2. No dependency on T1.
`,
  {T1: '', T2: '', T3: 'T2'},
)

lookalike(
  'story',
  `## Epic 1

### Story 1.1: Login
As a user...

**Prerequisites:** None

### Story 1.2: Logout
**Prerequisites:** Story 1.1

### Story 1.10: Reset
**Prerequisites:** Story 1.1, Story 1.2
`,
  {'1.1': '', '1.2': '1.1', '1.10': '1.1 1.2'},
)

lookalike(
  'heading deps list',
  `### Task 1: Store

#### Dependencies
- None

### Task 2: Query

#### Dependencies
- Task 1 (store)

### Task 3: Show

#### Dependencies
- Task 1
- Task 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'dep list sub bullets',
  `### T1: Store
**Dependencies:**
- None

### T2: Query
**Dependencies:**
- T1: Store must be there

### T3: Show
**Dependencies:**
- T1 (Store)
- T2 (Query)
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'all previous',
  `### Task 1: A
**Dependencies:** None

### Task 2: B
**Dependencies:** Task 1

### Task 3: C
**Dependencies:** All previous tasks
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'range to',
  `### T1: A

### T2: B

### T3: C

### T4: D
**Depends on:** T1–T3

### T5: E
**Depends on:** T1 through T4
`,
  {T1: '', T2: '', T3: '', T4: 'T1 T2 T3', T5: 'T1 T2 T3 T4'},
)

lookalike(
  'phase dep',
  `## Phase 1: Setup

### T1: A
**Depends on:** None

### T2: B
**Depends on:** None

## Phase 2: Core

### T3: C
**Depends on:** Phase 1

### T4: D
**Depends on:** All Phase 1 tasks, T3
`,
  {T1: '', T2: '', T3: 'T1 T2', T4: 'T1 T2 T3'},
)

lookalike(
  'prereq header not dep',
  `# Plan

**Prerequisites:** plan.md, spec.md

### T1: A

### T2: B
**Requires:** T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'fenced example',
  `# Plan

Example:

\`\`\`markdown
### T9: Not a task
**Depends on:** T1
\`\`\`

### T1: A

### T2: B
**Depends on:** T1
`,
  {T1: '', T2: 'T1'},
)

lookalike(
  'numbered headings',
  `# Plan

## Tasks

### 1. Store

**Depends on:** nothing

### 2. Query

**Depends on:** 1

### 3. Show

**Depends on:** 1, 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'numbered list',
  `## Tasks

1. **Store** - make it
   - Dependencies: none
2. **Query** - ask it
   - Dependencies: 1
3. **Show** - see it
   - Dependencies: 1, 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'ids letters',
  `### A1: One
**Depends on:** —

### B1: Two
**Depends on:** A1

### B2: Three
**Depends on:** A1, B1
`,
  {A1: '', B1: 'A1', B2: 'A1 B1'},
)

lookalike(
  'suffix ids',
  `### T51: One

### T51b: Two
**Depends on:** T51

### T52: Three
**Depends on:** T51-T51b
`,
  {T51: '', T51b: 'T51', T52: 'T51 T51b'},
)

lookalike(
  'slug',
  `### Task 1: Store (\`task-store\`)
**Dependencies:** None

### Task 2: Query (\`task-query\`)
**Dependencies:** \`task-store\`
`,
  {'task-store': '', 'task-query': 'task-store'},
)
