import fc from 'fast-check'
import {expect, test} from 'vitest'
import {compile} from '../../src/graph/compile.ts'
import {orderOf, type Pair} from '../../src/graph/reach.ts'
import {waysIn} from '../../src/graph/way.ts'
import {draft, draftTask} from './drafts.ts'

/** More than can be followed at once, each depending on some of those before it. */
const graphs = fc.array(fc.array(fc.nat(99), {maxLength: 3}), {minLength: 2, maxLength: 90}).map(
  needs =>
    compile(
      draft(
        needs.map((others, index) =>
          draftTask(`T${index}`, {
            line: index + 1,
            needs: index === 0 ? [] : others.map(other => `T${other % index}`),
          }),
        ),
      ),
    ).graph,
)

test('of any pair: whether one comes after the other, as a search for it finds', () => {
  fc.assert(
    fc.property(graphs, ({tasks, ...rest}) => {
      const graph = {tasks, ...rest}
      const ids = tasks.map(({id}) => id)
      const needs = new Map(tasks.map(({id, dependencies}) => [id, dependencies]))
      const before = (id: string): ReadonlySet<string> => {
        const found = new Set(needs.get(id))
        for (const other of found) for (const further of needs.get(other) ?? []) found.add(further)
        return found
      }
      const pairs = ids.flatMap(a => ids.map((b): Pair => [a, b])).filter(([a, b]) => a !== b)
      const isOrdered = orderOf(graph, pairs)
      const wayFrom = waysIn(graph)
      for (const [a, b] of pairs) {
        expect(isOrdered(a, b)).toBe(before(a).has(b) || before(b).has(a))
        expect(wayFrom(a, new Set([a, b])).at(-1)).toBe(before(a).has(b) ? b : undefined)
      }
    }),
    {numRuns: 25},
  )
})

test('a pair that nobody announced is not known to be ordered', () => {
  const {graph} = compile(draft([draftTask('A', {line: 1}), draftTask('B', {line: 2, needs: ['A']})]))
  expect(orderOf(graph, [['B', 'A']])('A', 'B')).toBe(true)
  expect(orderOf(graph, [])('A', 'B')).toBe(false)
})
