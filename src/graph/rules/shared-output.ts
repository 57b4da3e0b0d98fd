// Two tasks that write the same file, or one within the other's directory or glob. Harmless if one depends on the other.

import type {Finding} from '../finding.ts'
import {topologicalOrder} from '../order.ts'
import {type IsOrdered, orderOf, type Pair} from '../reach.ts'
import type {Rule} from '../rule.ts'
import {stagesOf} from '../stage.ts'
import type {Graph, Output, TaskId} from '../task.ts'
import {type Territory, territories} from '../territory.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const sharedOutput: Rule = {
  id: 'shared-output',
  severity: 'warning',
  summary: 'Two tasks write the same path, and neither depends on the other',
  why: 'They never run at the same time, but which of them finds the other’s work is chance.',
  wrong: markdown(`
    ### T1: Paint the hull
    **Outputs:** \`paint.md\`
    **Verify:** \`test -s paint.md\`

    ### T2: Paint the deck
    **Outputs:** \`paint.md\`
    **Verify:** \`grep deck paint.md\`
  `),
  right: markdown(`
    ### T1: Paint the hull
    **Outputs:** \`hull.md\`
    **Verify:** \`test -s hull.md\`

    ### T2: Paint the deck
    **Outputs:** \`deck.md\`
    **Verify:** \`test -s deck.md\`
  `),
  *check({graph}) {
    const claims = graph.tasks.flatMap(({id, outputs}) => outputs.map(output => ({task: id, output})))
    const sorted = inOrder(graph, claims)
    const places = territories(sorted, ({output}) => output.path)
    const isOrdered = ordering(graph, places.flatMap(pairsIn))
    for (const {owners} of places) yield* equalPaths(owners, isOrdered)
    for (const {owners, inner} of places) yield* within(owners, inner, isOrdered)
  },
}

interface Claim {
  readonly task: TaskId
  readonly output: Output
}

/** By groups where they wait for one another, then by dependencies. */
const inOrder = (graph: Graph, claims: readonly Claim[]): readonly Claim[] => {
  const position = new Map(topologicalOrder(graph).map((id, index) => [id, index]))
  const stageOf = stagesIn(graph)
  return claims.toSorted(
    (a, b) => stageOf(a.task) - stageOf(b.task) || (position.get(a.task) ?? 0) - (position.get(b.task) ?? 0),
  )
}

const stagesIn = (graph: Graph): ((task: TaskId) => number) => {
  const stages: ReadonlyMap<TaskId, number> = graph.settings.gateGroups ? stagesOf(graph) : new Map()
  return task => stages.get(task) ?? 0
}

/** The pairs of tasks that will be asked for. */
const pairsIn = ({owners, inner}: Territory<Claim>): readonly Pair[] => {
  const [first] = owners
  return [
    ...owners.slice(1).map(({task}, index): Pair => [owners[index]?.task ?? task, task]),
    ...inner.map(({task}): Pair => [first?.task ?? task, task]),
  ]
}

/** One comes after the other by dependencies, or by groups that wait for one another. */
const ordering = (graph: Graph, pairs: readonly Pair[]): IsOrdered => {
  const byDependencies = orderOf(graph, pairs)
  const stageOf = stagesIn(graph)
  return (a, b) => stageOf(a) !== stageOf(b) || byDependencies(a, b)
}

/** Several tasks with the one path, in topological order: fine if each comes after the one before it. */
function* equalPaths(owners: readonly Claim[], isOrdered: IsOrdered): Iterable<Finding> {
  const tasks = [...new Map(owners.map(claim => [claim.task, claim])).values()]
  const [first, second] = tasks
  if (first === undefined || second === undefined) return
  const at = tasks.findIndex(
    (claim, index) => index > 0 && !isOrdered(tasks[index - 1]?.task ?? '', claim.task),
  )
  const [before, loose] = [tasks[at - 1], tasks[at]]
  const ids = listed(tasks.map(({task}) => task))
  const all = tasks.length === 2 ? 'both' : 'all'
  yield {
    message:
      loose === undefined
        ? `${ids} ${all} write ${first.output.path}, one after the other`
        : `${ids} ${all} write ${first.output.path}, and no dependency says ${tasks.length === 2 ? 'in which order' : `whether ${before?.task} or ${loose.task} comes first`}; let one depend on the other`,
    location: (loose ?? second).output.location,
    related: tasks
      .filter(claim => claim !== (loose ?? second))
      .slice(0, SHOWN)
      .map(relate),
    ...(loose === undefined ? {severity: 'info' as const} : {}),
  }
}

/** Places that one finding points to. */
const SHOWN = 8

const relate = ({task, output}: Claim): {message: string; location: Output['location']} => ({
  message: `${task} writes ${output.path}`,
  location: output.location,
})

/** One task's directory or glob, and what others write in it. */
function* within(owners: readonly Claim[], inner: readonly Claim[], isOrdered: IsOrdered): Iterable<Finding> {
  const [owner] = owners
  if (owner === undefined) return
  const others = inner.filter(({task}) => task !== owner.task)
  const {loose = [], ordered = []} = Object.groupBy(others, ({task}) =>
    isOrdered(owner.task, task) ? 'ordered' : 'loose',
  )
  for (const [claims, isLoose] of [
    [loose, true],
    [ordered, false],
  ] as const) {
    if (claims.length === 0) continue
    const what = listed([...new Set(claims.map(({task, output}) => `${task} (${output.path})`))])
    const order = isLoose ? ', and no dependency says in which order' : ', one after the other'
    yield {
      message: `${owner.task} writes ${owner.output.path}, and so do ${what}${order}`,
      location: owner.output.location,
      related: claims.slice(0, SHOWN).map(relate),
      ...(isLoose ? {} : {severity: 'info' as const}),
    }
  }
}
