// One small document in the manner of those that people write, and what must be read from it.

import {expect, test} from 'vitest'
import {compile} from '../../../src/graph/compile.ts'
import type {Edge} from '../../../src/graph/task.ts'
import type {PlanDocument} from '../../../src/plan/format.ts'
import {readPlan} from '../../../src/plan/read.ts'

/** By id, the ids that a task is stated to depend on, with spaces between, in any order. */
interface Expected {
  readonly [id: string]: string
}

const isStated = ({kind}: Edge): boolean => kind !== 'order' && kind !== 'parent'

const sorted = (ids: readonly string[]): string => [...new Set(ids)].sort().join(' ')

const edgesOf = (documents: readonly PlanDocument[]): Expected => {
  const plan = readPlan(documents)
  if (!plan.ok) throw new Error(plan.error.map(({message}) => message).join('\n'))
  const {graph, outside} = compile(plan.value)
  const edges = Map.groupBy([...graph.edges, ...outside].filter(isStated), ({task}) => task)
  return Object.fromEntries(
    graph.tasks.map(({id}) => [id, sorted((edges.get(id) ?? []).map(({dependency}) => dependency))]),
  )
}

/** Several texts are given by file. */
export const lookalike = (
  name: string,
  text: string | {readonly [file: string]: string},
  expected: Expected,
  file = 'plan.md',
): void => {
  const documents =
    typeof text === 'string' ? [{file, text}] : Object.entries(text).map(([file, text]) => ({file, text}))
  const want = Object.entries(expected).map(([id, needs]) => [id, sorted(needs.split(' ').filter(Boolean))])
  test(`S003-01: ${name}`, () => expect(edgesOf(documents)).toEqual(Object.fromEntries(want)))
}
