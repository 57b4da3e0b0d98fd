// Habits met in the wild: ids of a phase, points under bold lines, tables of work, wildcards.

import {lookalike} from './lookalike.ts'

lookalike(
  'TAREA P1-C',
  `#### TAREA P1-A: Base
**Duración estimada:** 4-6 horas
**Dependencias:** Ninguna

#### TAREA P1-B: Servidor
**Dependencias:** TAREA P1-A

#### TAREA P1-C: API
**Dependencias:** TAREA P1-A, TAREA P1-B
`,
  {'P1-A': '', 'P1-B': 'P1-A', 'P1-C': 'P1-A P1-B'},
)

lookalike(
  'Tarea #3',
  `### Tarea #1: Base
**Dependencias:** Ninguna.

### Tarea #2: Cliente
**Estado:** No iniciado (esperando T#1).
**Dependencias:** Tarea #1 debe estar completada.

### Tarea #3 — Cierre — ✅ COMPLETA
**Dependencias:** Tarea #1, Tarea #2.
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'Tarea F1.4',
  `#### Tarea F0.1: Base

Texto.

**Dependencias:** Ninguna.

#### Tarea F1.4: Estado

**Dependencias:** Tarea F0.1 (almacén elegido).
`,
  {'F0.1': '', 'F1.4': 'F0.1'},
)

lookalike(
  'escaped brackets list',
  `## Tareas

*   **\\[Tarea 1.1\\] Base**

    *   **Descripción:** x

    *   **Dependencias:** Ninguna.

*   **\\[Tarea 1.2\\] Más**

    *   **Descripción:** y

    *   **Dependencias:** Tarea 1.1.
`,
  {'1.1': '', '1.2': '1.1'},
)

lookalike(
  'bold Task T002',
  `## Work

**Task T001: Base** (Alpha)
- Model: x
- Dependencies: none
- Estimated: 90 minutes

**Task T002: Pages** (Alpha)
- Model: x
- Dependencies: T001 completion
- Estimated: 90-120 minutes

**Task T003: Forms** (Beta)
- Dependencies: T001 completion
`,
  {T001: '', T002: 'T001', T003: 'T001'},
)

lookalike(
  'zh middle dot',
  `### 任务 1 · 结果类型

**影响文件**
- 新增 \`src/A.java\`

**依赖**: 无

### 任务 2 · 黑名单

**依赖**: 任务 1（结果）
`,
  {'1': '', '2': '1'},
)

lookalike(
  'zh nospace star',
  `# 计划

## [x] 任务1：甲

* **优先级**: P0

* **依赖**: None

* **描述**: foo

## [x] 任务2：乙

* **优先级**: P0

* **依赖**: 任务1

## \\[x] 任务3：丙

* **依赖**: 任务1、任务2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'zh 完成',
  `### 任务 1: 甲
**依赖**: 无

### 任务 2: 乙
**依赖**: 任务 1 完成
`,
  {'1': '', '2': '1'},
)

lookalike(
  'H1 es',
  `# Tarea 04 — B1+B2: Parser

**Archivo a crear:** \`a/b.py\`
**Tiempo estimado:** 20 minutos
**Dependencias:** Tarea 02 implementada (\`m.py\` existe)

---

## Problema

foo

## Crear \`a/b.py\`

bar
`,
  {'04': '02'},
)

lookalike(
  '3.x wildcard',
  `### Task 1.1: A
**Blocks:** Tasks 2.x

### Task 2.1: B
**Effort:** S

### Task 2.2: C
**Blocked by:** Task 1.1

### Task 3.1: D
**Blocked by:** Tasks 2.x
`,
  {'1.1': '', '2.1': '1.1', '2.2': '1.1', '3.1': '2.1 2.2'},
)

lookalike(
  'Tasks 5-9',
  `## TASK 5: A
**Status:** x

## TASK 6: B
**Status:** x

## TASK 7: C
**Blocked By:** Tasks 5-6 (core)
**Estimated Effort:** 40-60 hours
`,
  {'5': '', '6': '', '7': '5 6'},
)

lookalike(
  'one file blocked by',
  `# TASK-015: Registry

**Epic:** Ops  
**Estimate:** 5 days  
**Blocked by:** TASK-005  
**Blocks:** None

---

## Story

foo
`,
  {'TASK-015': 'TASK-005'},
)

lookalike(
  'bottom deps',
  `# Task 3: Items

## Goal
foo

## Dependencies

- **Blocked by:** Task 001 (script)
- **Blocks:** Task 005 (review)
`,
  {'3': '001'},
)

lookalike(
  'queue table',
  `## Queue

| ID | Assignment | Depends on | Status |
|---|---|---|---|
| 22 | [Runner](../a/22.md) | 21 | DONE |
| 23 | [Recovery](../a/23.md) | 22 | DONE |
| 24 | [Boundary](../a/24.md) | 22, 23 | TODO |
`,
  {'22': '21', '23': '22', '24': '22 23'},
)

lookalike(
  'phase table',
  `## Phase Overview

| # | Phase | Depends on | Status |
|---|---|---|---|
| 01 | icons | - | ✅ Done |
| 02 | camera | 01 | ✅ Done |
| 03 | registry | 01 | TODO |
| 04 | pins | 02, 03 | TODO |
`,
  {'01': '', '02': '01', '03': '01', '04': '02 03'},
)

lookalike(
  'node table',
  `| Node | Owner | Deliverable | Depends on | Status |
| --- | --- | --- | --- | --- |
| HY-0 | Forge | x | — | DOC |
| HY-E | EP | y | HY-0 | PLANNED |
| HY-F | Forge | z | HY-E | PLANNED |
`,
  {'HY-0': '', 'HY-E': 'HY-0', 'HY-F': 'HY-E'},
)

lookalike(
  'wbs table',
  `| ID | Work item | Acceptance | Estimate | Owner | Depends on | Status |
|---|---|---|---:|---|---|---|
| P3-000 | Baseline | x | 6–10h | E | Preconditions | Not started |
| P3-001 | ADR | y | 4–6h | A | P3-000 | Not started |
| P3-010 | Model | z | 8h | E | P3-000, P3-001 | Not started |
`,
  {'P3-000': '', 'P3-001': 'P3-000', 'P3-010': 'P3-000 P3-001'},
)

lookalike(
  'checkbox bold em',
  `## Tasks

- [x] **T037 — Hub**
  - Doc references: §13
  - Dependencies: none
- [x] **T071 — Music, with a mute**
  - Doc references: §12
  - Dependencies: T037 (hub must exist)
`,
  {T037: '', T071: 'T037'},
)

lookalike(
  'tab fields',
  `## Phase P0

- [x] T001 [CY-001] [Test] \`a.cjs\` Foo.
	- Dependencies: none.
- [x] T001a [CY-001] Bar.
	- Dependencies: T001.
- [x] T002 [CY-001] Baz.
	- Dependencies: T001, T001a.
`,
  {T001: '', T001a: 'T001', T002: 'T001 T001a'},
)

lookalike(
  'T01.G6.03',
  `1. **T06.G6.01**: Group
   - Dependencies: none
2. **T06.G6.02**: Extract
   - Dependencies: T06.G6.01
`,
  {'T06.G6.01': '', 'T06.G6.02': 'T06.G6.01'},
)

lookalike(
  'scope bullets T01',
  `## Tasks

- [ ] T01: \`Define the model\` (status:todo)
  - Task ID: T01
  - Goal: x
  - Dependencies: none
- [ ] T02: \`Author\` (status:todo)
  - Task ID: T02
  - Dependencies: T01
`,
  {T01: '', T02: 'T01'},
)

lookalike(
  'priority plain fields',
  `### T003: DB
- Priority: P0
- Status: Todo
- Owner:
- Scope: x
- Acceptance Criteria:
  - [ ] a
- Dependencies: none

### T004: API
- Priority: P0
- Status: Todo
- Dependencies: T003 (database setup)
- Notes: T003 first
`,
  {T003: '', T004: 'T003'},
)
