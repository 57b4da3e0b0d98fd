// One run, told in events: T1 passes at its second try, T2 waits for a person, T3 fails for good, T4 is blocked by it,
// T5 works and T6 takes no part. Names and outputs hold what could break a report.

import type {Location} from '../../src/graph/diagnostic.ts'
import type {Gate, Graph, Output, Step, Task} from '../../src/graph/task.ts'
import type {EventBody, RunEvent} from '../../src/run/event.ts'
import {replay} from '../../src/run/evolve.ts'
import type {GateRecord, StepRecord} from '../../src/run/outcome.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import type {RunState} from '../../src/run/state.ts'

const location: Location = {file: 'docs/plan.md', line: 1, column: 1}
export const START = Date.UTC(2026, 2, 9, 23, 59, 30)
const SECOND = 1_000

const step = (name: string, command: string, more: Partial<Step> = {}): Step => ({
  name,
  command,
  kind: 'check',
  expect: 'success',
  location,
  ...more,
})

const gate = (...steps: readonly Step[]): Gate => ({
  name: 'validation',
  type: 'command',
  steps,
  parameters: {},
  shell: 'bash',
  location,
})

const output = (path: string, more: Partial<Output> = {}): Output => ({
  path,
  intent: 'create',
  location,
  ...more,
})

const task = (id: string, title: string, more: Partial<Task> = {}): Task => ({
  id,
  title,
  priority: 'MEDIUM',
  dependencies: [],
  inputs: [],
  outputs: [],
  gates: [],
  relatedDocs: [],
  instruction: `### ${id}: ${title}\n\nMake it.`,
  source: {file: 'docs/plan.md', line: 10, endLine: 20},
  ...more,
})

const TASKS: readonly Task[] = [
  task('T1', 'Read the | gauge', {
    group: 'GROUP A',
    outputs: [output('src/gauge.js'), output('src/old.js', {intent: 'delete'})],
    gates: [gate(step('Run unit tests', 'node --test\necho "done"'))],
  }),
  task('T2', 'Draw the chart', {
    group: 'GROUP A',
    outputs: [output('charts/', {note: 'svg'})],
    gates: [gate(step('Draw', 'node draw.js'), step('Look at it', 'open charts/tide.svg', {kind: 'manual'}))],
  }),
  task('T3', 'Send <b>mail\u001b[31m', {group: 'GROUP A', outputs: [output('src/mail.js')]}),
  task('T4', 'Combine', {
    group: 'GROUP B',
    dependencies: ['T1', 'T3'],
    inputs: [{path: 'src/gauge.js', section: 'Units'}, {text: 'the tide tables of last year'}],
    outputs: [output('src/main.js', {type: 'module'})],
    gates: [
      gate(
        step('Serve', 'node src/main.js &', {kind: 'background'}),
        step('Ask without a token', 'curl -f localhost', {expect: 'failure'}),
        step('Looks right', '', {kind: 'manual'}),
      ),
      {...gate(), name: 'file_exists', type: 'file_exists', parameters: {paths: ['src/main.js']}},
    ],
    relatedDocs: ['docs/units.md'],
    instruction: '### T4: Combine\n\n````js\nmain()\n````',
  }),
  task('T5', 'Write the manual', {outputs: [output('README.md', {intent: 'modify'})]}),
  task('T6', 'Paint the boat'),
]

export const GRAPH: Graph = {
  title: 'Tide clock',
  sources: ['docs/plan.md'],
  tasks: TASKS,
  groups: ['GROUP A', 'GROUP B'].map(id => ({
    id,
    name: id,
    tasks: TASKS.filter(({group}) => group === id).map(found => found.id),
    dependsOn: [],
    location,
  })),
  layers: [],
  edges: [],
  settings: {
    documents: {
      successCriteria: {overall: ['All tasks done'], perGroup: {'GROUP A': ['Looks | good'], odd: 7}},
    },
  },
}

export const POLICY: Policy = {...DEFAULT_POLICY, attempts: 2, slots: 3}

const evidence = (verdict: GateRecord['verdict'], ...steps: readonly StepRecord[]): GateRecord => ({
  gate: 'validation',
  type: 'command',
  verdict,
  steps,
  durationMs: 2_100,
})

const seen = (name: string, verdict: StepRecord['verdict'], more: Partial<StepRecord> = {}): StepRecord => ({
  name,
  command: '',
  verdict,
  durationMs: 2_000,
  output: '',
  ...more,
})

const UNIT_TESTS = {command: 'node --test\necho "done"'}
const commit = (letter: string): string => letter.repeat(40)

const workspace = (id: string, attempt: number): EventBody => ({
  type: 'workspace-created',
  task: id,
  attempt,
  path: `.conductor/workspaces/agent-${id}-task`,
  branch: `agent/${id}/task`,
})

const started = (id: string, attempt: number, base: string): EventBody => ({
  type: 'attempt-started',
  task: id,
  attempt,
  agent: 'claude',
  base: commit(base),
})

const exited = (id: string, attempt: number): EventBody => ({
  type: 'agent-exited',
  task: id,
  attempt,
  exitCode: 0,
  durationMs: 9_000,
  log: `logs/${id}-${attempt}.log`,
})

const judged = (id: string, attempt: number, record: GateRecord): EventBody => ({
  type: 'gate-finished',
  task: id,
  attempt,
  stage: 'workspace',
  record,
  tree: commit('d'),
})

const BODIES: readonly EventBody[] = [
  {
    type: 'run-started',
    version: 1,
    run: '20260309-235930-ab12',
    graph: GRAPH,
    policy: POLICY,
    selection: ['T1', 'T2', 'T3', 'T4', 'T5'],
    base: {branch: 'main', commit: commit('a'), integrationBranch: 'agent-spawn/20260309-235930-ab12'},
  },
  started('T1', 1, 'a'),
  workspace('T1', 1),
  started('T2', 1, 'a'),
  started('T3', 1, 'a'),
  exited('T1', 1),
  judged(
    'T1',
    1,
    evidence(
      'failed',
      seen('Run unit tests', 'failed', {
        ...UNIT_TESTS,
        exitCode: 1,
        output: '\u001b[31mnot ok\u001b[0m 1 - gauge\n```\n',
      }),
    ),
  ),
  {
    type: 'attempt-finished',
    task: 'T1',
    attempt: 1,
    outcome: {type: 'gate-failed', gate: 'validation', step: 'Run unit tests', exitCode: 1},
    durationMs: 12_000,
    commit: commit('b'),
    trespasses: [],
  },
  started('T1', 2, 'a'),
  workspace('T1', 2),
  exited('T1', 2),
  judged(
    'T1',
    2,
    evidence('passed', seen('Run unit tests', 'passed', {...UNIT_TESTS, exitCode: 0, output: 'ok\n'})),
  ),
  {
    type: 'attempt-finished',
    task: 'T1',
    attempt: 2,
    outcome: {type: 'passed'},
    durationMs: 15_500,
    commit: commit('c'),
    tree: commit('d'),
    trespasses: ['notes|.txt'],
  },
  {type: 'merge-started', task: 'T1', attempt: 2, commit: commit('c'), tip: commit('a')},
  {
    type: 'merge-finished',
    task: 'T1',
    attempt: 2,
    result: {type: 'merged', commit: commit('e'), tree: commit('d')},
    durationMs: 80,
  },
  workspace('T2', 1),
  judged(
    'T2',
    1,
    evidence(
      'manual',
      seen('Draw', 'passed', {command: 'node draw.js', exitCode: 0}),
      seen('Look at it', 'manual', {command: 'open charts/tide.svg', durationMs: 0}),
    ),
  ),
  {
    type: 'attempt-finished',
    task: 'T2',
    attempt: 1,
    outcome: {type: 'passed'},
    durationMs: 70_000,
    commit: commit('f'),
    trespasses: [],
  },
  workspace('T3', 1),
  {
    type: 'attempt-finished',
    task: 'T3',
    attempt: 1,
    outcome: {type: 'missing-outputs', paths: ['src/mail.js']},
    durationMs: 4_000,
    trespasses: [],
  },
  started('T3', 2, 'e'),
  workspace('T3', 2),
  {
    type: 'attempt-finished',
    task: 'T3',
    attempt: 2,
    outcome: {type: 'timed-out', limitMs: 21_600_000},
    durationMs: 30_000,
    trespasses: [],
  },
  started('T5', 1, 'e'),
  workspace('T5', 1),
  {
    type: 'attempt-finished',
    task: 'T5',
    attempt: 1,
    outcome: {type: 'agent-failed', exitCode: 2, message: 'The agent exited with code 2: no `key`'},
    durationMs: 1_000,
    trespasses: [],
  },
  started('T5', 2, 'e'),
  workspace('T5', 2),
]

/** Ten seconds lie between two events. T5 is still at work when it ends. */
export const EVENTS: readonly RunEvent[] = BODIES.map((body, index) => ({
  ...body,
  at: START + index * 10 * SECOND,
}))

/** The state after a journal; told anew each time, for `evolve` takes ownership. */
export const told = (events: readonly RunEvent[] = EVENTS): RunState => {
  const state = replay(JSON.parse(JSON.stringify(events)))
  if (state === undefined) throw new Error('the story has no beginning')
  return state
}

/** The story, and what follows it. */
export const toldOn = (...bodies: readonly EventBody[]): RunState =>
  told([...EVENTS, ...bodies.map((body, index) => ({...body, at: START + (30 + index) * 10 * SECOND}))])

/** The end of the story: T5 is done and merged, and the run rests. */
export const ENDING: readonly EventBody[] = [
  {
    type: 'attempt-finished',
    task: 'T5',
    attempt: 2,
    outcome: {type: 'passed'},
    durationMs: 20_000,
    commit: commit('1'),
    trespasses: [],
  },
  {type: 'merge-started', task: 'T5', attempt: 2, commit: commit('1'), tip: commit('e')},
  {
    type: 'merge-finished',
    task: 'T5',
    attempt: 2,
    result: {type: 'merged', commit: commit('2'), tree: commit('3')},
    durationMs: 90,
  },
  {type: 'run-finished', result: 'failed'},
]
