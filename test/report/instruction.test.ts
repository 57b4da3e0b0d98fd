import {expect, test} from 'vitest'
import {taskInstruction} from '../../src/report/instruction.ts'
import {ENDING, POLICY, toldOn} from './story.ts'

const WORKSPACE = '/repo/.conductor/workspaces/agent-T4-task'

test("S003-14: the instruction holds the task's own section, inputs, outputs, gates and what its dependencies delivered", async () => {
  const text = taskInstruction(toldOn(), 'T4', {workspace: WORKSPACE})
  await expect(text).toMatchFileSnapshot('fixtures/instruction-first.md')
})

test('S003-14: a retry is told what went wrong before', async () => {
  const text = taskInstruction(
    toldOn(
      ...ENDING,
      {type: 'review-decided', task: 'T2', decision: 'rejected', by: 'Ann', comment: 'The axis is *wrong*'},
      {type: 'run-resumed', policy: {...POLICY, claims: 'fail'}, selection: ['T1', 'T2', 'T3']},
      {type: 'attempt-started', task: 'T2', attempt: 2, agent: 'claude'},
    ),
    'T2',
    {workspace: WORKSPACE},
  )
  await expect(text).toMatchFileSnapshot('fixtures/instruction-rejected.md')
})

test('S003-14: the evidence of failed gates is in the next instruction', async () => {
  const text = taskInstruction(toldOn(), 'T1', {workspace: WORKSPACE})
  await expect(text).toMatchFileSnapshot('fixtures/instruction-retry.md')
})

test('a task without anything but a title gets an instruction all the same', () => {
  const text = taskInstruction(toldOn(), 'T6', {workspace: WORKSPACE})
  expect(text.match(/^##? .*/gm)).toEqual(['# T6: Paint the boat', '## What to do', '## Constraints'])
})
