// Everything that happened to one task, as a person reads it.

import {expect, test} from 'vitest'
import {historyText, taskHistory} from '../../src/report/history.ts'
import {EVENTS} from './story.ts'

const story = (): typeof EVENTS => JSON.parse(JSON.stringify(EVENTS))

test('S001-35: every transition with time and cause', () => {
  expect(historyText(taskHistory(story(), 'T3'))).toBe(
    `2026-03-09T23:59:30Z  waiting            run 20260309-235930-ab12 started: 5 tasks, 3 slots, from main at aaaaaaa
2026-03-10T00:00:10Z  waiting → running  T3 attempt 1 started (claude)
2026-03-10T00:02:30Z  running            T3 workspace .conductor/workspaces/agent-T3-task
2026-03-10T00:02:40Z  running → waiting  T3 attempt 1: Declared outputs are missing: src/mail.js.
2026-03-10T00:02:50Z  waiting → running  T3 attempt 2 started (claude)
2026-03-10T00:03:00Z  running            T3 workspace .conductor/workspaces/agent-T3-task
2026-03-10T00:03:10Z  running → failed   T3 attempt 2: The agent was stopped at its limit of 6 h.
`,
  )
})

test('what moves a task without being about it is told, too', () => {
  const [first] = story()
  const resumed = {
    type: 'run-resumed',
    at: 1,
    selection: ['T6'],
    policy: first?.type === 'run-started' ? first.policy : undefined,
  }
  const entries = taskHistory([...story(), resumed as never], 'T6')
  expect(entries.map(({event, from, phase}) => [event, from, phase])).toEqual([
    ['run-started', undefined, 'skipped'],
    ['run-resumed', 'skipped', 'waiting'],
  ])
})
