import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {canonicalPlan} from '../../src/plan/canonical.ts'
import type {PlanDocument} from '../../src/plan/format.ts'
import {readPlan} from '../../src/plan/read.ts'

const canonicalOf = (...documents: PlanDocument[]) => {
  const read = readPlan(documents)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const {graph, statuses} = compile(read.value)
  return canonicalPlan(graph, statuses)
}

const formatted = (text: string): string => canonicalOf({file: 'plan.md', text}).text

test('a plan of Kiro becomes a breakdown that says in fields what Kiro means', () => {
  const text = `# Implementation Plan

- [x] 1. Hull
  - [x] 1.1 Caulk the seams
    - Use oakum.

      And pitch.
    - _Requirements: 1.1_
  - [ ]* 1.2 Paint (P)
`
  expect(canonicalOf({file: 'tasks.md', text})).toEqual({
    lost: [],
    text: `# Implementation Plan

### Task 1: Hull

**Priority:** MEDIUM
**Status:** done
**Dependencies:** \`1.1\`

### Task 1.1: Caulk the seams

**Priority:** MEDIUM
**Status:** done
**Part of:** \`1\`
**Dependencies:** None

**Description:**

- Use oakum.

  And pitch.
- _Requirements: 1.1_

### Task 1.2: Paint

**Priority:** MEDIUM
**Status:** pending
**Part of:** \`1\`
**Optional:** yes
**Dependencies:** \`1.1\`

**Description:**

1.2 Paint (P)
`,
  })
})

test('fields of every spelling become those of the canonical form; what they say beyond it stays', () => {
  const text = `# Boote

GROUP A (Day 1, max 2): T1
GROUP B (Day 2): T2 (depends on GROUP A)

#### T1: Rumpf 🔴 ✅

**Aufwand:** 1.5h
**Agent:** shipwright (oak)

Eiche, keine Buche.

**Neue Dateien:**
- \`src/hull.ts\` (the seams)
- \`src/mast.ts\`

##### Notes

Mind the tide.

#### T2: Segel

**Abhängigkeiten:** T1 (der Rumpf)
**Priority:** High

**Validation:**

\`\`\`sh
# The wind
node wind.js

# It should fail
node calm.js
\`\`\`

**src/sail.ts**

\`\`\`ts
export const sail = 1
\`\`\`

**Files to Modify:** \`src/sail.ts\`
`
  expect(formatted(text)).toBe(`# Boote

- Group "GROUP A" (day 1, parallelism 2): T1
- Group "GROUP B" (day 2, after "GROUP A"): T2

### T1: Rumpf 🔴

**Priority:** MEDIUM
**Effort:** 1.5 hours
**Agent:** shipwright (oak)
**Status:** done
**Dependencies:** None

**Files:**
- \`src/hull.ts\` (the seams)
- \`src/mast.ts\`

**Description:**

Eiche, keine Buche.

##### Notes

Mind the tide.

### T2: Segel

**Priority:** HIGH
**Dependencies:** T1

**Files to Modify:**
- \`src/sail.ts\`

**Validation:**

\`\`\`sh
# The wind
node wind.js

# It should fail
node calm.js
\`\`\`

**File contents:**

**\`src/sail.ts\`**

\`\`\`ts
export const sail = 1
\`\`\`

**Description:**

**Abhängigkeiten:** T1 (der Rumpf)

**src/sail.ts**

\`\`\`ts
export const sail = 1
\`\`\`
`)
})

test('a title that reads as more than one stands in a field', () => {
  const text = '{"tasks": [{"id": 1, "title": "Paint (2 hours)", "dependencies": []}]}'
  expect(formatted(text)).toBe(`### Task 1

**Title:** Paint (2 hours)

**Priority:** MEDIUM
**Dependencies:** None
`)
})

test('several documents become one', () => {
  const one = {file: 'a.md', text: '# Hull\n\n- [ ] T1: Caulk\n'}
  const two = {file: 'b.md', text: '# Mast\n\n- [ ] T2: Plane (depends on T1)\n'}
  expect(canonicalOf(one, two).text).toBe(`# Hull

### T1: Caulk

**Priority:** MEDIUM
**Status:** pending
**Dependencies:** None

### T2: Plane

**Priority:** MEDIUM
**Status:** pending
**Dependencies:** T1

**Description:**

T2: Plane (depends on T1)
`)
})

test('what no breakdown can say is named', () => {
  const text = `dispatcher:
  phase: Boats
execution:
  startDate: today
tasks:
  - taskId: T1
    title: Caulk
    validation:
      - {type: file_exists, paths: [a.txt]}
    outputs:
      - {path: a.txt, type: prose}
`
  expect(canonicalOf({file: 'plan.yaml', text}).lost).toEqual([
    'the settings',
    'the outputs of T1',
    'the gates of T1',
  ])
})
