import {expect, test} from 'vitest'
import {knownIds} from '../../src/plan/task-ids.ts'
import {readTextGraph} from '../../src/plan/text-graph.ts'

const edges = (drawing: string): string =>
  readTextGraph(drawing.split('\n'), knownIds(['T1', 'T2', 'T3', 'T4', '5']))
    .map(({task, dependency}) => `${task}←${dependency}`)
    .join(' ')

test.each([
  ['an arrow', 'T1 (first) ──→ T2 (second) --> T3', 'T2←T1 T3←T2'],
  ['an arrow back', 'T2 <-- T1', 'T2←T1'],
  ['several at one end', 'T1, T2 → T3 + T4', 'T3←T1 T3←T2 T4←T1 T4←T2'],
  ['lines that join', 'T1 ──┐\n     ├──▶ T3\nT2 ──┘', 'T3←T1 T3←T2'],
  ['lines that part', 'T1 ──┬──→ T2\n     └──→ T3', 'T2←T1 T3←T1'],
  ['branches with arrows', 'T1\n├──> T2\n└──> T3', 'T2←T1 T3←T1'],
  ['down the page', 'T1\n │\n ▼\nT2\n |\n v\nT3', 'T2←T1 T3←T2'],
  ['a line without an arrow', 'T1\n│\nT2', 'T2←T1'],
  [
    'boxes',
    '┌────┐   ┌────┐\n│ T1 │──▶│ T2 │\n└────┘   └─┬──┘\n           ▼\n         ┌────┐\n         │ T3 │\n         └────┘',
    'T2←T1 T3←T2',
  ],
  ['arrows in front, by indentation', 'T1 (2h)\n  → T2 (3h)\n    → T3\n  → T4', 'T2←T1 T3←T2 T4←T1'],
  ['numbers only behind the word Task', 'Task 5 ──→ T1\n5 ──→ T2', 'T1←5'],
  ['nothing but words', 'Client ──→ Server', ''],
])('%s', (_, drawing, expected) =>
  expect(edges(drawing).split(' ').sort()).toEqual(expected.split(' ').sort()),
)

test('a drawing as large as a log is left alone', () => {
  expect(edges(`${'T1 ──→ T2 '.repeat(300)}\n`)).toBe('')
})
