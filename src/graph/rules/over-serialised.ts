// Dependencies that order nothing, or that order everything: a plan that could run wider, or be read more easily.

import type {Finding} from '../finding.ts'
import {topologicalOrder, waves} from '../order.ts'
import {isStated, others, placeOf} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge, TaskId} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const overSerialised: Rule = {
  id: 'over-serialised',
  severity: 'info',
  summary: 'The plan is one single chain, or its dependencies follow from one another',
  why: 'A chain leaves nothing to run in parallel. A dependency that follows from others hides those that matter, and stays behind as a mistake when one of them changes.',
  wrong: markdown(`
    | ID | Task | Depends on | Validation |
    | --- | --- | --- | --- |
    | T1 | Schema | none | \`npm test\` |
    | T2 | Queries | T1 | \`npm test\` |
    | T3 | Routes | T2 | \`npm test\` |
    | T4 | Screens | T3 | \`npm test\` |
    | T5 | Help pages | T4 | \`npm test\` |
  `),
  right: markdown(`
    | ID | Task | Depends on | Validation |
    | --- | --- | --- | --- |
    | T1 | Schema | none | \`npm test\` |
    | T2 | Queries | T1 | \`npm test\` |
    | T3 | Routes | T2 | \`npm test\` |
    | T4 | Screens | T2 | \`npm test\` |
    | T5 | Help pages | T4 | \`npm test\` |
  `),
  *check(context) {
    yield* oneChain(context)
    yield* redundant(context)
  },
}

const CHAIN_MIN = 5 // tasks; a shorter chain may well be all there is to do

function* oneChain({graph, facts}: LintContext): Iterable<Finding> {
  const {tasks, edges} = graph
  const order = topologicalOrder(graph)
  const [first, last] = [order[0], order.at(-1)]
  if (first === undefined || last === undefined || tasks.length < CHAIN_MIN) return
  if (!edges.every(isStated) || waves(graph).length < tasks.length) return
  const location = placeOf(facts, first)
  yield {
    message:
      `all ${tasks.length} tasks wait for one another in a single line, ${first} to ${last}, so nothing runs in parallel; ` +
      'keep only the dependencies where a task uses what the other makes',
    location,
    related: others(location, [{message: 'the last of the line', location: placeOf(facts, last)}]),
  }
}

/** Fewer are not worth a word: two of three dependencies that follow from the third make a plan no harder to read. */
const [REDUNDANT_MIN, REDUNDANT_PART] = [10, 0.25]

function* redundant(context: LintContext): Iterable<Finding> {
  const {graph} = context
  const found = redundantEdges(context)
  const stated = graph.edges.filter(({kind}) => kind === 'stated')
  if (found.length < Math.max(REDUNDANT_MIN, stated.length * REDUNDANT_PART)) return
  const byTask = [...Map.groupBy(found, ({task}) => task).values()].sort((a, b) => b.length - a.length)
  const [worst = []] = byTask
  const [edge] = worst
  if (edge === undefined) return
  yield {
    message:
      `${found.length} of ${stated.length} dependencies follow from others: ${edge.task} need not name ` +
      `${listed(worst.map(({dependency}) => dependency))}; leave them out`,
    location: edge.location,
    related: others(
      edge.location,
      byTask.slice(1, 1 + SHOWN).flatMap(edges => edges.slice(0, 1).map(relate(edges))),
    ),
  }
}

const relate =
  (edges: readonly Edge[]) =>
  ({task, location}: Edge) => ({
    message: `${task} need not name ${listed(edges.map(({dependency}) => dependency))}`,
    location,
  })

/** Places that one finding points to. */
const SHOWN = 5

/** Steps that the search may take: a fraction of a second. One that needs more is too dense to be read anyway. */
const STEPS_MAX = 300_000

/**
 * Of the stated ones, each that another dependency of the same task leads to. From the latest dependency backwards, so that what it leads
 * to is known before the earlier ones are looked at; and no further back than the earliest.
 */
const redundantEdges = ({graph}: LintContext): readonly Edge[] => {
  const position = new Map(topologicalOrder(graph).map((id, index) => [id, index]))
  const at = (id: TaskId): number => position.get(id) ?? 0
  const needs = new Map(graph.tasks.map(({id, dependencies}) => [id, dependencies]))
  const byTask = Map.groupBy(
    graph.edges.filter(({kind}) => kind === 'stated'),
    ({task}) => task,
  )
  const found: Edge[] = []
  let steps = 0
  for (const edges of byTask.values()) {
    const latest = edges.toSorted((a, b) => at(b.dependency) - at(a.dependency))
    const earliest = at(latest.at(-1)?.dependency ?? '')
    const reached = new Set<TaskId>()
    for (const edge of latest) {
      if (reached.has(edge.dependency)) {
        found.push(edge)
        continue
      }
      for (const id of reached.add(edge.dependency)) {
        for (const next of needs.get(id) ?? []) {
          if (++steps > STEPS_MAX) return found
          if (at(next) >= earliest) reached.add(next)
        }
      }
    }
  }
  return found
}
