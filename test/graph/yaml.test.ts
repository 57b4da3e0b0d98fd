import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {Location} from '../../src/graph/diagnostic.ts'
import type {Draft, DraftTask} from '../../src/graph/draft.ts'
import {GATE_TYPES, type Gate, type Graph, type Input, type Output, PRIORITIES} from '../../src/graph/task.ts'
import {settingsOf} from '../../src/graph/yaml/settings.ts'
import {printYaml, readYaml} from '../../src/graph/yaml.ts'
import {draft} from './drafts.ts'

const FILE = 'graph.yaml'

const read = (text: string): Draft => readYaml({file: FILE, text})

/** What is wrong with a text, as `line:column severity rule: message`. */
const problems = (text: string): readonly string[] =>
  read(text).diagnostics.map(
    ({location: {line, column}, severity, rule, message}) =>
      `${line}:${column} ${severity} ${rule}: ${message}`,
  )

const DISPATCHER = `dispatcher:
  version: 1.0
  phase: "Kitchen refit"
  totalTasks: 3
  maxConcurrentAgents: 2
  logDir: "logs/"
`

const GROUPS = `taskGroups:
  - groupId: "GROUP_A"
    name: "Ground work"
    parallelism: 2
    day: 1
    tasks:
      - taskId: "T1"
        title: "Draw the plan"
        priority: "critical"
        effortHours: 2.5
        agent:
          type: "architect"
          specialization: "drawing"
        inputs:
          - path: "docs/wishes.md"
            section: "T1: Draw the plan"
          - "docs/rules.md"
        outputs:
          - path: "plan/drawing.svg"
            type: "svg"
        validation:
          - type: "file_exists"
            paths: ["plan/*.svg"]
        dependencies: []
        relatedDocs:
          - "docs/adr.md"
  - groupId: "GROUP_B"
    dependsOnGroup: "GROUP_A"
    tasks:
      - taskId: "T2"
        dependencies: ["T1", {taskId: "T3"}]
        validation:
          - type: command
            command: npm test
      - taskId: "T3"
`

const EXECUTION = `execution:
  agentSpawning:
    timeout: "6 hours per task"
    maxRetries: 2
  validation:
    gateBeforeNextPhase: true
`

test('S003-08: several documents and one document are read alike', () => {
  const single = read(`${DISPATCHER}${GROUPS}${EXECUTION}`)
  const several = read(['# head', DISPATCHER, GROUPS, EXECUTION].join('---\n'))
  const shift = (plan: Draft): unknown =>
    JSON.parse(JSON.stringify(plan, (key, value) => (key === 'line' || key === 'endLine' ? 0 : value)))
  expect(single.diagnostics).toEqual([])
  expect(shift(several)).toEqual(shift(single))
})

test('S003-09: every field of a task and a group is read', () => {
  const {graph, diagnostics} = compile(read(`${DISPATCHER}${GROUPS}${EXECUTION}`))
  expect(diagnostics.filter(({severity}) => severity === 'error')).toEqual([])
  const here = (line: number, column: number, endColumn: number): Location => ({
    file: FILE,
    line,
    column,
    endColumn,
  })
  expect(graph.title).toBe('Kitchen refit')
  expect(graph.sources).toEqual([FILE])
  expect(graph.tasks[0]).toEqual({
    id: 'T1',
    title: 'Draw the plan',
    priority: 'CRITICAL',
    effortHours: 2.5,
    agent: {type: 'architect', specialization: 'drawing'},
    group: 'GROUP_A',
    dependencies: [],
    inputs: [{path: 'docs/wishes.md', section: 'T1: Draw the plan'}, {path: 'docs/rules.md'}],
    outputs: [{path: 'plan/drawing.svg', intent: 'create', type: 'svg', location: here(25, 19, 37)}],
    gates: [
      {
        name: 'file_exists',
        type: 'file_exists',
        steps: [],
        parameters: {paths: ['plan/*.svg']},
        location: {file: FILE, line: 28, column: 13},
      },
    ],
    relatedDocs: ['docs/adr.md'],
    instruction: '',
    source: {file: FILE, line: 13, endLine: 32},
  })
  expect(graph.edges).toEqual([
    {task: 'T2', dependency: 'T1', kind: 'stated', location: here(37, 24, 28)},
    {task: 'T2', dependency: 'T3', kind: 'stated', location: here(37, 30, 44)},
  ])
  expect(graph.tasks[1]?.gates[0]?.steps.map(({name, command, kind}) => [name, command, kind])).toEqual([
    ['npm test', 'npm test', 'check'],
  ])
  expect(
    graph.groups.map(({id, name, tasks, day, parallelism, dependsOn}) => [
      id,
      name,
      tasks,
      day,
      parallelism,
      dependsOn,
    ]),
  ).toEqual([
    ['GROUP_A', 'Ground work', ['T1'], 1, 2, []],
    ['GROUP_B', '', ['T2', 'T3'], undefined, undefined, ['GROUP_A']],
  ])
  expect(graph.settings).toEqual({
    maxConcurrent: 2,
    runLimitMs: 6 * 3_600_000,
    maxRetries: 2,
    gateGroups: true,
    documents: {
      dispatcher: {maxConcurrentAgents: 2, logDir: 'logs/'},
      execution: {
        agentSpawning: {timeout: '6 hours per task', maxRetries: 2},
        validation: {gateBeforeNextPhase: true},
      },
    },
  })
})

test('S003-09: an unknown key is a warning with its position', () => {
  expect(
    problems(
      'dispatcher:\n  phaze: x\ntaskGroup: []\ntasks:\n  - taskId: T1\n    efort: 3\n    agent: {type: a, x: 1}\n',
    ),
  ).toEqual([
    '3:1 warning unknown-key: the section "taskGroup" is not known (did you mean "taskGroups"?), so it has no effect',
    '2:3 warning unknown-key: the key "phaze" is not known here, so it has no effect',
    '7:22 warning unknown-key: the key "x" is not known here, so it has no effect',
    '6:5 warning unknown-key: the key "efort" is not known here, so it has no effect',
  ])
})

test('a value of the wrong kind is an error that says what was expected; the rest is read', () => {
  const text = `tasks:
  - taskId: T1
    effortHours: four
    priority: urgent
    dependencies: T2
    outputs: [{path: 3}, {path: ok.ts}]
  - title: nobody
  - 5
  - taskId: 7
layers: {}
execution: {agentSpawning: {timeout: soon, maxRetries: -1}}
`
  expect(problems(text)).toEqual([
    '4:15 error bad-value: priority is "urgent", expected one of CRITICAL, HIGH, MEDIUM, LOW',
    '3:18 error bad-value: effortHours is "four", expected a number of hours',
    '5:19 error bad-value: dependencies is "T2", expected a list',
    '6:22 error bad-value: path is 3, expected text (in quotes if it looks like a number)',
    '7:5 error bad-value: taskId is missing, expected text (in quotes if it looks like a number)',
    '8:5 error bad-value: tasks is 5, expected a task: {taskId, title, …}',
    '9:13 error bad-value: taskId is 7, expected text (in quotes if it looks like a number)',
    '10:9 error bad-value: layers is no list; expected one entry after another, each behind "- "',
    '11:56 error bad-value: maxRetries is -1, expected a whole number, not below 0',
    '11:38 error bad-value: timeout is "soon", expected a duration such as "6 hours"',
  ])
  expect(read(text).tasks.map(({id, outputs}) => [id.value, outputs.map(({path}) => path)])).toEqual([
    ['T1', ['ok.ts']],
  ])
})

test('anchors, aliases, tags and merge keys are refused', () => {
  expect(
    problems('tasks: &all\n  - taskId: !!str T1\nlayers: *all\nsettings:\n  <<: {maxRetries: 1}\n').map(
      line => line.split(';')[0],
    ),
  ).toEqual(
    [
      '1:13 error yaml-alias: the anchor &all is not read',
      '2:19 error yaml-alias: the tag tag:yaml.org,2002:str is not read',
      '3:9 error yaml-alias: the alias *all is not read',
      '5:3 error yaml-alias: merge keys are not read',
    ].map(line => expect.stringContaining(line.slice(line.indexOf(' ')))),
  )
})

test('an alias bomb costs nothing', () => {
  const lines = [
    'a0: &a0 [x, x]',
    ...Array.from({length: 40}, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`),
  ]
  expect(problems(lines.join('\n')).filter(line => line.includes('yaml-alias'))).toHaveLength(41 + 80)
})

test('a key that stands twice is an error; the first counts', () => {
  expect(problems('tasks: []\ndispatcher: {phase: A, phase: B}\ntasks: []\n')).toEqual([
    '3:1 error duplicate-key: the key "tasks" stands here for the second time; only the first is used',
    '2:24 error duplicate-key: the key "phase" stands here for the second time; only the first is used',
  ])
  expect(read('dispatcher: {phase: A, phase: B}').title).toBe('A')
})

test('text that is no YAML is an error with its place', () => {
  expect(problems('tasks:\n  - taskId: "T1\n')[0]).toMatch(
    /^3:1 error yaml-syntax: not well-formed YAML: Missing closing/,
  )
  expect(problems('- a\n')).toEqual(['1:1 error bad-value: the document is a list, expected a mapping'])
  expect(problems('')).toEqual([])
})

test.each([
  ['deep lists', '- '.repeat(20_000), 'yaml-syntax'],
  ['deep indentation', `a:\n${' '.repeat(1000)}b: 1`, 'yaml-syntax'],
  ['deep flow', '['.repeat(20_000), 'yaml-syntax'],
  ['a huge document', `# ${'x'.repeat(9 * 1024 * 1024)}`, 'too-large'],
  ['keys of the prototype', 'tasks:\n  - taskId: T1\n    __proto__: {polluted: true}\n', 'bad-value'],
  ['numbers that JSON does not know', 'successCriteria: [.nan, -.inf]', 'bad-value'],
])('%s are refused', (_, text, rule) => {
  expect(read(text).diagnostics.map(diagnostic => diagnostic.rule)).toContain(rule)
  expect({}).not.toHaveProperty('polluted')
})

test('a command gate without a command is an error', () => {
  expect(problems('tasks:\n  - taskId: T1\n    validation: [{type: command}]\n')).toEqual([
    '3:18 error bad-value: a command gate has nothing to run; expected "command" or "steps"',
  ])
})

const roundTrip = (graph: Graph): Graph => compile(read(printYaml(graph, 'docs/plan.md'))).graph

test('S003-07: the printed graph names the document to edit', () => {
  const {graph} = compile(read(GROUPS))
  expect(printYaml(graph, 'docs/a\nb.md').split('\n')[0]).toBe(
    '# Compiled by agent-spawn from docs/a b.md: edit that document, not this file, and compile again.',
  )
})

test('S003-07: a small plan, printed', () => {
  const {graph} = compile(
    read(`dispatcher: {phase: Kitchen, sources: [docs/kitchen.md], order: [T2, T1]}
taskGroups:
  - groupId: A
    at: 3:1-8
    tasks:
      - taskId: T1
        title: 'Boil: water'
        outputs: [{path: pot.md, intent: modify, note: stub, text: "a\\n  b\\n", at: 9:3-9}]
        validation:
          - {type: command, name: validation, shell: bash, at: 12:1, steps: [{name: look, command: "", kind: manual, because: prose, at: 13:1}]}
        dependencies: [{taskId: T2, kind: range, at: 8:20-25}]
        source: docs/kitchen.md:8-20
        instruction: |-
          ### T1: Boil
            water
tasks:
  - {taskId: T2, source: docs/kitchen.md:1-2}
layers: [{name: BASE, tasks: [T1, T2]}]
`),
  )
  const printed = printYaml(graph, '../docs/kitchen.md')
  expect(
    printed,
  ).toBe(`# Compiled by agent-spawn from ../docs/kitchen.md: edit that document, not this file, and compile again.

dispatcher:
  version: 1
  phase: Kitchen
  totalTasks: 2
  sources:
    - docs/kitchen.md
  order: [T2, T1]
taskGroups:
  - groupId: A
    name: ""
    at: 3:1-8
    tasks:
      - taskId: T1
        title: "Boil: water"
        priority: MEDIUM
        outputs:
          - path: pot.md
            intent: modify
            note: stub
            at: 9:3-9
            text: |
              a
                b
        validation:
          - type: command
            name: validation
            at: 12:1
            shell: bash
            steps:
              - name: look
                command: ""
                kind: manual
                because: prose
                at: 13:1
        dependencies:
          - {taskId: T2, kind: range, at: 8:20-25}
        source: docs/kitchen.md:8-20
        instruction: |-
          ### T1: Boil
            water
tasks:
  - taskId: T2
    title: ""
    priority: MEDIUM
    dependencies: []
    source: docs/kitchen.md:1-2
layers:
  - name: BASE
    tasks: [T1, T2]
`)
  expect(roundTrip(graph)).toEqual(graph)
})

/** Text that a printer can get wrong: indicators, indentation, blank lines, controls, lone surrogates, look-alikes of other types. */
const text = fc.oneof(
  fc.string({unit: 'binary', maxLength: 12}),
  fc
    .array(
      fc.constantFrom(
        'a',
        ' ',
        '  ',
        '\n',
        '\n\n',
        '\t',
        '#',
        ' #',
        ': ',
        '- ',
        '"',
        "'",
        '\\',
        '|',
        '>',
        '%',
        '---',
        '...',
        '\r',
        '\u0085',
        '\u2028',
        '\ufeff',
        '\ud800',
        '\u0000',
        '{',
        ']',
        ',',
        '&a',
        '*a',
        '!x',
        '<<',
        'é',
        '🙂',
      ),
      {maxLength: 10},
    )
    .map(parts => parts.join('')),
  fc.constantFrom(
    'true',
    '1',
    '1.0',
    'null',
    '~',
    '',
    '2024-01-01',
    '0x1',
    'no',
    `${' '.repeat(700)}x`,
    `x\n${' '.repeat(700)}y`,
  ),
)
const name = text.filter(word => word !== '')
const place: fc.Arbitrary<Location> = fc
  .tuple(
    fc.constantFrom('plan.md', 'other: plan.md', '12:3'),
    fc.integer({min: 1, max: 999}),
    fc.integer({min: 1, max: 99}),
    fc.option(fc.integer({min: 1, max: 99}), {nil: undefined}),
  )
  .map(([file, line, column, endColumn]) => ({
    file,
    line,
    column,
    ...(endColumn === undefined ? {} : {endColumn}),
  }))
const json = fc
  .jsonValue({maxDepth: 2})
  // Neither can be a key of a plan: the one would merge, the other is nobody's.
  .map(value =>
    JSON.parse(JSON.stringify(value).replaceAll('__proto__', 'proto').replaceAll('"<<":', '"<":')),
  )

const optional = <T extends object>(record: {[K in keyof T]: fc.Arbitrary<T[K]>}) =>
  fc.record<T, never>(record, {requiredKeys: []})

const outputs: fc.Arbitrary<Output> = fc
  .tuple(
    fc.constantFrom('a.ts', 'b/', 'c/*.ts'),
    fc.constantFrom('create' as const, 'modify' as const, 'delete' as const),
    optional({type: name, note: name, text}),
    place,
  )
  .map(([path, intent, rest, location]) => ({path, intent, ...rest, location}))

const gates: fc.Arbitrary<Gate> = fc
  .record({
    name,
    type: fc.constantFrom(...GATE_TYPES, 'vibes'),
    steps: fc.array(
      fc
        .tuple(
          name,
          text,
          fc.constantFrom('check' as const, 'background' as const, 'manual' as const),
          fc.constantFrom('success' as const, 'failure' as const),
          optional({because: name}),
          place,
        )
        .map(([name, command, kind, expect, rest, location]) => ({
          name,
          command,
          kind,
          expect,
          ...rest,
          location,
        })),
      {minLength: 1, maxLength: 2},
    ),
    parameters: fc.dictionary(
      fc.oneof(
        fc.constantFrom('paths', 'name', 'at', 'steps', 'command'),
        name.filter(key => key !== '__proto__' && key !== '<<'),
      ),
      json,
      {maxKeys: 2},
    ),
    location: place,
  })
  .chain(gate =>
    optional({shell: fc.constantFrom('bash' as const, 'sh' as const)}).map(rest => ({...gate, ...rest})),
  )
  .map(gate => (gate.type === 'command' ? {...gate, parameters: {}} : {...gate, steps: []}))

const inputs: fc.Arbitrary<Input> = optional({path: name, section: name, text: name})

const tasks = (ids: readonly string[]): fc.Arbitrary<DraftTask> =>
  fc
    .record({
      id: fc.constantFrom(...ids),
      title: text,
      priority: fc.constantFrom(...PRIORITIES),
      effort: fc.option(fc.oneof(fc.nat(9), fc.double({min: 0, max: 1e6, noNaN: true}))),
      needs: fc.array(
        fc.tuple(
          fc.constantFrom(...ids),
          fc.constantFrom('stated' as const, 'range' as const, 'order' as const),
          place,
        ),
        {maxLength: 3},
      ),
      agent: fc.option(fc.tuple(name, optional({specialization: name}))),
      inputs: fc.array(inputs, {maxLength: 2}),
      outputs: fc.array(outputs, {maxLength: 3}),
      gates: fc.array(gates, {maxLength: 2}),
      relatedDocs: fc.array(name, {maxLength: 2}),
      instruction: text,
      source: fc.tuple(place, fc.nat(99)),
    })
    .map(({id, title, priority, effort, needs, agent, source: [at, length], ...rest}) => {
      const fact = <T>(value: T) => ({value, location: at, origin: 'heading'})
      return {
        ...rest,
        id: fact(id),
        titles: [fact(title)],
        priorities: [fact(priority)],
        efforts: effort === null ? [] : [fact(effort)],
        dependencies: [
          fact(needs.map(([id, kind, location]) => ({type: 'task' as const, id, kind, location}))),
        ],
        blocks: [],
        ...(agent === null ? {} : {agent: {type: agent[0], ...agent[1]}}),
        source: {file: at.file, line: at.line, endLine: at.line + length},
      }
    })

const IDS = ['T1', 'T2', 'T3', 'T4']

const drafts: fc.Arbitrary<Draft> = fc
  .record({
    title: text,
    sources: fc.array(name, {minLength: 1, maxLength: 2}),
    tasks: fc.array(tasks(IDS), {maxLength: 4}),
    groups: fc.array(
      fc.tuple(
        fc.constantFrom('GROUP A', 'B', 'C'),
        text,
        fc.subarray(IDS),
        fc.subarray(['A', 'B']),
        optional({day: fc.nat(9), parallelism: fc.integer({min: 1, max: 9})}),
        place,
      ),
      {maxLength: 3},
    ),
    layers: fc.array(fc.tuple(name, fc.subarray(IDS), place), {maxLength: 2}),
    settings: optional({
      maxConcurrent: fc.integer({min: 1, max: 9}),
      runLimitMs: fc.nat(),
      maxRetries: fc.nat(9),
      gateGroups: fc.boolean(),
    }),
    documents: optional({
      dispatcher: fc.dictionary(fc.constantFrom('logDir', 'maxConcurrentAgents'), json, {minKeys: 1}),
      execution: fc.constantFrom({agentSpawning: {timeout: '6 hours per task', maxRetries: 2}}, {}),
      successCriteria: json.filter(value => value !== null),
      rollback: json.filter(value => value !== null),
    }),
  })
  .map(({groups, layers, settings, documents, ...rest}) => {
    const fact = <T>(value: T, location: Location) => ({value, location, origin: 'group line'})
    return draft([], {
      ...rest,
      groups: groups.map(([id, name, members, before, more, at]) => ({
        id: fact(id, at),
        name,
        members: members.map(member => fact(member, at)),
        dependsOn: before.map(group => fact(group, at)),
        ...more,
      })),
      layers: layers.map(([name, tasks, location]) => ({name, tasks, location})),
      settings: {...settingsOf(documents), ...settings, documents},
    })
  })

test('S003-07: whatever the graph, reading what was printed gives it again, and printing that the same bytes', () => {
  fc.assert(
    fc.property(drafts, plan => {
      const {graph} = compile(plan)
      const printed = printYaml(graph, 'plan.md')
      const again = compile(read(printed))
      expect(again.graph).toEqual(graph)
      expect(printYaml(again.graph, 'plan.md')).toBe(printed)
    }),
    {numRuns: 200},
  )
})
