// Whether tasks come after others, for many pairs at once. Knows no rules.

import {topologicalOrder} from './order.ts'
import type {Graph, TaskId} from './task.ts'

/** Neither need be the earlier one. */
export type Pair = readonly [TaskId, TaskId]

/** Whether one of the two waits for the other, directly or not; asked only of pairs that were announced. */
export type IsOrdered = (a: TaskId, b: TaskId) => boolean

const BITS = 32 // tasks followed at the same time, one bit of a number each

/**
 * One pass over the graph for every 32 tasks that others are asked to come after: a bit goes on to whatever waits for it. A search for
 * each pair would look at the same tasks again and again.
 */
export const orderOf = (graph: Graph, pairs: Iterable<Pair>): IsOrdered => {
  const order = topologicalOrder(graph)
  const position = new Map(order.map((id, index) => [id, index]))
  const at = (id: TaskId): number => position.get(id) ?? 0
  const lateOnes = new Map<TaskId, Set<TaskId>>()
  for (const [a, b] of pairs) {
    const [early, late] = at(a) < at(b) ? [a, b] : [b, a]
    lateOnes.set(early, (lateOnes.get(early) ?? new Set()).add(late))
  }
  const needs = dependencyPositions(graph, order, position)
  const found = new Map<TaskId, Set<TaskId>>()
  const early = [...lateOnes.keys()]
  for (let from = 0; from < early.length; from += BITS) {
    const block = early.slice(from, from + BITS)
    const masks = masksAfter(block.map(at), needs)
    block.forEach((id, bit) => {
      const after = [...(lateOnes.get(id) ?? [])].filter(late => ((masks[at(late)] ?? 0) & (1 << bit)) !== 0)
      found.set(id, new Set(after))
    })
  }
  return (a, b) => (found.get(a)?.has(b) ?? false) || (found.get(b)?.has(a) ?? false)
}

/** Of each task, by topological position. */
const dependencyPositions = (
  {tasks}: Graph,
  order: readonly TaskId[],
  position: ReadonlyMap<TaskId, number>,
): readonly Int32Array[] => {
  const needs = new Map(tasks.map(({id, dependencies}) => [id, dependencies]))
  return order.map(id => Int32Array.from(needs.get(id) ?? [], other => position.get(other) ?? 0))
}

const masksAfter = (starts: readonly number[], needs: readonly Int32Array[]): Int32Array => {
  const masks = new Int32Array(needs.length)
  starts.forEach((start, bit) => {
    masks[start] = (masks[start] ?? 0) | (1 << bit)
  })
  for (let index = Math.min(...starts); index < needs.length; index++) {
    let mask = masks[index] ?? 0
    for (const need of needs[index] ?? []) mask |= masks[need] ?? 0
    masks[index] = mask
  }
  return masks
}
