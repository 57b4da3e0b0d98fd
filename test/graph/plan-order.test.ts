// Plans that state no dependencies: how they are meant to be carried out.

import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import type {PlanOrder} from '../../src/graph/plan-order.ts'
import {readPlan} from '../../src/plan/read.ts'

const KIRO = '- [ ] 1. Dig\n  - _Requirements: 1.1_\n- [ ] 2. Sow\n- [ ] 3. Water\n'

const compiled = (text: string, order?: PlanOrder) => {
  const plan = readPlan([{file: 'tasks.md', text}])
  if (!plan.ok) throw new Error('the plan is not readable')
  return compile(plan.value, order === undefined ? {} : {order}).graph
}

const needs = (text: string, order?: PlanOrder) =>
  compiled(text, order).tasks.map(({id, dependencies}) => [id, ...dependencies])

test('a format whose tasks follow one another gets weak edges, each at its task', () => {
  expect(needs(KIRO)).toEqual([['1'], ['2', '1'], ['3', '2']])
  expect(compiled(KIRO).edges.map(({kind, location}) => [kind, location.line])).toEqual([
    ['order', 3],
    ['order', 4],
  ])
})

test('the order can be taken away, and one stated dependency speaks for the whole plan', () => {
  expect(needs(KIRO, 'none')).toEqual([['1'], ['2'], ['3']])
  expect(needs(`${KIRO}  - _Depends: 1_\n`)).toEqual([['1'], ['2'], ['3', '1']])
})

test('phase by phase, groups wait for one another', () => {
  expect(compiled(KIRO, 'phase').settings.gateGroups).toBe(true)
  expect(needs(KIRO, 'phase')).toEqual([['1'], ['2'], ['3']])
})
