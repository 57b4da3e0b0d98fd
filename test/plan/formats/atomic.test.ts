import {readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import type {Draft, DraftTask} from '../../../src/graph/draft.ts'
import {readPlan} from '../../../src/plan/read.ts'

const read = (text: string): Draft => {
  const draft = readPlan([{file: 'plan.md', text}], {format: 'atomic'})
  if (!draft.ok) throw new Error(draft.error.map(({message}) => message).join('\n'))
  return draft.value
}
const only = (text: string): DraftTask => {
  const [task, ...more] = read(text).tasks
  if (!task || more.length > 0) throw new Error(`expected one task, found ${more.length + 1}`)
  return task
}
const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')

test('S003-01: a whole document, every fact with its place', () => {
  const read = readPlan([{file: 'tide-tables.md', text: fixture('tide-tables.md')}])
  expect(read).toEqual({ok: true, value: JSON.parse(fixture('tide-tables.draft.json'))})
})

test('line ends, a byte order mark and tabs change nothing', () => {
  const text = fixture('tide-tables.md')
  const tabbed = text.replaceAll('  - ', '\t- ')
  expect(read(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(read(text))
  expect(read(tabbed).tasks.map(({id}) => id.value)).toEqual(read(text).tasks.map(({id}) => id.value))
})

test('S003-03: a short task is its heading and its points', () => {
  expect(only('### T5: Circuit Breaker (6 hours)\n- Closed, open, half-open\n\n---\n')).toEqual({
    id: {value: 'T5', location: {file: 'plan.md', line: 1, column: 5, endColumn: 7}, origin: 'heading'},
    titles: [
      {
        value: 'Circuit Breaker',
        location: {file: 'plan.md', line: 1, column: 9, endColumn: 24},
        origin: 'heading',
      },
    ],
    priorities: [],
    efforts: [{value: 6, location: {file: 'plan.md', line: 1, column: 26, endColumn: 33}, origin: 'heading'}],
    dependencies: [],
    blocks: [],
    inputs: [],
    outputs: [],
    gates: [],
    relatedDocs: [],
    instruction: '### T5: Circuit Breaker (6 hours)\n- Closed, open, half-open',
    source: {file: 'plan.md', line: 1, endLine: 2},
  })
})

test.each([
  ['### T5 Name (6 hours)', ['T5']],
  ['### T5 and T6 are alike', []],
  ['## 1. Dependencies', []],
  ['### UTF-8: encoding', []],
  ['### SEC-001: Keys\n**Priority:** High', ['SEC-001']],
  ['## 2. Part\n**Priority:** High', []],
  ['### Harbour\n**Task ID:** H', ['H']],
  ['### Task 1.2: Name', ['1.2']],
])('which heading is a task: %j', (text, ids) => {
  expect(read(`${text}\n# T99: one that is`).tasks.map(({id}) => id.value)).toEqual([...ids, 'T99'])
})

test('an id is a fact, never a path: compile rejects what will not do', () => {
  const draft = read('#### T1: Title\n\n**Task ID:** ../../x\n')
  expect(draft.tasks.map(({id}) => id)).toEqual([
    {value: '../../x', location: {file: 'plan.md', line: 3, column: 14, endColumn: 21}, origin: 'field'},
  ])
  expect(
    draft.diagnostics.map(({rule, message, related}) => [rule, message, related[0]?.location.line]),
  ).toEqual([
    [
      'id-drift',
      'the heading calls this task "T1", its Task ID field "../../x"; the field is taken: make them equal',
      1,
    ],
  ])
})

test('two headings with one id are two definitions', () => {
  expect(read('## T1: One\n## T1: Two\n').tasks.map(({id, titles}) => [id.value, titles[0]?.value])).toEqual([
    ['T1', 'One'],
    ['T1', 'Two'],
  ])
})

test('a task inside a task has its own facts, and stands in the instruction of both', () => {
  const [outer, inner] = read('## T1: Outer\n**Priority:** Low\n### T2: Inner\n**Priority:** High\n').tasks
  expect(outer?.priorities.map(({value}) => value)).toEqual(['LOW'])
  expect(inner?.priorities.map(({value}) => value)).toEqual(['HIGH'])
  expect(outer?.instruction).toContain('### T2: Inner')
})

test('headings inside a task are labels too', () => {
  const task = only(
    '## T1: Title\n\n### Validation Steps\n\n```bash\nmake test\n```\n\n### Dependencies\n\nT2, T3\n',
  )
  expect(task.gates.map(({name, steps}) => [name, steps.map(({command}) => command)])).toEqual([
    ['validation', ['make test']],
  ])
  expect(task.dependencies.map(({value}) => value.length)).toEqual([2])
})

test('prose behind a field is not the field', () => {
  const task = only(
    '## T1: Title\n**Dependencies:**\n\n- T2\n\n- T3\n\nT9 waits for it.\n\n**Inputs:** All of it\n\n- T8\n\n**Files:** these:\n\n- a.ts\n\n`b.ts`\n',
  )
  expect(task.dependencies[0]?.value.map(ref => ref.type === 'task' && ref.id)).toEqual(['T2', 'T3'])
  expect(task.inputs).toEqual([{text: 'All of it'}])
  expect(task.outputs.map(({path}) => path)).toEqual(['a.ts'])
})

test('several fields on one line, and fields in a quote', () => {
  const task = only('## T1: Title\n> **Priority:** High | **Effort:** 4h\n> **Depends on**: T2\n')
  expect([task.priorities[0]?.value, task.efforts[0]?.value, task.dependencies[0]?.value.length]).toEqual([
    'HIGH',
    4,
    1,
  ])
})

test('S003-13: only fences under a validation label are gates, and only in a shell', () => {
  const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`
  const task = only(
    `## T1: Title\n**Usage:**\n${fence('bash', 'not this')}**Validation Steps:**\n${fence('bash', 'a')}${fence('json', '{}')}${fence('sh', 'b')}${fence('', 'c')}**Notes:**\n${fence('bash', 'nor this')}`,
  )
  expect(task.gates.map(({name, shell, steps}) => [name, shell, steps.map(({command}) => command)])).toEqual([
    ['validation', 'bash', ['a']],
    ['validation-2', 'sh', ['b']],
    ['validation-3', undefined, ['c']],
  ])
})

test.each([
  ['**src/a.ts:**', 'x\n'],
  ['**a.ts (Zod validation):**', 'x\n'],
  ['**`a.ts`**:', 'x\n'],
  ['##### src/a.ts', 'x\n'],
  ['`a.ts`', 'x\n'],
  ['**a.ts modifications:**', undefined],
  ['**a.ts (example):**', undefined],
  ['**a.ts (excerpt):**', undefined],
  ['**Changes to a.ts:**', undefined],
  ['**other/a.ts:**', undefined],
  ['a.ts', undefined],
])('which label gives a file its text: %s', (label, text) => {
  const task = only(`## T1: Title\n**Files:** src/a.ts, b/c.ts, d/c.ts\n\n${label}\n\`\`\`ts\nx\n\`\`\`\n`)
  expect(task.outputs.map(output => output.text)).toEqual([text, undefined, undefined])
})

test.each([
  '// src/a.ts',
  '# src/a.ts',
  '-- a.ts',
  '/* src/a.ts */',
  '<!-- src/a.ts -->',
  '#!/bin/sh\n# src/a.ts',
])('a first line that is the path gives a file its text: %s', comment => {
  const task = only(
    `## T1: Title\n**Files:** src/a.ts\n\nSo:\n  ~~~\n  ${comment.replace('\n', '\n  ')}\n    x\n  ~~~\n`,
  )
  expect(task.outputs.map(output => output.text)).toEqual([`${comment}\n  x\n`])
})

test('a name that several outputs end with, or none, gives no text', () => {
  const task = only(
    '## T1: Title\n**Files:** a/x.ts, b/x.ts\n\n**x.ts:**\n```\n1\n```\n**c/y.ts:**\n```\n2\n```\n',
  )
  expect(task.outputs.map(({path, text}) => [path, text])).toEqual([
    ['a/x.ts', undefined],
    ['b/x.ts', undefined],
  ])
})

test('S003-04: several chains under a critical path are a schedule, and no claim', () => {
  const tasks = '## T1: One\n## T2: Two\n## T3: Three\n'
  expect(read(`${tasks}## Critical Path\nT1 → T2 → T3 (9 hours)\n`).claims.criticalPath?.value).toEqual([
    'T1',
    'T2',
    'T3',
  ])
  expect(read(`${tasks}## Critical Path\n- T1 -> T2\n- T2 -> T3\n`).claims).toEqual({taskCounts: []})
  expect(read(`${tasks}## Critical Path\nDay 1: T1 → T2\n`).claims).toEqual({taskCounts: []})
})

test.each([
  ['GROUP A: T1-T4', ['T1', 'T2', 'T4']],
  ['**Group 1** (Day 2): T1 and T10', ['T1', 'T10']],
  ['- Wave 3 (parallelism 2): T01', ['T01']],
  ['GROUP A: T1 is first', undefined],
  ['GROUP A: T1, then rest', undefined],
  ['Groups: T1, T2', undefined],
])('S003-05: a group line lists tasks and nothing else: %s', (line, members) => {
  const tasks = ['T1', 'T10', 'T4', 'T2'].map(id => `## ${id}: Title\n`).join('')
  expect(read(`${tasks}# Groups\n${line}\n`).groups[0]?.members.map(({value}) => value)).toEqual(members)
})

test('what stands in a task is no claim of the plan', () => {
  expect(read('## T1: One\n5 atomic tasks\n**Total Effort:** 4h\nGROUP A: T1\n')).toMatchObject({
    claims: {taskCounts: []},
    groups: [],
  })
})

test('odd bytes, long lines and huge lists are read like any other', () => {
  const long = '\uFFFD'.repeat(20_000)
  const points = Array.from({length: 3_000}, (_, index) => `- T${index + 1}`).join('\n')
  const task = only(`## T1: ${long}\n**Dependencies:**\n${points}\n\n${long}\n`)
  expect(task.titles[0]?.value).toBe(long)
  expect(task.dependencies[0]?.value.length).toBe(3_000)
})
