// Tasks said to run side by side, by a mark such as `[P]` or in a sentence, that cannot: one waits for another, or both write a file.

import type {Location} from '../diagnostic.ts'
import type {Fact} from '../draft.ts'
import type {Finding} from '../finding.ts'
import {isStated, others, placeOf} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge, Output, TaskId} from '../task.ts'
import {waysIn} from '../way.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const parallelConflict: Rule = {
  id: 'parallel-conflict',
  severity: 'warning',
  summary: 'Tasks said to run in parallel depend on each other or write the same file',
  why: 'Whoever trusts the mark starts them together: one then misses what the other makes, or the two overwrite each other. Here the dependency counts, and tasks with a common output never run at once.',
  wrong: markdown(`
    ## Phase 1: Setup

    - [ ] T001 [P] Write the schema in src/schema.sql
    - [ ] T002 [P] Write the queries in src/queries.ts (depends on T001)
  `),
  right: markdown(`
    ## Phase 1: Setup

    - [ ] T001 Write the schema in src/schema.sql
    - [ ] T002 Write the queries in src/queries.ts (depends on T001)
  `),
  *check(context) {
    yield* markedAndWaiting(context)
    yield* markedAndWriting(context)
    yield* saidAndWaiting(context)
    yield* saidAndUnmarked(context)
  },
}

/** Whose mark it is, and in which set of tasks it holds: a group, the parts of one task, or the document. */
interface Marked {
  readonly task: TaskId
  readonly set: string
  readonly mark: Fact<boolean>
  readonly outputs: readonly Output[]
}

const markedTasks = ({facts, graph}: LintContext): ReadonlyMap<TaskId, Marked> => {
  const found = new Map<TaskId, Marked>()
  for (const {id, group, outputs} of graph.tasks) {
    const definition = facts.get(id)?.definitions[0]
    const mark = definition?.isParallel
    if (definition === undefined || mark?.value !== true) continue
    const {file} = definition.id.location
    found.set(id, {task: id, set: `${file} ${group ?? definition.parent?.value ?? ''}`, mark, outputs})
  }
  return found
}

/** `(P)` says that it may run beside its siblings; `[P]` also that it waits for none of them, marked or not. */
const FREE = /^\[P/

function* markedAndWaiting(context: LintContext): Iterable<Finding> {
  const {graph} = context
  const marked = markedTasks(context)
  const setOf = new Map(graph.tasks.map(({id, group}) => [id, group]))
  const isAgainst = ({task, dependency}: Edge): boolean => {
    const [own, other] = [marked.get(task), marked.get(dependency)]
    if (own === undefined) return false
    if (other !== undefined) return own.set === other.set
    return (
      FREE.test(own.mark.origin) && setOf.get(task) !== undefined && setOf.get(task) === setOf.get(dependency)
    )
  }
  const byTask = Map.groupBy(
    graph.edges.filter(edge => isStated(edge) && isAgainst(edge)),
    ({task}) => task,
  )
  const alike = Map.groupBy(byTask, ([task, edges]) =>
    [marked.get(task)?.set, ...edges.map(({dependency}) => dependency)].join(' '),
  )
  for (const waiting of alike.values()) yield* waitingFinding(waiting, context, {marked, setOf})
}

/** Of tasks that all wait for the same ones. */
function* waitingFinding(
  waiting: readonly (readonly [TaskId, readonly Edge[]])[],
  {facts}: LintContext,
  {marked, setOf}: {marked: ReadonlyMap<TaskId, Marked>; setOf: ReadonlyMap<TaskId, string | undefined>},
): Iterable<Finding> {
  const [first] = waiting
  const mark = first && marked.get(first[0])?.mark
  if (first === undefined || mark === undefined) return
  const [task, edges] = first
  const tasks = waiting.map(([id]) => id)
  const ids = edges.map(({dependency}) => dependency)
  const group = setOf.get(task)
  const [are, depend, they] = tasks.length === 1 ? ['is', 'depends', 'it'] : ['are', 'depend', 'they']
  yield {
    message:
      `${listed(tasks)} ${are} marked ${mark.origin}, but ${depend} on ${listed(ids)}${group === undefined ? '' : ` of the same ${group}`}, ` +
      `so ${they} cannot run beside ${ids.length === 1 ? 'it' : 'them'}; take away the mark or the dependency`,
    location: mark.location,
    related: others(mark.location, [
      ...statementsOf(edges),
      ...ids.slice(0, SHOWN).map(id => ({message: `${id} stands here`, location: placeOf(facts, id)})),
    ]),
  }
}

const statementsOf = (edges: readonly Edge[]): readonly {message: string; location: Location}[] =>
  edges.map(({location}) => ({message: 'the dependency is stated here', location})).slice(0, SHOWN)

/** Places of one kind that one finding points to. */
const SHOWN = 3

function* markedAndWriting(context: LintContext): Iterable<Finding> {
  const marked = [...markedTasks(context).values()]
  const writers = Map.groupBy(
    marked.flatMap(owner => owner.outputs.map(output => ({owner, output}))),
    ({owner, output}) => `${owner.set} ${output.path}`,
  )
  for (const claims of writers.values()) {
    const owners = new Map(claims.map(claim => [claim.owner.task, claim]))
    const [first, second, ...more] = owners.values()
    if (first === undefined || second === undefined) continue
    const {mark} = second.owner
    const ids = [...owners.keys()]
    yield {
      message:
        `${listed(ids)} are ${ids.length === 2 ? 'both' : 'all'} marked ${mark.origin}, but write the same file ` +
        `${first.output.path}; mark at most one of them`,
      location: second.output.location,
      related: others(
        second.output.location,
        [first, ...more].slice(0, SHOWN_WRITERS).map(({owner, output}) => ({
          message: `${owner.task} writes ${output.path}`,
          location: output.location,
        })),
      ),
    }
  }
}

const SHOWN_WRITERS = 8 // as many as one message names

/** "T3, T4 and T5 can run in parallel", though T5 waits for T3, or for something that waits for T3. */
function* saidAndWaiting({draft, graph}: LintContext): Iterable<Finding> {
  if (draft.claims.parallel === undefined) return
  const wayFrom = waysIn(graph)
  const known = new Set(graph.tasks.map(({id}) => id))
  const edges = Map.groupBy(graph.edges, ({task}) => task)
  for (const {value, location} of draft.claims.parallel) {
    const members = new Set(value.filter(id => known.has(id)))
    for (const id of members) {
      const path = wayFrom(id, members)
      const last = path.at(-1)
      if (last === undefined || path.length < 2) continue
      const edge = edges.get(id)?.find(({dependency}) => dependency === path[1])
      yield {
        message:
          `${listed([...members])} are said to run in parallel, but ${id} waits for ${last}` +
          `${path.length > 2 ? ` (${path.join(' → ')})` : ''}; correct the sentence, or take away the dependency`,
        location,
        related:
          edge === undefined
            ? []
            : [{message: `${id} depends on ${edge.dependency}`, location: edge.location}],
      }
    }
  }
}

/** Said in a sentence of some that are marked and some that are not. */
function* saidAndUnmarked(context: LintContext): Iterable<Finding> {
  const marked = markedTasks(context)
  for (const {value, location} of context.draft.claims.parallel ?? []) {
    const without = value.filter(id => !marked.has(id) && context.facts.has(id))
    const {mark} = value.map(id => marked.get(id)).find(found => found !== undefined) ?? {}
    if (mark === undefined || without.length === 0) continue
    yield {
      severity: 'info',
      message:
        `${listed(value)} are said to run in parallel, but ${listed(without)} ${without.length === 1 ? 'is' : 'are'} not ` +
        `marked ${mark.origin}; mark ${without.length === 1 ? 'it' : 'them'} too, or correct the sentence`,
      location,
      related: without
        .slice(0, SHOWN)
        .map(id => ({message: `${id} has no mark`, location: placeOf(context.facts, id)})),
    }
  }
}
