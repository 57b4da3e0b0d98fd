// A command gate that names what takes it back: both ways are gone in the judged tree, and the first one twice.

import {expect, test} from 'vitest'
import {parameterProblems} from '../../../src/graph/gate-shapes.ts'
import type {Gate} from '../../../src/graph/task.ts'
import {gateOf} from '../../../src/graph/yaml/gate.ts'
import {GATE} from '../../../src/graph/yaml/shape.ts'
import {HERE} from '../rig.ts'
import {judge} from './judge.ts'

const read = (record: object): Gate => {
  const gate = gateOf(GATE.parse({type: 'command', ...record}), () => HERE)
  if (gate === undefined) throw new Error('nothing to run')
  return gate
}

const UP = 'mkdir db'

test('S004-19: a migration is applied, taken back and applied again', async () => {
  const {only} = judge()
  const {verdict, steps} = await only(read({command: UP, rollback: 'rmdir db'}))
  expect([verdict, steps.map(({name, verdict: each}) => [name, each])]).toEqual([
    'passed',
    [
      ['mkdir db', 'passed'],
      ['rmdir db', 'passed'],
      ['mkdir db (again)', 'passed'],
    ],
  ])
})

test.each([
  ['fails', 'false', ['passed', 'failed', 'skipped']],
  ['takes nothing back', 'true', ['passed', 'passed', 'failed']],
])('S004-19: a way back that %s is no way back', async (_, rollback, verdicts) => {
  const {only} = judge()
  const record = await only(read({command: UP, rollback}))
  expect([record.verdict, record.steps.map(({verdict}) => verdict)]).toEqual(['failed', verdicts])
})

test('a way back that is no command is malformed', () => {
  expect(parameterProblems(read({command: UP, rollback: 7}))).toEqual(['"rollback" is 7, expected a command'])
})
