import {expect, test} from 'vitest'
import {metrics, statusJson} from '../../src/report/status.ts'
import {statusText} from '../../src/report/status-text.ts'
import {PLAIN} from '../../src/report/style.ts'
import type {RunEvent} from '../../src/run/event.ts'
import type {Outcome} from '../../src/run/outcome.ts'
import type {Policy} from '../../src/run/policy.ts'
import {graph, type Sketch} from '../graph/graphs.ts'
import {ENDING, POLICY, START, told, toldOn} from './story.ts'

test('S003-22: the status object has the run, its counts and each task with what it waits for', () => {
  const none = {
    group: null,
    attempts: 0,
    blockedBy: [],
    reasons: [],
    agent: null,
    workspace: null,
    outcome: null,
    merged: null,
    stale: null,
    needs: [],
  }
  expect(statusJson(told())).toEqual({
    schemaVersion: 1,
    kind: 'status',
    run: '20260309-235930-ab12',
    integrationBranch: 'agent-spawn/20260309-235930-ab12',
    result: null,
    promotion: [],
    counts: {
      waiting: 1,
      running: 1,
      validated: 0,
      merging: 0,
      done: 1,
      'needs-review': 1,
      failed: 1,
      cancelled: 0,
      skipped: 1,
    },
    tasks: [
      {
        ...none,
        id: 'T1',
        title: 'Read the | gauge',
        phase: 'done',
        group: 'GROUP A',
        attempts: 2,
        agent: 'claude',
        workspace: '.conductor/workspaces/agent-T1-task',
        outcome: {type: 'passed'},
        merged: 'e'.repeat(40),
      },
      {
        ...none,
        id: 'T2',
        title: 'Draw the chart',
        phase: 'needs-review',
        group: 'GROUP A',
        attempts: 1,
        agent: 'claude',
        workspace: '.conductor/workspaces/agent-T2-task',
        outcome: {type: 'passed'},
        needs: ['Look at it: open charts/tide.svg'],
      },
      {
        ...none,
        id: 'T3',
        title: 'Send <b>mail\u001b[31m',
        phase: 'failed',
        group: 'GROUP A',
        attempts: 2,
        agent: 'claude',
        workspace: '.conductor/workspaces/agent-T3-task',
        outcome: {type: 'timed-out', limitMs: 21_600_000},
      },
      {
        ...none,
        id: 'T4',
        title: 'Combine',
        phase: 'waiting',
        group: 'GROUP B',
        blockedBy: ['T3'],
        reasons: ['waits for T3, which failed'],
      },
      {
        ...none,
        id: 'T5',
        title: 'Write the manual',
        phase: 'running',
        attempts: 2,
        agent: 'claude',
        workspace: '.conductor/workspaces/agent-T5-task',
      },
      {...none, id: 'T6', title: 'Paint the boat', phase: 'skipped'},
    ],
  })
})

test('the status of a run that rests names its result', () => {
  expect(statusJson(toldOn(...ENDING)).result).toBe('failed')
})

const begun = (
  sketches: readonly Sketch[],
  more: readonly RunEvent[] = [],
  policy: Policy = POLICY,
): readonly RunEvent[] => [
  {
    type: 'run-started',
    at: START,
    version: 1,
    run: 'r',
    graph: graph(...sketches),
    policy,
    selection: sketches.map(({id}) => id),
  },
  ...more,
]

const startOf = (task: string): RunEvent => ({
  type: 'attempt-started',
  at: START,
  task,
  attempt: 1,
  agent: 'a',
})

test('a task whose files another one is writing is blocked by it', () => {
  const state = told(
    begun(
      [
        {id: 'T1', outputs: ['a.js']},
        {id: 'T2', outputs: ['a.js']},
      ],
      [startOf('T1')],
    ),
  )
  expect(statusJson(state).tasks.map(({id, blockedBy, reasons}) => ({id, blockedBy, reasons}))).toEqual([
    {id: 'T1', blockedBy: [], reasons: []},
    {id: 'T2', blockedBy: ['T1'], reasons: ['waits for T1, which writes the same files']},
  ])
  expect(statusJson(state).integrationBranch).toBeNull()
  expect(metrics(state).tasks_blocked).toBe(1)
})

test('S003-21: a task behind a group gate is blocked', () => {
  const sketches = [
    {id: 'T1', group: 'GROUP A'},
    {id: 'T2', group: 'GROUP B'},
  ]
  const state = told(begun(sketches, [], {...POLICY, gateGroups: true}))
  expect(metrics(state).tasks_blocked).toBe(1)
  expect(statusJson(state).tasks[1]?.reasons).toEqual([
    'waits for the groups before its own: T1 must be done first',
  ])
  expect(metrics(told(begun(sketches))).tasks_blocked).toBe(0)
})

test('a rejected task says by whom', () => {
  const rejected = toldOn({type: 'review-decided', task: 'T2', decision: 'rejected', by: 'Ann'})
  expect(statusText(rejected, PLAIN)).toContain('\nfailed        T2  Draw the chart: rejected by Ann\n')
})

test('a task that nothing verifies needs a person', () => {
  const passed = ended('T1', {type: 'passed'})
  expect(statusJson(told(begun([{id: 'T1'}], [startOf('T1'), passed]))).tasks[0]?.needs).toEqual([
    'the work as a whole: the plan gives neither a validation step nor an output for it',
  ])
})

test('S003-34: the metrics have the keys that plans ask for', () => {
  expect(metrics(told())).toEqual({
    tasks_completed: 1,
    tasks_in_progress: 1,
    tasks_blocked: 1,
    average_completion_time: 27_500,
  })
  expect(metrics(told(begun([{id: 'T1'}])))).toEqual({
    tasks_completed: 0,
    tasks_in_progress: 0,
    tasks_blocked: 0,
    average_completion_time: 0,
  })
})

test('S003-22: the status for people folds groups and shows what runs, failed, needs a person or is blocked', async () => {
  await expect(statusText(told(), PLAIN)).toMatchFileSnapshot('fixtures/status.txt')
})

const ended = (task: string, outcome: Outcome): RunEvent => ({
  type: 'attempt-finished',
  at: START,
  task,
  attempt: 1,
  outcome,
  durationMs: 5,
  trespasses: [],
})

test('S003-22: of a thousand tasks, forty lines are shown: some of each kind, and the groups where something happens', async () => {
  const sketches = Array.from({length: 1000}, (_, index) => ({
    id: `T${index}`,
    group: `GROUP ${Math.floor(index / 20)}`,
    needs: index < 250 ? [] : ['T200'],
  }))
  const taking = sketches.slice(200, 240).map(({id}) => id)
  const state = told(
    begun(sketches, [
      ...taking.map(startOf),
      ...taking.slice(0, 15).map(id => ended(id, {type: 'refused', reason: 'no such command'})),
      ...taking.slice(15, 25).map(id => ended(id, {type: 'passed'})),
      {type: 'stop-requested', at: START, mode: 'drain', by: 'user', reason: 'Ctrl-C'},
    ]),
  )
  const text = statusText(state, PLAIN)
  expect(text.split('\n').length).toBeLessThanOrEqual(40)
  await expect(text).toMatchFileSnapshot('fixtures/status-large.txt')
})

test('a plan without groups has no table of them', () => {
  expect(statusText(told(begun([{id: 'T1'}])), PLAIN)).toBe('run r  in_progress, 0/1 done\n')
})

test('S004-22: a paused run, a task in quarantine, a cancelled one and one without tries say what to do', () => {
  const sketches = [{id: 'T1'}, {id: 'T2'}, {id: 'T3'}]
  const policy: Policy = {...POLICY, attempts: 1, quarantineAfter: 1}
  const refused = {type: 'agent-failed', exitCode: 1, message: 'no'} as const
  const ended = (task: string): RunEvent => ({
    ...{type: 'attempt-finished', at: START, task, attempt: 1, outcome: refused},
    ...{durationMs: 1, trespasses: []},
  })
  const asked: readonly RunEvent[] = [
    {type: 'cancel-requested', at: START, task: 'T2', by: 'Ann', reason: 'too deep'},
    {type: 'pause-requested', at: START, by: 'Ann', reason: 'lunch'},
  ]
  const text = statusText(told(begun(sketches, [startOf('T1'), ended('T1'), ...asked], policy)), PLAIN)
  expect(text).toContain('run r  paused, 0/3 done\npaused by Ann: lunch\n')
  expect(text).toContain('In quarantine until agent-spawn retry T1. no. After 1 attempt.')
  expect(text).toContain('Cancelled by Ann: too deep')
  const exhausted: Policy = {...policy, quarantineAfter: 9, onExhausted: 'needs-review'}
  expect(statusText(told(begun(sketches, [startOf('T3'), ended('T3')], exhausted)), PLAIN)).toContain(
    'a hint, for its tries are used up: agent-spawn retry T3 --feedback TEXT | agent-spawn reject T3',
  )
})
