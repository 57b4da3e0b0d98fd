// What a document says of the order of its tasks outside of them.

import {lookalike} from './lookalike.ts'

lookalike(
  'sk exec order 1',
  `# Tasks

## Phase 1: Setup

- [ ] T001 Do thing 1 in \`src/f1.ts\` <!-- R1 -->
- [ ] T002 Do thing 2 in \`src/f2.ts\` <!-- R2 -->
- [ ] T003 Do thing 3 in \`src/f3.ts\` <!-- R3 -->
- [ ] T004 Do thing 4 in \`src/f4.ts\` <!-- R4 -->
- [ ] T005 Do thing 5 in \`src/f5.ts\` <!-- R5 -->
- [ ] T006 Do thing 6 in \`src/f6.ts\` <!-- R6 -->

## Execution Order

- T001 blocks T002 (the runner uses \`RunCmdContext\`)
- T002 blocks T003, T004
- T005 is independent of T001–T004
- T006 needs T003; T004 needs T003

## Acceptance

### Functional

- [x] A-001 R1: T001 returns true
- [x] A-002 R2: blocks nothing T002
`,
  {T001: '', T002: 'T001', T003: 'T002', T004: 'T002 T003', T005: '', T006: 'T003'},
)

lookalike(
  'sk all other',
  `# Tasks

## Phase 1: Setup

- [ ] T001 Do thing 1 in \`src/f1.ts\` <!-- R1 -->
- [ ] T002 Do thing 2 in \`src/f2.ts\` <!-- R2 -->
- [ ] T003 Do thing 3 in \`src/f3.ts\` <!-- R3 -->
- [ ] T004 Do thing 4 in \`src/f4.ts\` <!-- R4 -->

## Dependencies
- T001 blocks all other tasks
- T002, T003 block T004
`,
  {T001: '', T002: 'T001', T003: 'T001', T004: 'T001 T002 T003'},
)

lookalike(
  'sk blocks list with reasons',
  `# Tasks

## Phase 1: Setup

- [ ] T001 Do thing 1 in \`src/f1.ts\` <!-- R1 -->
- [ ] T002 Do thing 2 in \`src/f2.ts\` <!-- R2 -->
- [ ] T003 Do thing 3 in \`src/f3.ts\` <!-- R3 -->
- [ ] T004 Do thing 4 in \`src/f4.ts\` <!-- R4 -->
- [ ] T005 Do thing 5 in \`src/f5.ts\` <!-- R5 -->

## Dependencies

- T001 blocks T002 (max attempts), T004 (timeout), T003.
- T005 after T004.
`,
  {T001: '', T002: 'T001', T003: 'T001', T004: 'T001', T005: 'T004'},
)

lookalike(
  'sk semis',
  `# Tasks

## Phase 1: Setup

- [ ] T001 Do thing 1 in \`src/f1.ts\` <!-- R1 -->
- [ ] T002 Do thing 2 in \`src/f2.ts\` <!-- R2 -->
- [ ] T003 Do thing 3 in \`src/f3.ts\` <!-- R3 -->
- [ ] T004 Do thing 4 in \`src/f4.ts\` <!-- R4 -->
- [ ] T005 Do thing 5 in \`src/f5.ts\` <!-- R5 -->

## Execution Order

- T001 blocks T002 (rig is the oracle); T002 blocks T003 (finding before fix)
- T004 and T005 are independent of each other and may start once T002 names the mechanism
`,
  {T001: '', T002: 'T001', T003: 'T002', T004: 'T002', T005: 'T002'},
)

lookalike(
  'sk slash range',
  `# Tasks

## Phase 1: Setup

- [ ] T001 Do thing 1 in \`src/f1.ts\` <!-- R1 -->
- [ ] T002 Do thing 2 in \`src/f2.ts\` <!-- R2 -->
- [ ] T003 Do thing 3 in \`src/f3.ts\` <!-- R3 -->
- [ ] T004 Do thing 4 in \`src/f4.ts\` <!-- R4 -->
- [ ] T005 Do thing 5 in \`src/f5.ts\` <!-- R5 -->
- [ ] T006 Do thing 6 in \`src/f6.ts\` <!-- R6 -->

## Execution Order

- T003–T004 depend on T001/T002 settling the names; [P] within the pair
- T005–T006 run after the rename (T001–T004)
`,
  {
    T001: '',
    T002: '',
    T003: 'T001 T002',
    T004: 'T001 T002',
    T005: 'T001 T002 T003 T004',
    T006: 'T001 T002 T003 T004',
  },
)

lookalike(
  'sk Depends cap period',
  `## Phase 1

- [X] T001 A in \`x.py\` calling only when (FR-008 byte-identical); keep pure. (Depends on T002.)
- [X] T002 B (makes T001 pass).
- [ ] T003 C (depends on T001, T002; BLOCKS all later phases)
- [ ] T004 D (can run in parallel with T002 — different file)
- [ ] T005 E using f() from T003 (depends on T003)
`,
  {T001: 'T002', T002: '', T003: 'T001 T002', T004: '', T005: 'T003'},
)

lookalike(
  'sk note para',
  `## Phase 1: A

- [ ] T001 A
- [ ] T002 B

## Phase 2: User Story 2 (Priority: P2)

**Goal**: x

**Note**: Depends on the map from US1 (T001) and \`b.ts\` (T002).

- [ ] T003 [US2] C (depends on T002)
`,
  {T001: '', T002: '', T003: 'T002'},
)

lookalike(
  'sk wrap dep',
  `## Phase 1

- [X] T001 [US1] Implement \`x()\` and extend
  \`configure(level=..., *, f=S)\` in
  \`a/b.py\` to make it pass
- [X] T002 [US1] Do
  more (depends on T001)
`,
  {T001: '', T002: 'T001'},
)

lookalike(
  'tree with phases',
  `# Plan

## Phase 1

### 1.1 Init
- **Deliverables**: a
- **Success Criteria**: b

### 1.2 Config
- **Deliverables**: a
- **Success Criteria**: b

### 2.1 Service
- **Deliverables**: a
- **Success Criteria**: b

### 2.2 API
- **Deliverables**: a
- **Success Criteria**: b

## Implementation Sequence & Dependencies

\`\`\`
Phase 1: Base
├─ 1.1 Init
└─ 1.2 Config (depends on 1.1)

Phase 2: API
├─ 2.1 Service (depends on 1.1, 1.2)
└─ 2.2 API (depends on 2.1)
\`\`\`
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2', '2.2': '2.1'},
)

lookalike(
  'field table complete',
  `#### Task 1.1: A

| Field | Value |
|-------|-------|
| **Builder** | x |
| **Execution** | Parallel |
| **Dependencies** | None |
| **FRS Refs** | FR-007–FR-012 |

**Scope**:
- foo

#### Task 1.2: B

| Field | Value |
|-------|-------|
| **Execution** | Sequential (depends on 1.1) |
| **Dependencies** | Task 1.1 complete |
| **FRS Refs** | FR-013 |
`,
  {'1.1': '', '1.2': '1.1'},
)

lookalike(
  'kiro with Task headings',
  `# Implementation Plan

## Task 1: Interface (sequential)
- [ ] 1. Interface
- [ ] 1.1 Types
  - Done when: ok
  - _Requirements: 1.1_
- [ ] 1.2 Plugin
  - _Requirements: 1.3, 2.1, 3.1–3.6_
  - _Depends: 1.1_

---

## Task 2: Server (each step depends on the prior)
- [ ] 2. Server
- [ ] 2.1 Clauses
  - _Requirements: 2.1_
  - _Depends: 1.1, 1.2_
`,
  {'1': '', '2': '', '1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'kiro phases em dash',
  `# Tasks

## Phase 0 — Prep

- [x] 0.1 RED tests
  - _Requirements: 1.1–1.4, 1.6–1.8_
  - _Boundary: \`pkg/x\` tests_

## Phase 1 — Core

- [x] 1.1 RED
  - _Requirements: 1.5_
  - _Depends: 0.1_
  - _Validation: \`go test -count=1 ./x -run R\`_
- [x] 1.2 GREEN
  - _Depends: 0.1, 1.1_
`,
  {'0.1': '', '1.1': '0.1', '1.2': '0.1 1.1'},
)

lookalike(
  'kiro ko P end',
  `# 구현 계획

- [ ] 1. 기반
- [ ] 1.1 타입 구현 (P)
  - _Requirements: 1.1_
  - _Boundary: A_
- [ ] 1.2 API 구현
  - _Requirements: 1.2_
  - _Depends: 1.1_
- [ ] 2. 화면
- [ ] 2.1 폼 (P)
  - _Depends: 1.2_
`,
  {'1': '', '2': '', '1.1': '', '1.2': '1.1', '2.1': '1.2'},
)

lookalike(
  'kiro rules',
  `# Plan

- [x] 1. 読込み
- [x] 1.1 データ
  - _Requirements: 2.1_

---

- [x] 2. リンク
- [x] 2.1 項目
  - _Requirements: 3.1_

- [ ] 3. 一覧
  - _Depends: 1.1, 2.1_
`,
  {'1': '', '2': '', '3': '1.1 2.1', '1.1': '', '2.1': ''},
)

lookalike(
  'suggested order list',
  `# Phase 1

### 1.1 Config
**Files:** \`a\`

### 1.2 Setup
**Files:** \`b\`

### Suggested implementation order

1. **1.1** — Config (foundation)
2. **1.2** — Setup (depends on 1.1)
`,
  {'1.1': '', '1.2': '1.1'},
)
