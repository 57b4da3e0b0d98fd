// Plans that divide tasks into parts, and plans with optional tasks: what is carried out, and in which order.

import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {resolveSelection} from '../../src/graph/selection.ts'
import type {Graph} from '../../src/graph/task.ts'
import {workGraph} from '../../src/graph/work-graph.ts'
import {printYaml, readYaml} from '../../src/graph/yaml.ts'
import {readPlan} from '../../src/plan/read.ts'

const graphOf = (text: string, order?: 'none'): Graph => {
  const plan = readPlan([{file: 'tasks.md', text}])
  if (!plan.ok) throw new Error(plan.error.map(({message}) => message).join('\n'))
  return compile(plan.value, order === undefined ? {} : {order}).graph
}

const needs = ({tasks}: Graph): string[] => tasks.map(({id, dependencies}) => [id, ...dependencies].join(' '))

const KIRO = `
- [ ] 1. Hull
  - [ ] 1.1 Lay the keel
    - _Requirements: 1.1_
  - [ ]* 1.2 Test the keel
    - _Requirements: 1.2_
  - [ ] 1.3 Plank it
- [ ] 2. Sails
  - [ ] 2.1 Cut the cloth
- [ ] 3. Launch
`

test('S003-01: all of the work of a divided task is in its parts, which follow one another', () => {
  const graph = graphOf(KIRO)
  expect(graph.tasks.map(({id, isContainer = false, partOf = []}) => [id, isContainer, ...partOf])).toEqual([
    ['1', true],
    ['1.1', false, '1'],
    ['1.2', false, '1'],
    ['1.3', false, '1'],
    ['2', true],
    ['2.1', false, '2'],
    ['3', false],
  ])
  expect(needs(workGraph(graph))).toEqual(['1.1', '1.2 1.1', '1.3 1.1', '2.1 1.1 1.3', '3 2.1'])
})

test('nothing waits for an optional task, and it is done only where somebody asks for it', () => {
  const graph = graphOf(KIRO)
  const selected = (...words: string[]) => resolveSelection(graph, words)
  expect(selected()).toEqual({ok: true, value: ['1.1', '1.3', '2.1', '3']})
  expect(selected('1')).toEqual({ok: true, value: ['1.1', '1.3']})
  expect(selected('1.2')).toEqual({ok: true, value: ['1.2']})
  expect(selected('1.1-1.3')).toEqual({ok: true, value: ['1.1', '1.3']})
  expect(resolveSelection(graph, ['1-2'], true)).toEqual({ok: true, value: ['1.1', '1.2', '1.3', '2.1']})
  expect(selected('1.2-1.2')).toEqual({
    ok: false,
    error: ['"1.2-1.2" selects optional tasks alone; name them one by one, or use --with-optional'],
  })
})

test('a run knows no containers, and still takes their names', () => {
  const work = workGraph(graphOf(KIRO))
  expect(resolveSelection(work, ['2', '1'])).toEqual({ok: true, value: ['1.1', '1.3', '2.1']})
})

const divided = (...lines: string[]): string => lines.map(line => `- [ ] ${line}\n`).join('')

test('what depends on the whole depends on its parts, and what the whole depends on they depend on', () => {
  const text = divided(
    '1. A',
    '1.1 B',
    '1.2 C',
    '2. D (depends on 1)',
    '2.1 E',
    '2.2 F (depends on 2.1)',
    '3.1 G (depends on 2)',
  )
  expect(needs(workGraph(graphOf(text)))).toEqual([
    '1.1',
    '1.2',
    '2.1 1.1 1.2',
    '2.2 2.1 1.1 1.2',
    '3.1 2.1 2.2',
  ])
})

test('a whole with files of its own is a task that comes after its parts, unless they wait for it', () => {
  const files = '  - Files: `hull.md`\n'
  const after = graphOf(`- [ ] 1. A\n${files}${divided('1.1 B', '2.1 C (depends on 1.1)')}`)
  expect(needs(workGraph(after))).toEqual(['1 1.1', '1.1', '2.1 1.1'])
  const before = graphOf(divided('1. A', '1.1 B (depends on 1)', '1.2 C (depends on 1.1)'))
  expect(before.tasks.filter(({isContainer}) => isContainer === true)).toEqual([])
  expect(needs(workGraph(before))).toEqual(['1', '1.1 1', '1.2 1.1'])
})

test('where a whole and its parts contradict each other, what the tasks say themselves counts', () => {
  const text = divided(
    '1. A',
    '1.1 B (depends on 2)',
    '1.2 C',
    '2. D (depends on 1)',
    '2.1 E (depends on 1.2)',
  )
  const work = workGraph(graphOf(text))
  expect(
    work.edges.filter(({kind}) => kind === 'stated').map(({task, dependency}) => [task, dependency]),
  ).toEqual([['2.1', '1.2']])
})

test('parts are in the group of their whole', () => {
  const text = `## Phase 1: Now\n\n${divided('1. A', '1.1 B', '1.2 C (depends on 1.1)')}\n## Phase 2: Then\n\n${divided('2.1 D')}`
  expect(workGraph(graphOf(text)).groups.map(({id, tasks}) => [id, tasks])).toEqual([
    ['Phase 1', ['1.1', '1.2']],
    ['Phase 2', ['2.1']],
  ])
})

test('the name of a document selects its tasks', () => {
  const spec = (title: string): string => `- [ ] 1. ${title}\n- [ ] 2. Paint the ${title}\n`
  const plan = readPlan([
    {file: 'hull/tasks.md', text: spec('planks')},
    {file: 'rig/tasks.md', text: spec('mast')},
  ])
  const graph = plan.ok ? compile(plan.value).graph : undefined
  expect(graph && resolveSelection(graph, ['rig'])).toEqual({ok: true, value: ['rig/1', 'rig/2']})
})

test('S003-07: parts and optional tasks outlive the compiled plan', () => {
  const graph = graphOf(KIRO)
  const again = compile(readYaml({file: 'compiled.yaml', text: printYaml(graph, 'tasks.md')})).graph
  expect(again).toEqual(graph)
})

test('a plan without parts is carried out as it is', () => {
  const graph = graphOf('### T1: A\n\n### T2: B\n**Dependencies:** T1\n')
  expect(workGraph(graph)).toBe(graph)
})
