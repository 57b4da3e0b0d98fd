import fc from 'fast-check'
import {expect, test} from 'vitest'
import {
  bottomLevels,
  criticalPath,
  lowerBound,
  slack,
  topologicalOrder,
  totalHours,
  waves,
} from '../../src/graph/order.ts'
import type {Graph, TaskId} from '../../src/graph/task.ts'
import {graph, sketches} from './graphs.ts'

const house = graph(
  {id: 'roof', hours: 4, needs: ['walls']},
  {id: 'walls', hours: 8, needs: ['floor']},
  {id: 'floor', hours: 2},
  {id: 'garden', hours: 3},
  {id: 'party', hours: 1, needs: ['roof', 'garden']},
)

test('waves, paths and slack of a small plan', () => {
  expect(waves(house)).toEqual([['floor', 'garden'], ['walls'], ['roof'], ['party']])
  expect(topologicalOrder(house)).toEqual(['floor', 'garden', 'walls', 'roof', 'party'])
  expect(criticalPath(house)).toEqual({tasks: ['floor', 'walls', 'roof', 'party'], hours: 15})
  expect([...slack(house)]).toEqual([
    ['roof', 0],
    ['walls', 0],
    ['floor', 0],
    ['garden', 11],
    ['party', 0],
  ])
  expect(bottomLevels(house).get('garden')).toBe(4)
  expect(totalHours(house)).toBe(18)
  expect([1, 2].map(slots => lowerBound(house, slots))).toEqual([18, 15])
})

test('among equally long paths the one first in the plan is critical', () => {
  const twins = graph({id: 'b', hours: 2}, {id: 'a', hours: 2}, {id: 'end', needs: ['a', 'b']})
  expect(criticalPath(twins)).toEqual({tasks: ['b', 'end'], hours: 3})
})

test('a task without hours counts as one hour', () => {
  expect(totalHours(graph({id: 'a'}, {id: 'b', hours: 0.5}))).toBe(1.5)
})

test('an empty graph has no waves and no path', () => {
  expect([waves(graph()), criticalPath(graph()), lowerBound(graph(), 4)]).toEqual([
    [],
    {tasks: [], hours: 0},
    0,
  ])
})

test('decimal hours add up as people add them', () => {
  const tenths = graph({id: 'a', hours: 0.1}, {id: 'b', hours: 0.2, needs: ['a']})
  expect([totalHours(tenths), criticalPath(tenths).hours]).toEqual([0.3, 0.3])
})

/** The definition itself, by exhaustive recursion. */
const needs = (made: Graph, id: TaskId): readonly TaskId[] =>
  made.tasks.find(task => task.id === id)?.dependencies ?? []
const depth = (made: Graph, id: TaskId): number =>
  needs(made, id).reduce((deepest, dependency) => Math.max(deepest, depth(made, dependency) + 1), 0)
const finish = (made: Graph, id: TaskId): number =>
  needs(made, id).reduce((latest, dependency) => Math.max(latest, finish(made, dependency)), 0) +
  (made.tasks.find(task => task.id === id)?.effortHours ?? 1)

test('waves are the layers by longest distance from a start, and the critical path is the latest finish', () => {
  fc.assert(
    fc.property(sketches, drawn => {
      const made = graph(...drawn)
      const layers = waves(made)
      expect(layers.map(wave => wave.map(id => depth(made, id)))).toEqual(
        layers.map((wave, level) => wave.map(() => level)),
      )
      expect(layers.flat().toSorted()).toEqual(made.tasks.map(task => task.id).toSorted())
      const path = criticalPath(made)
      expect(path.hours).toBe(Math.max(0, ...made.tasks.map(task => finish(made, task.id))))
      for (const [index, id] of path.tasks.slice(1).entries())
        expect(needs(made, id)).toContain(path.tasks[index])
      for (const id of path.tasks) expect(slack(made).get(id)).toBe(0)
    }),
  )
})
