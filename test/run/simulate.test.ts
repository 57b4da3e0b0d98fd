// Virtual time: exact makespans, and sizes at which anything quadratic would show.

import {existsSync, readFileSync} from 'node:fs'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {lowerBound} from '../../src/graph/order.ts'
import type {Graph} from '../../src/graph/task.ts'
import {readPlan} from '../../src/plan/read.ts'
import {simulate} from '../../src/run/simulate.ts'
import {graphOf, type TaskSketch} from './graphs.ts'

const PLANS = new URL('../../../shared/plans/', import.meta.url)
const withoutPlans = existsSync(PLANS) ? false : 'the reference plans are not beside this checkout'

const graphFrom = (file: string): Graph => {
  const plan = readPlan([{file, text: readFileSync(new URL(file, PLANS), 'utf8')}])
  if (!plan.ok) throw new Error('the reference plan is not readable')
  return compile(plan.value).graph
}

const makespans = (graph: Graph, first: 'critical-path' | 'plan', gateGroups = false) =>
  Object.fromEntries(
    [1, 2, 3, 4, 8].map(slots => [slots, simulate(graph, {slots, first, gateGroups}).makespanHours]),
  )

test('a chain and a fan take as long as arithmetic says', () => {
  const graph = graphOf({T1: {hours: 2}, T2: {hours: 3, needs: ['T1']}, T3: {hours: 4}, T4: {hours: 1}})
  expect(simulate(graph, {slots: 2, first: 'critical-path', gateGroups: false})).toEqual({
    makespanHours: 5,
    result: 'done',
    tasks: [
      {id: 'T1', start: 0, end: 2},
      {id: 'T3', start: 0, end: 4},
      {id: 'T2', start: 2, end: 5},
      {id: 'T4', start: 4, end: 5},
    ],
  })
})

test.skipIf(withoutPlans)(
  'S003-44: the reference plan takes exactly the hours that were worked out for it',
  () => {
    const expected = JSON.parse(readFileSync(new URL('k1-expected.json', PLANS), 'utf8'))
    const document = graphFrom('k1-phase-5.3-breakdown.md')
    const yaml = graphFrom('k1-task-dispatcher.yaml')
    expect(makespans(document, 'critical-path')).toEqual(expected.document.makespanHours_criticalPathFirst)
    expect(makespans(yaml, 'plan')).toEqual(expected.yaml.makespanHours_listOrder.dag)
    expect(makespans(yaml, 'plan', true)).toEqual(expected.yaml.makespanHours_listOrder.groupBarrier)
    expect(makespans(yaml, 'critical-path', true)).toEqual(expected.yaml.makespanHours_listOrder.groupBarrier)
    expect(lowerBound(yaml, 8)).toBe(38)
  },
)

test('100,000 tasks are scheduled in one go: wide, as a chain, and in layers with one group capped', () => {
  const size = 100_000
  const build = (task: (index: number) => TaskSketch): Graph =>
    graphOf(Object.fromEntries(Array.from({length: size}, (_, index) => [`T${index}`, task(index)])), {G: 3})
  const shapes = [
    build(() => ({writes: []})),
    build(index => ({writes: [], needs: index === 0 ? [] : [`T${index - 1}`]})),
    build(index => ({
      writes: [],
      needs: index < 100 ? [] : [`T${index - 100}`],
      ...(index % 2 ? {group: 'G'} : {}),
    })),
  ]
  for (const graph of shapes) {
    const {result, tasks} = simulate(graph, {slots: 8, first: 'critical-path', gateGroups: false})
    expect([result, tasks.length]).toEqual(['done', size])
  }
}, 60_000)
