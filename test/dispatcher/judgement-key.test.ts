import {expect, test} from 'vitest'
import {judgementKey} from '../../src/dispatcher/judgement-key.ts'
import type {Gate, Task} from '../../src/graph/task.ts'
import {DEFAULT_POLICY, type Policy} from '../../src/run/policy.ts'
import {graphOf} from '../run/graphs.ts'

const gate = (command: string, line = 1): Gate => {
  const location = {file: 'plan.md', line, column: 1}
  const step = {name: 'a step', command, kind: 'check', expect: 'success', location} as const
  return {name: 'validation', type: 'command', steps: [step], parameters: {}, location}
}

const task = (gates: readonly Gate[], id = 'T1'): Task => {
  const [found] = graphOf({[id]: {}}).tasks
  if (found === undefined) throw new Error('no task')
  return {...found, gates}
}

const limited = (limits: Partial<Policy['limits']>): Policy => ({
  ...DEFAULT_POLICY,
  limits: {...DEFAULT_POLICY.limits, ...limits},
})
const setUp = (setup: readonly string[]): Policy => ({
  ...DEFAULT_POLICY,
  workspace: {...DEFAULT_POLICY.workspace, setup},
})

const KEY = judgementKey('tree', task([gate('npm test')]), DEFAULT_POLICY)

test('the same gates on the same tree are one judgement, wherever they stand in the plan', () => {
  expect(judgementKey('tree', task([gate('npm test', 7)]), DEFAULT_POLICY)).toBe(KEY)
  expect(judgementKey('tree', task([gate('npm test')]), limited({runMs: 1}))).toBe(KEY)
})

test.each([
  ['another tree', judgementKey('another', task([gate('npm test')]), DEFAULT_POLICY)],
  ['another command', judgementKey('tree', task([gate('npm run test')]), DEFAULT_POLICY)],
  ['one more gate', judgementKey('tree', task([gate('npm test'), gate('true')]), DEFAULT_POLICY)],
  [
    'another task, which gates are told',
    judgementKey('tree', task([gate('npm test')], 'T2'), DEFAULT_POLICY),
  ],
  ['another limit', judgementKey('tree', task([gate('npm test')]), limited({gateMs: 1}))],
  ['another set-up', judgementKey('tree', task([gate('npm test')]), setUp(['npm ci']))],
])('%s is another judgement', (_, key) => {
  expect(key).not.toBe(KEY)
})
