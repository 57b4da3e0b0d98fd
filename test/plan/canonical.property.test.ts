// The canonical form of a plan compiles to the plan's own graph, and is its own canonical form.

import fc from 'fast-check'
import {describe, expect, test} from 'vitest'
import {type Compiled, compile} from '../../src/graph/compile.ts'
import type {Gate, Graph, Input, Output, Task} from '../../src/graph/task.ts'
import {canonicalPlan} from '../../src/plan/canonical.ts'
import type {PlanDocument} from '../../src/plan/format.ts'
import {readPlan} from '../../src/plan/read.ts'
import {readShellSteps} from '../../src/plan/shell-steps.ts'
import {graph as graphOf, type Sketch, sketches} from '../graph/graphs.ts'
import {corpusDocuments, fixtureDocuments, isCorpusThere} from './documents.ts'

const compiled = (document: PlanDocument): Compiled => {
  const read = readPlan([document])
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return compile(read.value)
}

/** Not said: places, the section's own text, and how a dependency came about, which is stated now. */
const meaningOf = ({sources: _, ...graph}: Graph): unknown =>
  JSON.parse(
    JSON.stringify(graph, (key, value: unknown) =>
      ['location', 'source', 'instruction', 'kind'].includes(key) && typeof value !== 'object'
        ? undefined
        : ['location', 'source'].includes(key)
          ? undefined
          : value,
    ),
  )

const isStepKind = (graph: Graph): unknown =>
  graph.tasks.map(({gates}) => gates.map(({steps}) => steps.map(({kind}) => kind)))

const holds = (document: PlanDocument): void => {
  const {graph, statuses} = compiled(document)
  const {text, lost} = canonicalPlan(graph, statuses)
  expect(lost).toEqual([])
  const again = compiled({file: 'x.md', text})
  expect(meaningOf(again.graph)).toEqual(meaningOf(graph))
  expect(isStepKind(again.graph)).toEqual(isStepKind(graph))
  expect(again.statuses).toEqual(statuses)
  expect(canonicalPlan(again.graph, again.statuses).text).toBe(text)
}

test.each(fixtureDocuments().map(document => [document.file, document] as const))(
  'the canonical form of %s',
  (_, document) => holds(document),
)

describe.skipIf(!isCorpusThere)(
  `real documents${isCorpusThere ? '' : ' (skipped: the corpus is not beside the repository)'}`,
  () => {
    test.each(corpusDocuments().map(document => [document.file, document] as const))(
      'the canonical form of %s',
      (_, document) => holds(document),
    )
  },
)

const place = {file: 'plan.md', line: 1, column: 1}

const words = fc
  .array(
    fc.constantFrom(
      ...[
        'Caulk',
        'the',
        'hull',
        'a_b',
        '*oak*',
        '`pitch`',
        '[tar]',
        '(2 hours)',
        '<b>',
        '&amp;',
        'T2',
        '1.2',
        '✅',
      ],
      ...[
        '—',
        'done',
        '[done]',
        'depends on T1',
        '"quoted"',
        '船',
        'C:\\x',
        '~~',
        '#1',
        'Phase 2',
        '|',
        'x: y',
      ],
    ),
    {minLength: 1, maxLength: 5},
  )
  .map(list => list.join(' '))

const names: readonly ((id: string) => string)[] = [
  id => id,
  id => id.replace('T', 'TASK-'),
  id => id.replace('T', '1.'),
  id => id.replace('T', 'boat-7ab.'),
  id => id.replace('T', 'PR1/'),
  id => id.replace('T', 'MAST-'),
]

const uniqueBy = <T>(list: readonly T[], key: (item: T) => string): T[] => [
  ...new Map(list.map(item => [key(item), item])).values(),
]

const output: fc.Arbitrary<Output> = fc.record(
  {
    path: fc.constantFrom('src/a.ts', 'src/b.md', 'lib/', 'Makefile', 'docs/*.md', 'a-b/c_d.sql'),
    intent: fc.constantFrom('create', 'modify', 'delete'),
    location: fc.constant(place),
    note: fc.constantFrom('stub', 'the seams, twice'),
    text: fc.constantFrom('one\n', '```\nfenced\n```\n', '#### T9: No task\n\n**Dependencies:** T1\n'),
  },
  {requiredKeys: ['path', 'intent', 'location']},
)

/** A directory has no text. */
const outputs = fc
  .array(output, {maxLength: 3})
  .map(list =>
    uniqueBy(list, ({path}) => path).map(({text, ...rest}) =>
      text === undefined || /[/*]$|\*/.test(rest.path) ? rest : {...rest, text},
    ),
  )

const input: fc.Arbitrary<Input> = fc.oneof(
  fc.record({path: fc.constantFrom('docs/a.md', 'src/x.ts')}),
  fc.record({
    path: fc.constant('docs/a.md'),
    section: fc.constantFrom('two', 'part-3'),
    text: fc.constant('the API'),
  }),
  fc.record({text: fc.constantFrom('A schema', 'words of *others*', 'the plan (old)')}),
)

const SCRIPTS = [
  ['npm test'],
  ['# Unit tests', 'npm test', '', '# It should fail', 'node a.js'],
  ['cd app', 'npm run dev', 'curl localhost'],
  ['for f in *; do', '  # inner', '  cat "$f"', 'done'],
  ['# Look at the page'],
  ['echo ```', 'open index.html'],
]

const gate: fc.Arbitrary<Gate> = fc
  .record({script: fc.constantFrom(...SCRIPTS), shell: fc.constantFrom('bash' as const, 'sh' as const)})
  .map(({script, shell}) => ({
    name: 'validation',
    type: 'command',
    steps: readShellSteps(script, () => place),
    parameters: {},
    shell,
    location: place,
  }))

const facts = fc.record(
  {
    title: words,
    priority: fc.constantFrom('CRITICAL', 'HIGH', 'MEDIUM', 'LOW'),
    effortHours: fc.constantFrom(0.25, 1, 1.5, 0.083333, 40),
    agent: fc.constantFrom({type: 'qa-engineer'}, {type: 'dev', specialization: 'web, mostly'}),
    outputs,
    inputs: fc.array(input, {maxLength: 3}),
    gates: fc
      .array(gate, {maxLength: 2})
      .map(list =>
        list.map((gate, index) => ({...gate, name: index === 0 ? 'validation' : `validation-${index + 1}`})),
      ),
    relatedDocs: fc.subarray(['docs/a.md', 'README.md']),
    instruction: fc.constantFrom(
      '',
      'Mind the tide.',
      '**Dependencies:** T1\n**Files:** `z.ts`',
      '# Top\n\n- [ ] T9: More',
    ),
  },
  {requiredKeys: ['title', 'priority', 'outputs', 'inputs', 'gates', 'relatedDocs', 'instruction']},
)

const renamed = (list: readonly Sketch[], name: (id: string) => string): Sketch[] =>
  list.map(sketch => ({...sketch, id: name(sketch.id), needs: (sketch.needs ?? []).map(name)}))

/** In which nothing is wrong, as `compile` leaves them. */
const graphs: fc.Arbitrary<Graph> = fc
  .tuple(
    sketches.filter(list => list.length > 0),
    fc.constantFrom(...names),
    fc.array(facts, {minLength: 12, maxLength: 12}),
    fc.record({
      title: fc.constantFrom('', 'Boats', 'Boats & *masts*'),
      group: fc.record({id: words, name: words, day: fc.nat(9), parallelism: fc.integer({min: 1, max: 9})}),
      layer: words,
      gateGroups: fc.boolean(),
    }),
  )
  .map(([list, name, all, {title, group, layer, gateGroups}]): Graph => {
    const made = graphOf(...renamed(list, name))
    const ids = made.tasks.map(({id}) => id)
    const half = ids.slice(0, Math.ceil(ids.length / 2))
    const groups = [
      {...group, tasks: half, dependsOn: [], location: place},
      {
        id: 'Part "2"',
        name: 'Rest (all)',
        tasks: ids.slice(half.length),
        dependsOn: [group.id],
        location: place,
      },
    ]
    const tasks = made.tasks.map(
      (task, index): Task => ({
        ...task,
        ...all[index],
        group: (half.includes(task.id) ? groups[0] : groups[1])?.id ?? '',
      }),
    )
    const layers = [{name: layer, tasks: half}]
    return {...made, title, tasks, groups, layers, settings: {gateGroups, documents: {}}}
  })

test('random graphs: nothing is lost, and the second time nothing changes', () => {
  fc.assert(
    fc.property(graphs, graph => {
      const {text, lost} = canonicalPlan(graph, new Map())
      expect(lost).toEqual([])
      const again = compiled({file: 'x.md', text})
      expect(canonicalPlan(again.graph, again.statuses).text).toBe(text)
    }),
    {numRuns: 40},
  )
})
