import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {DependencyRef, Draft} from '../../src/graph/draft.ts'
import {topologicalOrder} from '../../src/graph/order.ts'
import type {Graph, TaskId} from '../../src/graph/task.ts'
import {at, draft, draftTask, FILE, fact, gate, group, ref} from './drafts.ts'

const dependencies = ({tasks}: Graph): {[id: TaskId]: readonly TaskId[]} =>
  Object.fromEntries(tasks.map(task => [task.id, task.dependencies]))

/** Diagnostics of one rule as `line: message (related lines)`. */
const found = (plan: Draft, rule: string): readonly string[] =>
  compile(plan)
    .diagnostics.filter(diagnostic => diagnostic.rule === rule)
    .map(({location, message, related}) =>
      [
        `${location.line}: ${message}`,
        ...related.map(({location, message}) => `${location.line}: ${message}`),
      ].join(' / '),
    )

test('a task is merged from its definition and its mentions, the definition first', () => {
  const plan = draft([draftTask('T1', {line: 10, hours: 4}), draftTask('T2', {line: 20, needs: ['T1']})], {
    mentions: [
      {
        id: fact('T2', 2),
        title: fact('Title of T2', 2, 'dependency tree'),
        effort: fact(6, 2, 'dependency tree'),
      },
      {
        id: fact('T1', 3),
        title: fact('Another name', 3, 'dependency tree'),
        effort: fact(5, 3, 'dependency tree'),
      },
    ],
  })
  const {graph} = compile(plan)
  expect(graph.tasks.map(({id, title, effortHours}) => [id, title, effortHours])).toEqual([
    ['T2', 'Title of T2', 6],
    ['T1', 'Title of T1', 4],
  ])
  expect(graph.edges).toEqual([{task: 'T2', dependency: 'T1', kind: 'stated', location: at(20)}])
  expect(found(plan, 'effort-drift')).toEqual([
    '3: effort of T1 is 5 h in this dependency tree, but 4 h in the heading, which counts / 10: 4 h here',
  ])
})

test('dependencies of several statements are united, and a difference is told once', () => {
  const plan = draft(
    [draftTask('A', {line: 1}), draftTask('B', {line: 2}), draftTask('C', {line: 3, needs: ['A']})],
    {
      mentions: [{id: fact('C', 9), dependencies: fact([ref('B')], 9, 'dependency tree')}],
    },
  )
  expect(dependencies(compile(plan).graph)).toEqual({A: [], B: [], C: ['A', 'B']})
  expect(found(plan, 'dependency-drift')).toEqual([
    '9: C depends on B by this dependency tree only, and on A by the field only; both count / 3: the field says: A',
  ])
})

test('names that differ in case, punctuation or "and" are the same', () => {
  const named = (title: string): Draft =>
    draft([draftTask('T1', {line: 1, title: 'Schema & Migration'})], {
      mentions: [{id: fact('T1', 2), title: fact(title, 2, 'dependency tree')}],
    })
  expect(found(named('schema and migration.'), 'title-drift')).toEqual([])
  expect(found(named('Schema'), 'title-drift')).toHaveLength(1)
})

test('a second definition in the same document is an error, in another document a source of facts', () => {
  const twice = [draftTask('T1', {line: 1, title: 'One'}), draftTask('T1', {line: 5, title: 'Two', hours: 2})]
  const {graph} = compile(draft(twice))
  expect(graph.tasks.map(({title, effortHours}) => [title, effortHours])).toEqual([['One', undefined]])
  expect(found(draft(twice), 'duplicate-id')).toEqual([
    '5: task T1 is defined twice; give one of the two another id (only the first is used) / 1: first defined here as "One"',
  ])
  const pair = draft([draftTask('T1', {line: 1}), draftTask('T1', {line: 1, file: 'other.yaml', hours: 2})], {
    sources: [FILE, 'other.yaml'],
  })
  expect(compile(pair).diagnostics.map(({rule}) => rule)).toEqual(['task-without-gate'])
  expect(compile(pair).graph.tasks[0]?.effortHours).toBe(2)
})

test.each(['../../x', '', '-a', 'a b', 'a.', 'ä', 'x'.repeat(65), '.git'])('"%s" is no task id', id => {
  const {graph, diagnostics} = compile(draft([draftTask(id, {line: 3})]))
  expect(graph.tasks).toEqual([])
  expect(diagnostics.map(({severity, rule, location}) => [severity, rule, location.line])).toEqual([
    ['error', 'empty-plan', 1],
    ['error', 'bad-id', 3],
  ])
})

test('an unknown dependency is left out, with a suggestion', () => {
  const plan = draft([draftTask('database', {line: 1}), draftTask('api', {line: 2, needs: ['databse']})])
  expect(dependencies(compile(plan).graph)).toEqual({database: [], api: []})
  expect(found(plan, 'unknown-dependency')).toEqual([
    '2: api depends on databse, which is not a task of this plan (did you mean "database"?)',
  ])
})

test('a range counts ids, whatever stands between them in the plan', () => {
  const ids = ['T01', 'T02', 'T16', 'T03', 'T04']
  const range: DependencyRef = {type: 'range', from: 'T02', to: 'T04'}
  const plan = draft([
    ...ids.map((id, index) => draftTask(id, {line: index + 1})),
    draftTask('end', {line: 9, needs: [range]}),
    draftTask('back', {
      line: 10,
      needs: [
        {type: 'range', from: 'T04', to: 'T02'},
        {type: 'range', from: 'T01', to: 'T9'},
      ],
    }),
  ])
  const {graph} = compile(plan)
  expect(dependencies(graph).end).toEqual(['T02', 'T03', 'T04'])
  expect(graph.edges.map(({kind}) => kind)).toEqual(['range', 'range', 'range'])
  expect(found(plan, 'unknown-dependency')).toEqual([
    '10: back depends on T04-T02, which runs backwards; write T02-T04',
    '10: back depends on T9, which is not a task of this plan',
  ])
})

test('a range of unlike ids goes by their order in the plan', () => {
  const plan = draft([
    ...['setup', 'build', 'ship', 'rest'].map((id, index) => draftTask(id, {line: index + 1})),
    draftTask('end', {line: 9, needs: [{type: 'range', from: 'build', to: 'rest'}]}),
  ])
  expect(dependencies(compile(plan).graph).end).toEqual(['build', 'ship', 'rest'])
})

test('S003-04: "all API tasks" is the API layer, without the task itself', () => {
  const api: DependencyRef = {type: 'members', label: 'API'}
  const plan = draft(
    ['a1', 'a2', 'ui', 'end'].map((id, index) =>
      draftTask(id, {line: index + 1, ...(id === 'end' || id === 'a2' ? {needs: [api]} : {})}),
    ),
    {layers: [{name: 'API LAYER', tasks: ['a1', 'a2'], location: at(1)}]},
  )
  expect(dependencies(compile(plan).graph)).toEqual({a1: [], a2: ['a1'], ui: [], end: ['a1', 'a2']})
  const unknown = draft([draftTask('x', {line: 1, needs: [{type: 'members', label: 'Cloud'}]})])
  expect(found(unknown, 'unknown-dependency')).toEqual([
    '1: x depends on all "Cloud" tasks, but no group or layer has that name; name the tasks by their ids',
  ])
})

test('S003-04: "all tasks" is every task that is not downstream', () => {
  const all: DependencyRef = {type: 'all'}
  const plan = draft([
    draftTask('a', {line: 1}),
    draftTask('test', {line: 2, needs: [all]}),
    draftTask('b', {line: 3, needs: ['a']}),
    draftTask('after', {line: 4, needs: ['test']}),
    draftTask('last', {line: 5, needs: [all]}),
  ])
  const {graph, diagnostics} = compile(plan)
  expect(diagnostics.filter(({severity}) => severity === 'error')).toEqual([])
  expect(dependencies(graph)).toEqual({
    a: [],
    test: ['a', 'b'],
    b: ['a'],
    after: ['test'],
    last: ['a', 'test', 'b', 'after'],
  })
})

test('what is no task of the plan becomes an input', () => {
  const plan = draft([draftTask('T1', {line: 1, needs: [{type: 'external', text: 'schema being ready'}]})])
  const {graph} = compile(plan)
  expect([graph.tasks[0]?.inputs, graph.edges]).toEqual([[{text: 'schema being ready'}], []])
})

test('"T1 blocks T3" is a dependency of T3', () => {
  const plan = draft([draftTask('T1', {line: 1, blocks: ['T3']}), draftTask('T3', {line: 2})])
  expect(dependencies(compile(plan).graph)).toEqual({T1: [], T3: ['T1']})
})

test('a cycle is shown as a path, and its closing dependency left out', () => {
  const plan = draft([
    draftTask('T1', {line: 1, needs: ['T2']}),
    draftTask('T2', {line: 2, needs: ['T3']}),
    draftTask('T3', {line: 3, needs: ['T1', 'T3']}),
    draftTask('U1', {line: 4, needs: ['U2']}),
    draftTask('U2', {line: 5, needs: ['U1']}),
  ])
  expect(dependencies(compile(plan).graph)).toEqual({T1: ['T2'], T2: ['T3'], T3: [], U1: ['U2'], U2: []})
  expect(found(plan, 'cycle')).toEqual([
    '3: T3 depends on itself; that dependency is left out',
    '3: tasks depend on each other: T1 → T2 → T3 → T1; take away one of these dependencies (T3 → T1 is left out) / 1: T1 depends on T2 / 2: T2 depends on T3',
    '5: tasks depend on each other: U1 → U2 → U1; take away one of these dependencies (U2 → U1 is left out) / 4: U1 depends on U2',
  ])
})

test('a cycle of 20,000 tasks is found and told in one line', () => {
  const size = 20_000
  const tasks = Array.from({length: size}, (_, index) =>
    draftTask(`T${index}`, {line: index + 1, needs: [`T${(index + 1) % size}`]}),
  )
  const messages = found(draft(tasks), 'cycle')
  expect(messages).toHaveLength(1)
  expect(messages[0]).toContain('T7 → … 19984 more … → T19992')
})

test.each([
  ['/etc/passwd', 'is absolute'],
  ['C:/x', 'is absolute'],
  ['../x', 'leads out of its directory with ".."'],
  ['a/../../x', 'leads out of its directory with ".."'],
  ['a\\b', 'has a backslash in it'],
  ['a\u0000b', 'has a control character in it'],
  ['', 'is empty'],
  ['./', 'is empty'],
  ['./.git/hooks/pre-commit', "lies in git's own directory"],
])('the output "%s" %s', (path, fault) => {
  const {graph, diagnostics} = compile(draft([draftTask('T1', {line: 4, outputs: [path, 'ok.ts']})]))
  expect(graph.tasks[0]?.outputs.map(output => output.path)).toEqual(['ok.ts'])
  expect(
    diagnostics.filter(({severity}) => severity === 'error').map(({rule, message}) => [rule, message]),
  ).toEqual([
    [
      'bad-path',
      `output "${path}" of T1 ${fault}; expected a path below the repository's root; it is left out`,
    ],
  ])
})

test('output paths are written in one way, each once', () => {
  const {graph} = compile(
    draft([draftTask('T1', {line: 1, outputs: ['./a//b.ts', 'a/b.ts', 'c/', '..d/e..']})]),
  )
  expect(graph.tasks[0]?.outputs.map(({path}) => path)).toEqual(['a/b.ts', 'c/', '..d/e..'])
})

test('a group is known by any spelling of its name; a task is in the first that lists it', () => {
  const plan = draft(
    ['T1', 'T2'].map((id, index) => draftTask(id, {line: index + 10})),
    {
      groups: [
        group('GROUP A', 1, ['T1', 'T9'], {day: 1}),
        group('GROUP_B', 2, ['T1', 'T2'], {dependsOn: [fact('A', 2), fact('Z', 2)]}),
        group('group a', 3, ['T2']),
      ],
    },
  )
  const {graph} = compile(plan)
  expect(graph.groups).toEqual([
    {id: 'GROUP A', name: 'GROUP A', tasks: ['T1'], day: 1, dependsOn: [], location: at(1)},
    {id: 'GROUP_B', name: 'GROUP_B', tasks: ['T2'], dependsOn: ['GROUP A'], location: at(2)},
  ])
  expect(graph.tasks.map(task => task.group)).toEqual(['GROUP A', 'GROUP_B'])
  expect(found(plan, 'group-unknown-task')).toEqual([
    '1: group GROUP A lists T9, which is not a task of this plan (did you mean "T1"?)',
  ])
  expect(found(plan, 'unknown-group')).toEqual([
    '2: group GROUP_B comes after Z, which is not a group of this plan',
  ])
  expect(found(plan, 'group-drift')).toEqual([
    '2: T1 is listed in group GROUP_B and in group GROUP A; the first counts: GROUP A / 1: T1 is in group GROUP A here',
    '3: T2 is listed in group group a and in group GROUP_B; the first counts: GROUP_B / 2: T2 is in group GROUP_B here',
  ])
})

test('groups that wait for each other are an error', () => {
  const plan = draft([draftTask('T1', {line: 9})], {
    groups: [
      group('A', 1, ['T1'], {dependsOn: [fact('B', 1)]}),
      group('B', 2, [], {dependsOn: [fact('A', 2)]}),
    ],
  })
  expect(compile(plan).graph.groups.map(({dependsOn}) => dependsOn)).toEqual([['B'], []])
  expect(found(plan, 'cycle')).toEqual([
    '2: groups wait for each other: A → B → A; that B comes after A is left out / 1: A comes after B',
  ])
})

test('a mention without a definition is no task', () => {
  const plan = draft([draftTask('T1', {line: 1})], {mentions: [{id: fact('T12', 4, 'dependency tree')}]})
  expect(found(plan, 'undefined-task')).toEqual([
    '4: T12 stands in the dependency tree but is nowhere defined, so it is not part of the plan (did you mean "T1"?); give it a section of its own',
  ])
})

test('gates of one task have different names', () => {
  const {graph} = compile(draft([draftTask('T1', {line: 1, gates: [gate(['a']), gate(['b']), gate(['c'])]})]))
  expect(graph.tasks[0]?.gates.map(({name}) => name)).toEqual(['validation', 'validation-2', 'validation-3'])
})

test('configured overrides decide how a step is judged; one without effect is told', () => {
  const gates = [gate(['npm run dev', 'npm test'])]
  const plan = draft([draftTask('T1', {line: 1, gates}), draftTask('T2', {line: 2, gates})])
  const {graph, diagnostics} = compile(plan, {
    overrides: [
      {step: 'npm run', kind: 'background'},
      {task: 'T2', step: 'npm test', expect: 'failure'},
      {
        task: 'T1',
        gate: 'validation',
        step: 'cargo',
        kind: 'manual',
        location: {file: 'config.yaml', line: 7, column: 3},
      },
    ],
  })
  expect(
    graph.tasks.map(({gates}) => gates[0]?.steps.map(({kind, expect, because}) => [kind, expect, because])),
  ).toEqual([
    [
      ['background', 'success', 'the configuration says so'],
      ['check', 'success', undefined],
    ],
    [
      ['background', 'success', 'the configuration says so'],
      ['check', 'failure', 'the configuration says so'],
    ],
  ])
  expect(
    diagnostics
      .filter(({rule}) => rule === 'unused-override')
      .map(({message, location}) => [location.file, message]),
  ).toEqual([
    [
      'config.yaml',
      'the override for step "cargo" matches no step in gate validation of T1; expected a step\'s name or a part of its command',
    ],
  ])
})

const refs: fc.Arbitrary<DependencyRef> = fc.oneof(
  {weight: 6, arbitrary: fc.nat(9).map(number => ref(`T${number}`))},
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(9), fc.nat(9))
      .map(([a, b]) => ({type: 'range', from: `T${a}`, to: `T${b}`}) as const),
  },
  {weight: 1, arbitrary: fc.constantFrom('A', 'B', 'Z').map(label => ({type: 'members', label}) as const)},
  {weight: 1, arbitrary: fc.constant({type: 'all'} as const)},
)

const drafts: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.uniqueArray(fc.nat(9), {maxLength: 8}),
    fc.infiniteStream(fc.array(refs, {maxLength: 3})),
    fc.infiniteStream(
      fc.array(
        fc.nat(9).map(number => `T${number}`),
        {maxLength: 1},
      ),
    ),
    fc.array(fc.tuple(fc.nat(9), fc.array(refs, {maxLength: 2})), {maxLength: 4}),
  )
  .map(([numbers, needs, blocks, mentions]) =>
    draft(
      numbers.map((number, index) =>
        draftTask(`T${number}`, {line: index + 20, needs: needs.next().value, blocks: blocks.next().value}),
      ),
      {
        mentions: mentions.map(([number, refs], index) => ({
          id: fact(`T${number}`, index + 1),
          dependencies: fact(refs, index + 1, 'dependency tree'),
        })),
        layers: [
          {name: 'A LAYER', tasks: ['T1', 'T2', 'T3'], location: at(1)},
          {name: 'B', tasks: ['T3', 'T4'], location: at(1)},
        ],
      },
    ),
  )

test('whatever the draft, the graph is closed and acyclic, and what was left out is an error', () => {
  fc.assert(
    fc.property(drafts, plan => {
      const {graph, diagnostics} = compile(plan)
      const ids = new Set(graph.tasks.map(({id}) => id))
      expect(graph.edges.filter(({task, dependency}) => !ids.has(task) || !ids.has(dependency))).toEqual([])
      const order = topologicalOrder(graph)
      for (const {id, dependencies} of graph.tasks) {
        for (const dependency of dependencies)
          expect(order.indexOf(dependency)).toBeLessThan(order.indexOf(id))
      }
      const lost = plan.tasks.flatMap(task =>
        task.dependencies.flatMap(({value}) =>
          value.filter(
            word =>
              word.type === 'task' &&
              !graph.tasks.find(({id}) => id === task.id.value)?.dependencies.includes(word.id),
          ),
        ),
      )
      const errors = diagnostics.filter(({severity}) => severity === 'error')
      if (lost.length > 0) expect(errors).not.toEqual([])
    }),
    {numRuns: 500},
  )
})

test.each(['../../x', 'a..b', 'a.', 'topic.lock', '-x', 'a b', 'ä', 'x'.repeat(65)])(
  'the id %j would be no safe name for a path or a branch: its task is left out',
  id => {
    const plan = draft([draftTask(id, {line: 3}), draftTask('T2', {line: 4})])
    expect(compile(plan).graph.tasks.map(task => task.id)).toEqual(['T2'])
    expect(found(plan, 'bad-id')).toHaveLength(1)
  },
)
