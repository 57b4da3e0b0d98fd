import {expect, test} from 'vitest'
import {PLAN, rig} from './rig.ts'

const KIRO = `# Ropes

- [x] 1. Splice
  - _Requirements: 1_
- [ ] 2. Coil
  - _Requirements: 2_
`

const CANONICAL = `# Ropes

### Task 1: Splice

**Priority:** MEDIUM
**Status:** done
**Dependencies:** None

**Description:**

- _Requirements: 1_

### Task 2: Coil

**Priority:** MEDIUM
**Status:** pending
**Dependencies:** \`1\`

**Description:**

- _Requirements: 2_
`

test('fmt prints any plan as a breakdown, which is its own canonical form', async () => {
  const {write, read, run} = rig()
  write('tasks.md', KIRO)
  expect(await run(['fmt', 'tasks.md'])).toEqual({code: 0, out: CANONICAL, err: ''})
  expect(read('tasks.md')).toBe(KIRO)
  write('ropes.md', CANONICAL)
  expect((await run(['fmt', 'ropes.md'])).out).toBe(CANONICAL)
})

test('--check tells by its exit code whether a document has the form, and writes nothing', async () => {
  const {write, read, run} = rig()
  write('tasks.md', KIRO)
  write('ropes.md', CANONICAL)
  expect(await run(['fmt', '--check', 'ropes.md'])).toEqual({code: 0, out: '', err: ''})
  expect(await run(['fmt', '--check', '--output', 'tasks.md', 'tasks.md'])).toEqual({
    code: 2,
    out: '',
    err: 'agent-spawn: tasks.md is not in canonical form.\n',
  })
  expect(read('tasks.md')).toBe(KIRO)
})

test('--output writes a new file or the document itself, and nothing else', async () => {
  const {write, read, run} = rig()
  write('tasks.md', KIRO)
  expect(await run(['fmt', 'tasks.md', '--output', 'ropes.md'])).toEqual({code: 0, out: '', err: ''})
  expect(read('ropes.md')).toBe(CANONICAL)
  const before = read(PLAN)
  expect(await run(['fmt', 'tasks.md', '--output', PLAN])).toEqual({
    code: 2,
    out: '',
    err: `agent-spawn: ${PLAN} exists, and is not the document. Remove it, or name another file.\n`,
  })
  expect(read(PLAN)).toBe(before)
  expect((await run(['fmt', 'tasks.md', '--output', 'tasks.md'])).code).toBe(0)
  expect(read('tasks.md')).toBe(CANONICAL)
})

test('what a breakdown cannot say is told, and such a document is not replaced', async () => {
  const {write, read, run} = rig()
  const text =
    'tasks:\n  - taskId: T1\n    title: Coil\n    validation:\n      - {type: file_exists, paths: [a]}\n'
  write('plan.yaml', text)
  const printed = await run(['fmt', 'plan.yaml'])
  expect(printed.err).toBe('agent-spawn: the canonical form does not say the gates of T1.\n')
  expect(printed.out).toContain('### T1: Coil')
  expect(await run(['fmt', 'plan.yaml', '--output', 'plan.yaml'])).toMatchObject({
    code: 2,
    err: 'agent-spawn: plan.yaml is left as it is, because its canonical form does not say the gates of T1. Name another file.\n',
  })
  expect(read('plan.yaml')).toBe(text)
})

test('a plan with errors has no canonical form', async () => {
  const {write, run} = rig()
  write('tasks.md', '### T1: Coil\n\n**Dependencies:** T9\n')
  const {code, out, err} = await run(['fmt', 'tasks.md'])
  expect({code, out}).toEqual({code: 2, out: ''})
  expect(err).toContain('T1 depends on T9, which is not a task of this plan')
})
