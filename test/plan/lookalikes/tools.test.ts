// The plans of agents and of tools that keep tasks: records, tables, charts, issues.

import {lookalike} from './lookalike.ts'

lookalike(
  'superpowers',
  `# Feature Implementation Plan

> **For agentic workers:** use skill

**Goal:** x

---

### Task 1: Store

**Files:**
- Create: \`src/a.ts\`
- Test: \`test/a.test.ts\`

- [ ] **Step 1: Write the failing test**

\`\`\`ts
test()
\`\`\`

- [ ] **Step 2: Run it**

Run: \`npm test\`

### Task 2: Query

**Files:**
- Modify: \`src/a.ts:12-30\`

- [ ] **Step 1: Write**
`,
  {'1': '', '2': ''},
  'plan.md',
)

lookalike(
  'superpowers chunks',
  `# X Implementation Plan

## Chunk 1: Base

### Task 1: Store

- [ ] **Step 1: Do**

## Chunk 2: More

### Task 2: Query

**Depends on:** Task 1

- [ ] **Step 1: Do**

### Task 3: Show

**Depends on:** Tasks 1, 2

- [ ] **Step 1: Do**
`,
  {'1': '', '2': '1', '3': '1 2'},
  'plan.md',
)

lookalike(
  'ralphex',
  `# Plan: X

## Overview
foo

## Validation Commands
- \`npm test\`
- \`npm run lint\`

### Task 1: Store
- [ ] make it
- [ ] test it

### Task 2: Query
- [x] make it
- [x] test it
`,
  {'1': '', '2': ''},
  'plan.md',
)

lookalike(
  'bmad',
  `# Epics

## Epic 1: Base

### Story 1.1: Setup

As a dev,
I want x,
So that y.

**Acceptance Criteria:**

1. Foo
2. Bar

**Prerequisites:** None

### Story 1.2: Login

As a user...

**Acceptance Criteria:**

**Given** x
**When** y

**Prerequisites:** Story 1.1

## Epic 2: More

### Story 2.1: Pay

**Prerequisites:** Story 1.2 (login), Story 1.1
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.2 1.1'},
  'epics.md',
)

lookalike(
  'bmad no prereq',
  `# Epics

## Epic 1: Base

### Story 1.1: Setup

As a dev, I want x.

**Acceptance Criteria:**

**Given** a

### Story 1.2: Login

As a user, I want y.
`,
  {'1.1': '', '1.2': ''},
  'epics.md',
)

lookalike(
  'gsd xml',
  `---
phase: 03-nets
plan: 02
type: execute
wave: 2
depends_on: ["03-01"]
files_modified: [a.ts]
autonomous: true
---

<objective>x</objective>

<tasks>

<task type="auto">
  <name>Task 1: Store</name>
  <files>a.ts</files>
  <action>Do</action>
  <verify>npm test</verify>
  <done>Works</done>
</task>

<task type="checkpoint:human-verify" gate="blocking">
  <what-built>x</what-built>
  <how-to-verify>y</how-to-verify>
</task>

<task type="auto">
  <name>Task 2: Query</name>
  <files>b.ts</files>
  <action>Do</action>
</task>

</tasks>
`,
  {'1': '', '2': ''},
  '03-02-PLAN.md',
)

lookalike(
  'opencode',
  `# Plan

## Phase 1: Base [COMPLETED]

- [x] 1.1 Store
- [x] 1.2 Query

## Phase 2: UI [IN PROGRESS]

- [ ] **2.1 Form** ← CURRENT
- [ ] 2.2 Page
`,
  {'1.1': '', '1.2': '', '2.1': '', '2.2': ''},
  'plan.md',
)

lookalike(
  'tm',
  `{
  "master": {
    "tasks": [
      {
        "id": 1,
        "title": "A",
        "status": "done",
        "dependencies": [],
        "subtasks": [
          {
            "id": 1,
            "title": "a",
            "dependencies": []
          },
          {
            "id": 2,
            "title": "b",
            "dependencies": [
              1
            ]
          }
        ]
      },
      {
        "id": 2,
        "title": "B",
        "dependencies": [
          1
        ],
        "subtasks": [
          {
            "id": 1,
            "title": "c",
            "dependencies": [
              "1.2"
            ]
          }
        ]
      }
    ],
    "metadata": {}
  }
}`,
  {'1': '', '2': '1', '1.1': '', '1.2': '1.1', '2.1': '1.2'},
  'tasks.json',
)

lookalike(
  'tm string ids',
  `{
  "master": {
    "tasks": [
      {
        "id": "1",
        "title": "A",
        "dependencies": []
      },
      {
        "id": "2",
        "title": "B",
        "dependencies": [
          "1"
        ]
      }
    ],
    "metadata": {}
  }
}`,
  {'1': '', '2': '1'},
  'tasks.json',
)

lookalike(
  'tm bare list',
  `[{"id":1,"title":"A","description":"x","status":"pending","dependencies":[]},{"id":2,"title":"B","description":"x","status":"pending","dependencies":[1]}]`,
  {'1': '', '2': '1'},
  'tasks.json',
)

lookalike(
  'tm two tags',
  `{"master":{"tasks":[{"id":1,"title":"A","dependencies":[]}]},"feature":{"tasks":[{"id":1,"title":"B","dependencies":[]},{"id":2,"title":"C","dependencies":[1]}]}}`,
  {'1': '', 'feature/1': '', 'feature/2': 'feature/1'},
  'tasks.json',
)

lookalike(
  'backlog',
  `---
id: task-12
title: Do it
status: To Do
assignee: []
created_date: '2025-01-01'
labels: []
dependencies:
  - task-10
  - task-11
parent_task_id: task-9
---

## Description

foo

## Acceptance Criteria
<!-- AC:BEGIN -->
- [ ] #1 a
- [ ] #2 b
<!-- AC:END -->
`,
  {'task-12': 'task-10 task-11'},
  'task-12.md',
)

lookalike(
  'backlog flow',
  `---
id: GF-7
title: "Do: it"
status: Done
dependencies: [GF-1, "GF-2"]
---
body
`,
  {'GF-7': 'GF-1 GF-2'},
  'gf-7.md',
)

lookalike(
  'backlog 2',
  {
    'a.md': `---
id: TASK-1
title: A
status: Done
dependencies: []
---
`,
    'b.md': `---
id: TASK-2
title: B
status: To Do
dependencies: [TASK-1]
---
`,
  },
  {'TASK-1': '', 'TASK-2': 'TASK-1'},
)

lookalike(
  'beads',
  `{"id":"bd-1","title":"Epic","status":"open","priority":1,"issue_type":"epic"}
{"id":"bd-2","title":"A","status":"closed","priority":1,"issue_type":"task","dependencies":[{"issue_id":"bd-2","depends_on_id":"bd-1","type":"parent-child"}]}
{"id":"bd-3","title":"B","status":"open","priority":2,"issue_type":"task","dependencies":[{"issue_id":"bd-3","depends_on_id":"bd-2","type":"blocks"},{"issue_id":"bd-3","depends_on_id":"bd-1","type":"related"}]}
`,
  {'bd-1': '', 'bd-2': '', 'bd-3': 'bd-2'},
  'issues.jsonl',
)

lookalike(
  'mermaid labels',
  `# Plan

\`\`\`mermaid
graph TD
  T1[T1: Store] --> T2[T2: Query]
  T1 --> T3[T3: Show]
  T2 & T3 --> T4[T4: Ship]
\`\`\`
`,
  {T1: '', T2: 'T1', T3: 'T1', T4: 'T2 T3'},
)

lookalike(
  'gantt',
  `# Plan

\`\`\`mermaid
gantt
    title X
    dateFormat YYYY-MM-DD
    section A
    Store (T1) :done, t1, 2025-01-01, 3d
    Query (T2) :t2, after t1, 2d
    Show (T3) :crit, t3, after t1 t2, 2d
\`\`\`
`,
  {T1: '', T2: 'T1', T3: 'T1 T2'},
)

lookalike(
  'issues',
  `# Issues

- #10: Store
- #11 (blocked by #10): Query
- #12 (blocked by #10, #11): Show
`,
  {'10': '', '11': '10', '12': '10 11'},
)

lookalike(
  'issues2',
  `# Issues

## #10 Store
Blocked by: none

## #11 Query
Blocked by: #10

## #12 Show
Blocked by: #10, #11
`,
  {'10': '', '11': '10', '12': '10 11'},
)

lookalike(
  'table notes',
  `| ID | Task | Status | Notes |
|---|---|---|---|
| BR-001 | Store | ✅ | |
| BR-002 | Query | ❌ | depends on BR-001 |
| BR-003 | Show | ❌ | blocked by BR-001, BR-002 |
`,
  {'BR-001': '', 'BR-002': 'BR-001', 'BR-003': 'BR-001 BR-002'},
)

lookalike(
  'table plus',
  `| Unit | Depends | What |
|---|---|---|
| TS-001 | none | a |
| BR-001 | TS-001 | b |
| BR-002 | TS-001 + BR-001 | c |
`,
  {'TS-001': '', 'BR-001': 'TS-001', 'BR-002': 'TS-001 BR-001'},
)

lookalike(
  'table arrows',
  `| # | Task | Depends on |
|---|---|---|
| T22 | a | - |
| T23 | b | → T22 (why) |
| T24 | c | → T22, → T23 (all) |
`,
  {T22: '', T23: 'T22', T24: 'T22 T23'},
)

lookalike(
  'several tables',
  `## Phase 1

| Task | Description | Depends on |
|---|---|---|
| 1.1 | a | - |
| 1.2 | b | 1.1 |

## Phase 2

| Task | Description | Depends on |
|---|---|---|
| 2.1 | c | 1.1, 1.2 |
| 2.2 | d | 2.1 |
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2', '2.2': '2.1'},
)

lookalike(
  'waves',
  `# Plan

### T1: A
**Files:** a

### T2: B
**Files:** b

### T3: C
**Files:** c

## Execution Waves

- Wave 1: T1, T2 (parallel)
- Wave 2: T3 (after Wave 1)
`,
  {T1: '', T2: '', T3: ''},
)

lookalike(
  'dep graph tree',
  `# Plan

### T1: A

### T2: B

### T3: C

## Dependency Graph

\`\`\`
T1 ──► T2 ──► T3
\`\`\`
`,
  {T1: '', T2: 'T1', T3: 'T2'},
)

lookalike(
  'dep graph list',
  `# Plan

### Task 1: A
foo

### Task 2: B
foo

### Task 3: C
foo

## Dependencies

- Task 2 depends on Task 1
- Task 3 depends on Task 1 and Task 2
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'json generic',
  `{"tasks":[{"id":"T1","title":"A","depends_on":[]},{"id":"T2","title":"B","depends_on":["T1"]}]}`,
  {T1: '', T2: 'T1'},
  'plan.json',
)
