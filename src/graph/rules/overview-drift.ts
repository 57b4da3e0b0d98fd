// An overview, in a sentence or a drawing, that says something else of the order than the tasks themselves.

import type {Aside, DependencyRef} from '../draft.ts'
import type {Finding} from '../finding.ts'
import {topologicalOrder} from '../order.ts'
import {isStated, others, placeOf} from '../place.ts'
import {rangesOver} from '../range.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge, TaskId} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const overviewDrift: Rule = {
  id: 'overview-drift',
  severity: 'warning',
  summary: 'A sentence or drawing about the order of tasks disagrees with what the tasks say',
  why: 'Both were true once, or one was never. What the tasks say counts, so a dependency that only the overview has is not kept.',
  wrong: markdown(`
    # Shop

    ### T1: Catalogue
    **Dependencies:** none
    **Validation:** \`npm test\`

    ### T2: Basket
    **Dependencies:** T1
    **Validation:** \`npm test\`

    ### T3: Prices
    **Dependencies:** T1
    **Validation:** \`npm test\`

    ## Order

    T3 depends on T2.
  `),
  right: markdown(`
    # Shop

    ### T1: Catalogue
    **Dependencies:** none
    **Validation:** \`npm test\`

    ### T2: Basket
    **Dependencies:** T1
    **Validation:** \`npm test\`

    ### T3: Prices
    **Dependencies:** T1, T2
    **Validation:** \`npm test\`

    ## Order

    T3 depends on T2.
  `),
  *check(context) {
    yield* groupsDrawnOtherwise(context)
    const asides = context.draft.claims.asides ?? []
    if (asides.length === 0) return
    const order = orderOf(context)
    const {told = [], drawn = []} = Object.groupBy(asides, ({dependencies}) =>
      dependencies.origin === 'sentence' ? 'told' : 'drawn',
    )
    for (const aside of told)
      yield* aside.dependencies.value.length === 0 ? waitsForNone(aside, order) : waitsForMore(aside, order)
    yield* drawnOtherwise(drawn, order)
  },
}

/** A drawing that agrees with few of the tasks draws something else, or its arrows mean the reverse. */
function* drawnOtherwise(drawn: readonly Aside[], order: Order): Iterable<Finding> {
  const byFile = Map.groupBy(drawn, ({dependencies: {origin, location}}) => `${location.file} ${origin}`)
  for (const asides of byFile.values()) {
    const found = asides.flatMap(aside => [...waitsForMore(aside, order)])
    if (found.length * 2 <= asides.length) yield* found
  }
}

interface Order {
  readonly context: LintContext
  readonly ids: readonly TaskId[]
  readonly edges: ReadonlyMap<TaskId, readonly Edge[]>
  readonly range: (from: string, to: string) => readonly string[]
  readonly position: ReadonlyMap<TaskId, number>
}

const orderOf = (context: LintContext): Order => {
  const {graph} = context
  const ids = graph.tasks.map(({id}) => id)
  return {
    context,
    ids,
    edges: Map.groupBy(graph.edges, ({task}) => task),
    range: rangesOver(ids),
    position: new Map(topologicalOrder(graph).map((id, index) => [id, index])),
  }
}

function* waitsForMore({tasks, dependencies}: Aside, order: Order): Iterable<Finding> {
  const {facts} = order.context
  for (const task of tasks) {
    const named = dependencies.value.flatMap(ref => membersOf(ref, task, order))
    const known = reachedFrom(task, named, order)
    const more = [...new Set(named)].filter(id => id !== task && facts.has(id) && !known.has(id))
    if (more.length === 0 || !facts.has(task)) continue
    const own = facts.get(task)?.dependencies[0] ?? {location: placeOf(facts, task), origin: 'list'}
    const words = own.origin === 'json' ? 'list' : own.origin
    yield {
      message:
        `this ${dependencies.origin} says that ${task} depends on ${listed(more)}, but the ${words} of ${task}, which counts, ` +
        `does not; add ${more.length === 1 ? 'it' : 'them'} there, or correct the ${dependencies.origin}`,
      location: dependencies.location,
      related: others(dependencies.location, [
        {message: `what ${task} says itself`, location: own.location},
        ...more.slice(0, 1).map(id => ({message: `${id} stands here`, location: placeOf(facts, id)})),
      ]),
    }
  }
}

/** "All prior tasks" are those above it in the document. */
const membersOf = (ref: DependencyRef, task: TaskId, {ids, range}: Order): readonly TaskId[] => {
  if (ref.type === 'task') return [ref.id]
  if (ref.type === 'range') return range(ref.from, ref.to)
  return ref.type === 'all' ? ids.slice(0, Math.max(0, ids.indexOf(task))) : []
}

/** What the task waits for, directly or not, as far back as the named tasks. */
const reachedFrom = (
  task: TaskId,
  named: readonly TaskId[],
  {edges, position}: Order,
): ReadonlySet<TaskId> => {
  const earliest = Math.min(...named.map(id => position.get(id) ?? 0))
  const reached = new Set([task])
  for (const id of reached)
    for (const {dependency} of edges.get(id) ?? [])
      if ((position.get(dependency) ?? 0) >= earliest) reached.add(dependency)
  return reached
}

/** "T7 depends on no other task". */
function* waitsForNone({tasks, dependencies}: Aside, {edges}: Order): Iterable<Finding> {
  const {location, origin} = dependencies
  const against = tasks.flatMap(
    task => edges.get(task)?.find(edge => isStated(edge) && edge.location.line !== location.line) ?? [],
  )
  const [first] = against
  if (first === undefined) return
  yield {
    message:
      `this ${origin} says that ${listed(against.map(({task}) => task))} ${against.length === 1 ? 'waits' : 'wait'} for no task, but ` +
      `${first.task} depends on ${first.dependency}; correct the ${origin}, or take away the dependency`,
    location,
    related: [{message: `${first.task} depends on ${first.dependency}`, location: first.location}],
  }
}

/** A drawing of groups in which one comes before another that it waits for. */
function* groupsDrawnOtherwise({draft, graph}: LintContext): Iterable<Finding> {
  const groups = new Map(graph.groups.map(({id, dependsOn}) => [id, dependsOn]))
  const said = new Map(draft.groups.map(({id, dependsOn}) => [id.value, dependsOn]))
  for (const {value, location, origin} of draft.claims.groupAsides ?? []) {
    const first = [...(groups.get(value.before) ?? [])].find(id => comesAfter(id, value.group, groups))
    const stated = said.get(value.before)?.find(fact => fact.value === first)
    if (stated === undefined) continue
    yield {
      message:
        `this ${origin} draws ${value.group} after ${value.before}, but ${value.before} comes after ${stated.value}` +
        `${stated.value === value.group ? '' : `, and so after ${value.group}`}: together they wait for each other; correct one of them`,
      location,
      related: [{message: `${value.before} comes after ${stated.value}`, location: stated.location}],
    }
  }
}

/** The same group, or one that waits for it. */
const comesAfter = (
  group: string,
  other: string,
  groups: ReadonlyMap<string, readonly string[]>,
): boolean => {
  const reached = new Set([group])
  for (const id of reached) for (const next of groups.get(id) ?? []) reached.add(next)
  return reached.has(other)
}
