import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {Draft} from '../../src/graph/draft.ts'
import {RULES, type RuleSettings} from '../../src/graph/lint.ts'
import type {Gate} from '../../src/graph/task.ts'
import {at, draft, draftTask, FILE, fact, gate, group} from './drafts.ts'

/** Diagnostics of one rule as `line severity: message (related lines)`. */
const found = (plan: Draft, rule: string, rules: RuleSettings = {}): readonly string[] =>
  compile(plan, {rules})
    .diagnostics.filter(diagnostic => diagnostic.rule === rule)
    .map(({severity, location, message, related}) => {
      const others = related.map(({location}) => location.line)
      return `${location.line} ${severity}: ${message}${others.length === 0 ? '' : ` [${others.join(', ')}]`}`
    })

const typed = (type: string, parameters: Gate['parameters'], line = 1): Gate => ({
  name: type,
  type,
  steps: [],
  parameters,
  location: at(line),
})

test('every rule has its own id and says in one sentence what it finds', () => {
  const ids = RULES.map(({id}) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter(id => !/^[a-z]+(?:-[a-z]+)*$/.test(id))).toEqual([])
  expect(RULES.filter(({summary}) => !/^[A-Z].*[^.]$/.test(summary))).toEqual([])
})

test('an empty plan is an error', () => {
  expect(found(draft([]), 'empty-plan')).toEqual([
    '1 error: no task found; expected headings such as "### T1: Title", or task records in YAML',
  ])
})

const grouped = draft(
  [
    draftTask('T1', {line: 11, needs: ['T3']}),
    draftTask('T2', {line: 12, needs: ['T1']}),
    draftTask('T3', {line: 13}),
  ],
  {
    groups: [
      group('A', 1, ['T1', 'T2'], {statedCount: fact(3, 1)}),
      group('B', 2, ['T3'], {statedCount: fact(1, 2)}),
    ],
  },
)

test('S003-06: a dependency on a later group is told with both lines and the dependency', () => {
  expect(found(grouped, 'group-order')).toEqual([
    '1 warning: T1 of A depends on T3 of B, a later group; the dependency wins, so A cannot finish first [2, 11]',
  ])
})

test('a dependency within a parallel group is told', () => {
  expect(found(grouped, 'group-internal')).toEqual([
    '1 info: T2 depends on T1 of the same group A, so they do not run in parallel [12]',
  ])
})

test('a wrong number of tasks of a group is told', () => {
  expect(found(grouped, 'group-count')).toEqual(['1 warning: A is said to have 3 tasks, but lists 2'])
})

test('severities are configured; what compile had to leave out stays an error', () => {
  expect(found(grouped, 'group-internal', {'group-internal': 'error'})[0]).toMatch(/^1 error/)
  expect(found(grouped, 'group-internal', {'group-internal': 'off'})).toEqual([])
  const broken = draft([draftTask('T1', {line: 1, needs: ['T9']})])
  expect(found(broken, 'unknown-dependency', {'unknown-dependency': 'off'})).toHaveLength(1)
  const read = draft([draftTask('T1', {line: 1})], {
    diagnostics: [
      {severity: 'warning', rule: 'odd-encoding', message: 'repaired', location: at(1), related: []},
    ],
  })
  expect(found(read, 'odd-encoding')).toEqual(['1 warning: repaired'])
  expect(found(read, 'odd-encoding', {'odd-encoding': 'off'})).toEqual([])
})

test('diagnostics come by file, line, column and rule', () => {
  const {diagnostics} = compile(grouped)
  expect(diagnostics.map(({location, rule}) => `${location.line} ${rule}`)).toEqual([
    '1 group-count',
    '1 group-internal',
    '1 group-order',
    '11 forward-reference',
    '11 task-without-gate',
    '12 task-without-gate',
    '13 task-without-gate',
  ])
})

const chain = draft(
  [
    draftTask('T1', {line: 1, hours: 2}),
    draftTask('T2', {line: 2, hours: 3, needs: ['T1']}),
    draftTask('T3', {line: 3, hours: 9, needs: ['T1']}),
    draftTask('T4', {line: 4, hours: 1, needs: ['T2', 'T3']}),
  ],
  {
    claims: {
      criticalPath: fact(['T1', 'T2', 'T4'], 20),
      criticalPathHours: fact(8, 21),
      totalHours: fact(16, 22),
      taskCounts: [fact(4, 23), fact(5, 24)],
    },
  },
)

test('S003-06: a stated critical path is checked against its sum and the longest path', () => {
  expect(found(chain, 'critical-path-wrong')).toEqual([
    '20 warning: the stated critical path takes 6 h, but the longest path takes 12 h: T1 → T3 → T4',
    '21 warning: the critical path is stated as 8 h, but the efforts of its tasks add up to 6 h [20]',
  ])
  const claiming = (path: readonly string[]): Draft => ({
    ...chain,
    claims: {taskCounts: [], criticalPath: fact(path, 20)},
  })
  expect(found(claiming(['T1', 'T3', 'T4']), 'critical-path-wrong')).toEqual([])
  expect(found(claiming(['T1', 'T8']), 'critical-path-wrong')).toEqual([
    '20 warning: the critical path names T8, which is not a task of this plan',
  ])
  expect(found(claiming(['T1', 'T4', 'T3']), 'critical-path-wrong')).toEqual([
    '20 warning: the stated critical path is no path: T4 does not depend on T1 [4]',
    '20 warning: the stated critical path is no path: T3 does not depend on T4 [3]',
  ])
  expect(
    found({...chain, claims: {taskCounts: [], criticalPathHours: fact(11, 21)}}, 'critical-path-wrong'),
  ).toEqual([
    '21 warning: the critical path is stated as 11 h, but the longest path takes 12 h: T1 → T3 → T4',
  ])
})

test('S003-06: stated totals are checked', () => {
  expect(found(chain, 'total-wrong')).toEqual([
    '22 warning: the total effort is stated as 16 h, but the efforts of the tasks add up to 15 h',
  ])
  expect(found(chain, 'task-count-wrong')).toEqual([
    '24 warning: the plan is said to have 5 tasks, but it has 4 [4]',
  ])
})

test('S003-54: tasks that share an output are told: a warning unless one comes after the other', () => {
  const sharing = (needs: readonly string[]): Draft =>
    draft([
      draftTask('T1', {line: 1, outputs: ['src/app.ts']}),
      draftTask('T2', {line: 2, outputs: ['./src//app.ts'], needs}),
      draftTask('T3', {line: 3, outputs: ['src/other.ts']}),
    ])
  expect(found(sharing([]), 'shared-output')).toEqual([
    '2 warning: T1 and T2 both write src/app.ts, and no dependency says in which order; let one depend on the other [1]',
  ])
  expect(found(sharing(['T1']), 'shared-output')).toEqual([
    '2 info: T1 and T2 both write src/app.ts, one after the other [1]',
  ])
})

test('S003-54: a directory and a glob share what lies in them', () => {
  const plan = draft([
    draftTask('T1', {line: 1, outputs: ['docs/']}),
    draftTask('T2', {line: 2, outputs: ['docs/a.md'], needs: ['T1']}),
    draftTask('T3', {line: 3, outputs: ['docs/b/c.md', 'docsx.md']}),
    draftTask('T4', {line: 4, outputs: ['**/c.md']}),
  ])
  expect(found(plan, 'shared-output')).toEqual([
    '1 warning: T1 writes docs/, and so do T3 (docs/b/c.md), and no dependency says in which order [3]',
    '1 info: T1 writes docs/, and so do T2 (docs/a.md), one after the other [2]',
    '4 warning: T4 writes **/c.md, and so do T1 (docs/) and T3 (docs/b/c.md), and no dependency says in which order [1, 3]',
  ])
})

test('of many tasks with one output each must come after another', () => {
  const plan = draft([
    draftTask('T1', {line: 1, outputs: ['log.md']}),
    draftTask('T2', {line: 2, outputs: ['log.md'], needs: ['T1']}),
    draftTask('T3', {line: 3, outputs: ['log.md'], needs: ['T1']}),
  ])
  expect(found(plan, 'shared-output')).toEqual([
    '3 warning: T1, T2 and T3 all write log.md, and no dependency says whether T2 or T3 comes first; let one depend on the other [1, 2]',
  ])
})

test('S003-06: outputs that no gate names are told', () => {
  const outputs = ['src/retry.service.ts', 'db/001_start.sql', 'src/types/a.ts', 'old.ts', 'out/']
  const named = (gates: readonly Gate[]): readonly string[] =>
    found(draft([draftTask('T1', {line: 5, outputs, gates})]), 'output-without-gate')
  expect(named([])).toEqual([])
  expect(
    named([typed('file_exists', {paths: ['db/001_*.sql', 'src/types/'], nested: {file: 'out/index.html'}})]),
  ).toEqual([
    '5 warning: no gate of T1 names src/retry.service.ts, src/types/a.ts and old.ts, so nothing notices if they are wrong or empty [5, 5]',
  ])
  expect(
    named([gate(['node -e "require(\'./src/retry\')"', 'psql < db/001_start.sql', 'cat a.ts old out'])]),
  ).toEqual([])
})

test('a task without validation is told', () => {
  const plan = draft([draftTask('T1', {line: 1}), draftTask('T2', {line: 2, outputs: ['a.ts']})])
  expect(found(plan, 'task-without-gate')).toEqual([
    '1 warning: T1 has neither validation nor outputs, so it will need a review',
    '2 warning: T2 has no validation: only that its outputs exist will be checked',
  ])
})

test('a gate of an unknown type is told', () => {
  const plan = draft([draftTask('T1', {line: 1, gates: [typed('vibes', {}, 7), typed('unit_tests', {}, 8)]})])
  expect(found(plan, 'unknown-gate-type')).toEqual([
    expect.stringMatching(
      /^7 warning: gate vibes of T1 has the unknown type "vibes", so T1 will need a review; known are command, file_exists/,
    ),
  ])
})

test('steps that never end or need a person are told', () => {
  const gates = [
    gate([
      {name: 'serve', command: 'npm run dev', kind: 'background', because: 'a dev server', location: at(4)},
      {name: 'look', kind: 'manual', location: at(5)},
      {name: 'logs', command: 'tail -f x', kind: 'background', location: at(6)},
    ]),
  ]
  const plan = draft([draftTask('T1', {line: 1, gates})])
  expect(found(plan, 'step-never-ends')).toEqual([
    '4 info: step "serve" of T1 never ends (a dev server): it runs in the background until the last step of its gate, then it is stopped',
    '6 warning: step "logs" of T1 never ends: no step follows it, so it proves only that it starts',
  ])
  expect(found(plan, 'manual-step')).toEqual([
    '5 info: step "look" of T1 needs a person: the task ends in needs-review',
  ])
})

test('S003-06: a section that the given document does not have is told', () => {
  const document = draftTask('T1', {line: 30, title: 'Schema & Migration'})
  const record = {
    ...draftTask('T1', {line: 4, file: 'graph.yaml', title: 'Schema & Migration'}),
    inputs: [
      {path: `docs/${FILE}`, section: 'T1: Schema'},
      {path: `docs/${FILE}`, section: 'T1: Schema & Migration'},
      {path: `docs/${FILE}`, section: 'Background'},
      {path: 'docs/absent.md', section: 'T1: Schema'},
    ],
  }
  const plan = draft([document, record], {sources: [FILE, 'graph.yaml']})
  expect(found(plan, 'dead-section')).toEqual([
    '4 warning: docs/plan.md has no section "T1: Schema"; that of T1 is headed "T1: Schema & Migration" [30]',
  ])
})
