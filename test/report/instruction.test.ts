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

test('S001-31, S001-32: who goes on for another is given its checkpoint, its changes and its last words, as data', () => {
  const text = taskInstruction(toldOn(), 'T6', {
    workspace: WORKSPACE,
    resumption: {
      changed: Array.from({length: 42}, (_, index) => `${index}.txt`),
      checkpoint: '{"step": 6, "left": "```"}\n',
      logTail: 'step 6 of 10\n',
    },
  })
  const tail = text.slice(text.indexOf('## Where the last attempt stopped'))
  expect(tail).toContain('- `39.txt`\n- and 2 more\n')
  expect(tail).toContain('Its checkpoint:\n\n````json\n{"step": 6, "left": "```"}\n````')
  expect(tail).toContain('The end of what it printed:\n\n```\nstep 6 of 10\n```')
})

test('a task without anything but a title gets an instruction all the same', () => {
  const text = taskInstruction(toldOn(), 'T6', {workspace: WORKSPACE})
  expect(text.match(/^##? .*/gm)).toEqual(['# T6: Paint the boat', '## What to do', '## Constraints'])
})

test('who is tried again is told what a person has to say about it', () => {
  const text = taskInstruction(
    toldOn(...ENDING, {
      ...{type: 'retry-requested', task: 'T3', downstream: false, by: 'Ann'},
      feedback: 'Use the *other* port',
    }),
    'T3',
    {workspace: WORKSPACE},
  )
  expect(text).toContain('Ann wants it tried again, and says: Use the \\*other\\* port')
})
