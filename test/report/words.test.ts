import {expect, test} from 'vitest'
import {describeEvent, describeOutcome, describeReason} from '../../src/report/words.ts'
import type {EventBody, RevertResult} from '../../src/run/event.ts'
import type {Reason} from '../../src/run/explain.ts'
import type {Outcome} from '../../src/run/outcome.ts'
import {ENDING, EVENTS, GRAPH, POLICY} from './story.ts'

const OUTCOMES: readonly (readonly [Outcome, string])[] = [
  [{type: 'passed'}, 'Passed.'],
  [
    {type: 'gate-failed', gate: 'validation', step: 'Run\u001b[2J tests', exitCode: 1},
    'Gate validation failed at "Run tests" (exit code 1).',
  ],
  [
    {type: 'gate-failed', gate: 'validation', step: 'Serve', exitCode: null},
    'Gate validation failed at "Serve" (ended by a signal).',
  ],
  [
    {type: 'agent-failed', exitCode: 2, message: 'The agent exited with code 2: no key'},
    'The agent exited with code 2: no key.',
  ],
  [{type: 'missing-outputs', paths: ['a.js', 'b.js']}, 'Declared outputs are missing: a.js and b.js.'],
  [{type: 'missing-outputs', paths: []}, 'It changed nothing, and nothing else speaks for it.'],
  [{type: 'trespassed', paths: ['c.js']}, 'It wrote outside its declared outputs: c.js.'],
  [{type: 'timed-out', limitMs: 5_400_000}, 'The agent was stopped at its limit of 1 h 30 min.'],
  [{type: 'stalled', silenceMs: 90_000}, 'The agent was stopped after 1 min 30 s without a sign of life.'],
  [{type: 'conflicted', paths: ['d.js']}, 'Its work conflicts with what is on the integration branch: d.js.'],
  [{type: 'unresolved', paths: ['d.js', 'e.js']}, 'Marks of the conflict are left in d.js and e.js.'],
  [
    {type: 'limited', provider: 'claude', resetsAt: Date.UTC(2026, 2, 9, 17)},
    'The usage limit of claude is reached until 2026-03-09T17:00:00Z, which costs no attempt.',
  ],
  [{type: 'limited', provider: 'claude'}, 'The usage limit of claude is reached, which costs no attempt.'],
  [{type: 'refused', reason: 'no such command'}, 'It could not be started: no such command.'],
  [{type: 'cancelled'}, 'It was cancelled, which costs no attempt.'],
  [{type: 'lost'}, 'It was lost when agent-spawn itself ended, which costs no attempt.'],
]

test.each(OUTCOMES)('outcome %j in one sentence', (outcome, words) => {
  expect(describeOutcome(outcome)).toBe(words)
})

const REASONS: readonly (readonly [Reason, string])[] = [
  [{type: 'dependency', task: 'T1', phase: 'running'}, 'waits for T1, which is running'],
  [{type: 'dependency', task: 'T1', phase: 'needs-review'}, 'waits for T1, which waits for a person'],
  [{type: 'claim', task: 'T3'}, 'waits for T3, which writes the same files'],
  [
    {type: 'group-gate', tasks: ['T1', 'T2'], count: 9},
    'waits for the groups before its own: T1, T2 and 7 more must be done first',
  ],
  [{type: 'group-cap', group: 'GROUP A', cap: 2}, 'waits because GROUP A runs at most 2 tasks at once'],
  [{type: 'slots', slots: 1}, 'waits for one of 1 slot'],
  [{type: 'stopping', reason: 'interrupted'}, 'is not started any more: interrupted'],
  [{type: 'paused', by: 'Ann', reason: 'lunch'}, 'waits until the run, paused by Ann, is resumed: lunch'],
  [
    {type: 'backoff', until: Date.UTC(2026, 2, 9, 17)},
    'waits until 2026-03-09T17:00:00Z before it is tried again',
  ],
  [
    {type: 'limited', provider: 'claude', until: Date.UTC(2026, 2, 9, 17)},
    'waits for the usage limit of claude, until 2026-03-09T17:00:00Z',
  ],
  [
    {type: 'agent', agent: 'codex', until: Date.UTC(2026, 2, 9, 17)},
    'waits for the agent codex, which failed several tasks in a row, until 2026-03-09T17:00:00Z',
  ],
  [
    {type: 'agent', agent: 'codex', until: Number.POSITIVE_INFINITY},
    'is not given to the agent codex, which failed several tasks in a row and every probe since; see its logs, then run --continue',
  ],
  [
    {type: 'quarantine', agent: 'claude', by: 'Ann', text: 'odd commits'},
    'waits until the agent claude is released from quarantine (by Ann: odd commits)',
  ],
  [
    {type: 'budget', budget: {scope: 'run', what: 'usd', limit: 5}},
    'is not started, for the budget is spent: $5 of the run (budget.run.usd)',
  ],
  [
    {type: 'budget', budget: {scope: 'task', what: 'ms', limit: 5_400_000}},
    'is not started, for the budget is spent: 1 h 30 min of the task (budget.task.time)',
  ],
]

test.each(REASONS)('reason %j in words', (reason, words) => {
  expect(describeReason(reason)).toBe(words)
})

test('S003-22: a run that goes on is one line for each event', async () => {
  const lines = [...EVENTS, ...ENDING.map(body => ({...body, at: 0}))].map(describeEvent)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('fixtures/events.txt')
})

const reverted = (result: RevertResult): EventBody => ({
  ...{type: 'revert-finished', task: 'T2', attempt: 1, result, durationMs: 1},
})

const OTHERS: readonly (readonly [EventBody, string])[] = [
  [{type: 'run-resumed', policy: POLICY, selection: ['T4']}, 'run resumed: 1 task, 3 slots'],
  [
    {
      type: 'agent-exited',
      task: 'T4',
      attempt: 1,
      exitCode: null,
      signal: 'SIGKILL',
      durationMs: 60_000,
      log: 'l',
    },
    'T4 agent was ended by SIGKILL after 1 min',
  ],
  [
    {
      type: 'gate-finished',
      task: 'T4',
      attempt: 1,
      stage: 'merged',
      record: {gate: 'validation', type: 'command', verdict: 'failed', steps: [], durationMs: 1},
    },
    'T4 gate validation failed on the merged tree',
  ],
  [
    {
      ...{type: 'judged-ahead', task: 'T4', attempt: 1, before: ['T2', 'T3'], tree: 't', key: 'k'},
      records: [{gate: 'validation', type: 'command', verdict: 'passed', steps: [], durationMs: 1}],
    },
    'T4 judged ahead of its turn, behind T2 and T3: passed',
  ],
  [
    {
      ...{type: 'judged-ahead', task: 'T4', attempt: 1, before: [], tree: 't', key: 'k'},
      records: [{gate: 'validation', type: 'command', verdict: 'failed', steps: [], durationMs: 1}],
    },
    'T4 judged beside others: gate validation failed; it is judged again alone',
  ],
  [
    {
      type: 'merge-finished',
      task: 'T4',
      attempt: 1,
      result: {type: 'conflicted', paths: ['a.js']},
      durationMs: 1,
    },
    'T4 not merged: Its work conflicts with what is on the integration branch: a.js.',
  ],
  [
    {type: 'review-decided', task: 'T2', decision: 'rejected', by: 'Ann', comment: 'too\nsmall'},
    'T2 rejected by Ann: too small',
  ],
  [{type: 'review-decided', task: 'T2', decision: 'approved', by: 'Ann'}, 'T2 approved by Ann'],
  [{type: 'pause-requested', by: 'Ann', reason: 'lunch'}, 'paused by Ann: lunch'],
  [{type: 'resume-requested', by: 'Ann'}, 'resumed by Ann'],
  [{type: 'plan-changed', graph: GRAPH}, `plan changed: now ${GRAPH.tasks.length} tasks`],
  [
    {type: 'base-integrated', commit: 'abcdef1234', base: '1234567890', records: []},
    "1234567 of the user's branch integrated as abcdef1",
  ],
  [
    {
      ...{type: 'promotion-finished', stage: 'staging', commit: 'abcdef1234', verdict: 'failed'},
      records: [{gate: 'smoke', type: 'command', verdict: 'failed', steps: [], durationMs: 1}],
    },
    'stage staging failed at gate smoke for abcdef1',
  ],
  [
    {type: 'promotion-finished', stage: 'staging', commit: 'abcdef1234', verdict: 'manual', records: []},
    'stage staging passed its checks for abcdef1, and a person must look at the rest',
  ],
  [
    {
      ...{type: 'promotion-decided', stage: 'staging', commit: 'abcdef1234', decision: 'approved'},
      ...{by: 'Ann', comment: 'it is\ndown'},
    },
    'stage staging approved for abcdef1 by Ann: it is down',
  ],
  [
    {type: 'progress-reported', task: 'T2', attempt: 1, percent: 42, message: 'writing\ntests'},
    'T2 says 42 %: writing tests',
  ],
  [
    {type: 'quarantine-requested', agent: 'claude', by: 'Ann', reason: 'odd commits'},
    'agent claude put in quarantine by Ann: odd commits',
  ],
  [{type: 'release-requested', agent: 'claude', by: 'Ann'}, 'agent claude released from quarantine by Ann'],
  [{type: 'cancel-requested', task: 'T2', by: 'Ann'}, 'T2 cancelled by Ann'],
  [
    {type: 'cancel-requested', task: 'T2', by: 'Ann', reason: 'not needed'},
    'T2 cancelled by Ann: not needed',
  ],
  [
    {type: 'retry-requested', task: 'T2', by: 'Ann', downstream: true, feedback: 'mind the\ngap'},
    'T2 and what depends on it to be tried again, says Ann: mind the gap',
  ],
  [
    {type: 'attempt-started', task: 'T2', attempt: 2, agent: 'claude', repairs: 1},
    'T2 attempt 2 started to repair attempt 1 (claude)',
  ],
  [
    {type: 'resolve-requested', task: 'T2', by: 'Ann', action: 'continue'},
    'T2 resolved by Ann: what is in its workspace is judged',
  ],
  [
    {type: 'resolve-requested', task: 'T2', by: 'Ann', action: 'abort'},
    'T2 given up with its conflict by Ann',
  ],
  [{type: 'rollback-requested', task: 'T2', by: 'Ann'}, 'T2 to be rolled back, says Ann'],
  [{type: 'revert-started', task: 'T2', attempt: 1, commits: ['abc'], tip: 'def'}, 'T2 being rolled back'],
  [reverted({type: 'reverted', commit: 'f'.repeat(40), tree: 'abc'}), 'T2 rolled back as fffffff'],
  [
    reverted({type: 'conflicted', paths: ['a.ts'], tasks: ['T5', 'T4']}),
    'T2 not rolled back: the later work of T5 and T4 changed the same lines of a.ts. Roll that back first: agent-spawn rollback T5, agent-spawn rollback T4',
  ],
  [
    reverted({type: 'conflicted', paths: ['a.ts'], tasks: []}),
    'T2 not rolled back: the work after it changed the same lines of a.ts.',
  ],
  [reverted({type: 'refused', reason: 'the branch has moved'}), 'T2 not rolled back: the branch has moved.'],
  [{type: 'stop-requested', mode: 'drain', by: 'user', reason: 'Ctrl-C'}, 'nothing new is started: Ctrl-C'],
  [{type: 'stop-requested', mode: 'kill', by: 'user', reason: 'Ctrl-C'}, 'stopping everything: Ctrl-C'],
]

test.each(OTHERS)('event %j in one line', (body, line) => {
  expect(describeEvent({...body, at: 0})).toBe(line)
})
