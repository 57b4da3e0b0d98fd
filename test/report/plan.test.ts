import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {readYaml} from '../../src/graph/yaml.ts'
import {graphJson} from '../../src/report/graph-json.ts'
import {printPlan} from '../../src/report/plan-text.ts'
import {PLAIN} from '../../src/report/style.ts'

const PLAN = `dispatcher: {phase: Kitchen}
taskGroups:
  - groupId: GROUP A
    day: 1
    parallelism: 2
    tasks:
      - {taskId: T1, title: Draw, effortHours: 2, priority: HIGH, agent: {type: architect}, outputs: [plan.svg], validation: [{type: file_exists, paths: [plan.svg]}]}
      - {taskId: T2, title: Buy, effortHours: 1.5}
  - groupId: GROUP B
    dependsOnGroup: GROUP A
    tasks:
      - taskId: T3
        title: Build
        dependencies: [T1, T2]
        validation:
          - type: command
            name: validation
            steps:
              - {name: serve, command: npm run dev, kind: background, because: a dev server}
              - {name: bad input, command: ./cook --raw, expect: failure}
              - {name: taste, command: "", kind: manual}
tasks:
  - {taskId: T4, title: Eat, dependencies: [T3], effortHours: 1}
layers: [{name: BASE, tasks: [T1, T2]}]
`

const compiled = compile(readYaml({file: 'plan.yaml', text: PLAN}), {
  rules: {'task-without-gate': 'off', 'step-never-ends': 'off'},
})

test('plan --json is the graph as plain records', () => {
  expect(JSON.parse(JSON.stringify(graphJson(compiled)))).toEqual({
    schemaVersion: 1,
    kind: 'graph',
    title: 'Kitchen',
    tasks: [
      {
        id: 'T1',
        title: 'Draw',
        dependencies: [],
        outputs: ['plan.svg'],
        effortHours: 2,
        priority: 'HIGH',
        group: 'GROUP A',
        agent: {type: 'architect'},
        gates: [{name: 'file_exists', type: 'file_exists', steps: []}],
        source: {file: 'plan.yaml', line: 7},
        partOf: null,
        isContainer: false,
        isOptional: false,
      },
      {
        id: 'T2',
        title: 'Buy',
        dependencies: [],
        outputs: [],
        effortHours: 1.5,
        priority: 'MEDIUM',
        group: 'GROUP A',
        agent: null,
        gates: [],
        source: {file: 'plan.yaml', line: 8},
        partOf: null,
        isContainer: false,
        isOptional: false,
      },
      {
        id: 'T3',
        title: 'Build',
        dependencies: ['T1', 'T2'],
        outputs: [],
        effortHours: null,
        priority: 'MEDIUM',
        group: 'GROUP B',
        agent: null,
        gates: [
          {
            name: 'validation',
            type: 'command',
            steps: [
              {
                name: 'serve',
                command: 'npm run dev',
                kind: 'background',
                expect: 'success',
                because: 'a dev server',
              },
              {name: 'bad input', command: './cook --raw', kind: 'check', expect: 'failure'},
              {name: 'taste', command: '', kind: 'manual', expect: 'success'},
            ],
          },
        ],
        source: {file: 'plan.yaml', line: 12},
        partOf: null,
        isContainer: false,
        isOptional: false,
      },
      {
        id: 'T4',
        title: 'Eat',
        dependencies: ['T3'],
        outputs: [],
        effortHours: 1,
        priority: 'MEDIUM',
        group: null,
        agent: null,
        gates: [],
        source: {file: 'plan.yaml', line: 23},
        partOf: null,
        isContainer: false,
        isOptional: false,
      },
    ],
    groups: {'GROUP A': ['T1', 'T2'], 'GROUP B': ['T3']},
    layers: {BASE: ['T1', 'T2']},
    edges: [
      {task: 'T3', dependency: 'T1', kind: 'stated', line: 14},
      {task: 'T3', dependency: 'T2', kind: 'stated', line: 14},
      {task: 'T4', dependency: 'T3', kind: 'stated', line: 23},
    ],
    waves: [['T1', 'T2'], ['T3'], ['T4']],
    criticalPath: {tasks: ['T1', 'T3', 'T4'], hours: 4},
    diagnostics: [
      {
        severity: 'info',
        rule: 'manual-step',
        message: 'step "taste" of T3 needs a person: the task ends in needs-review',
        file: 'plan.yaml',
        line: 16,
        column: 13,
        related: [],
      },
    ],
  })
})

test('plan shows groups, tasks, how steps are judged, waves and lengths', () => {
  expect(printPlan(compiled, PLAIN)).toBe(`Kitchen

GROUP A (day 1, 2 tasks, at most 2 at once)
  T1  Draw      2 h  needs -        1 output  file_exists
  T2  Buy     1.5 h  needs -       0 outputs  no validation

GROUP B (1 task, after GROUP A)
  T3  Build     ? h  needs T1,T2   0 outputs  3 steps

No group
  T4  Eat       1 h  needs T3      0 outputs  no validation

Steps judged in their own way
  T3  background  serve (a dev server)
  T3  check, should fail  bad input
  T3  manual  taste

Waves
  1  T1, T2
  2  T3
  3  T4

Critical path  4 h: T1 → T3 → T4
Total  4 tasks, 5.5 h (1 task without an estimate counted as 1 h)
`)
})

test('a plan of 1,000 tasks keeps its lines short and its summary small', () => {
  const tasks = Array.from({length: 1000}, (_, index) => {
    const needs = index < 40 ? '' : Array.from({length: 40}, (_, back) => `T${index - back - 1}`).join(', ')
    return `  - {taskId: T${index}, title: ${'long '.repeat(40)}, dependencies: [${needs}]}`
  })
  const text = printPlan(compile(readYaml({file: 'big.yaml', text: `tasks:\n${tasks.join('\n')}\n`})), PLAIN)
  const lines = text.split('\n')
  expect(Math.max(...lines.map(line => line.length))).toBeLessThan(200)
  expect(lines.length).toBeLessThan(1040)
})
