import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {readPlan} from '../../src/plan/read.ts'
import {graphJson} from '../../src/report/graph-json.ts'

test('what a task needs of another document is told beside the graph, and is no dependency', () => {
  const text = '---\nid: TASK-2\ntitle: Sail\ndependencies: [TASK-1]\n---\nOut.\n'
  const read = readPlan([{file: 'task-2.md', text}])
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const compiled = compile(read.value)
  expect(compiled.graph.edges).toEqual([])
  expect(compiled.graph.tasks[0]?.dependencies).toEqual([])
  expect(compiled.outside).toEqual([
    {
      task: 'TASK-2',
      dependency: 'TASK-1',
      kind: 'stated',
      location: {file: 'task-2.md', line: 4, column: 16, endColumn: 22},
    },
  ])
  expect(graphJson(compiled).edges).toEqual([
    {task: 'TASK-2', dependency: 'TASK-1', kind: 'stated', line: 4, outside: true},
  ])
})

test('a dependency on a task that does not exist is an error, and told too', () => {
  const read = readPlan([{file: 'plan.md', text: '## T1: One\n\n**Dependencies:** T9\n'}])
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  const {outside, diagnostics} = compile(read.value)
  expect(diagnostics.filter(({severity}) => severity === 'error').map(({rule}) => rule)).toEqual([
    'unknown-dependency',
  ])
  expect(outside.map(({task, dependency}) => `${task} <- ${dependency}`)).toEqual(['T1 <- T9'])
})
