// Two tasks that write the same file, or one within the other's directory or glob. Harmless if one depends on the other.

import {isGlob, overlaps} from '../claims.ts'
import type {Finding} from '../finding.ts'
import {topologicalOrder} from '../order.ts'
import type {Rule} from '../rule.ts'
import type {Graph, Output, TaskId} from '../task.ts'
import {listed} from '../wording.ts'

export const sharedOutput: Rule = {
  id: 'shared-output',
  severity: 'warning',
  summary: 'Two tasks write the same path, and neither depends on the other',
  *check({graph}) {
    const claims = graph.tasks.flatMap(({id, outputs}) => outputs.map(output => ({task: id, output})))
    const byPath = Map.groupBy(claims, ({output}) => keyOf(output.path))
    const position = new Map(topologicalOrder(graph).map((id, index) => [id, index]))
    const isOrdered = ordering(graph, position)
    const early = (a: Claim, b: Claim): number => (position.get(a.task) ?? 0) - (position.get(b.task) ?? 0)
    for (const [path, unsorted] of byPath) {
      const owners = unsorted.toSorted(early)
      yield* equalPaths(owners, isOrdered)
      if (isGlob(path)) yield* within(owners, overlapping(path, claims), isOrdered)
    }
    for (const [path, inner] of nested(byPath)) yield* within(byPath.get(path) ?? [], inner, isOrdered)
  },
}

interface Claim {
  readonly task: TaskId
  readonly output: Output
}

/** Whether one of the two comes after the other. */
type IsOrdered = (a: TaskId, b: TaskId) => boolean

const keyOf = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path)

/** By directory that is itself an output: the outputs below it. */
const nested = (byPath: ReadonlyMap<string, readonly Claim[]>): ReadonlyMap<string, readonly Claim[]> => {
  const inner = new Map<string, Claim[]>()
  for (const [path, claims] of byPath) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
      const directory = path.slice(0, at)
      if (!byPath.has(directory)) continue
      const known = inner.get(directory)
      if (known === undefined) inner.set(directory, [...claims])
      else known.push(...claims)
    }
  }
  return inner
}

const overlapping = (glob: string, claims: readonly Claim[]): readonly Claim[] => {
  const start = fixedStart(glob)
  return claims.filter(({output: {path}}) => {
    if (keyOf(path) === glob) return false
    const other = fixedStart(path)
    return (other.startsWith(start) || start.startsWith(other)) && overlaps(glob, path)
  })
}

/** What stands before the first wildcard: a cheap way to tell most paths apart. */
const fixedStart = (path: string): string => path.split(/[*?{]/, 1)[0] ?? ''

/** Several tasks with the one path, in topological order: fine if each comes after the one before it. */
function* equalPaths(owners: readonly Claim[], isOrdered: IsOrdered): Iterable<Finding> {
  const tasks = [...new Map(owners.map(claim => [claim.task, claim])).values()]
  const [first, second] = tasks
  if (first === undefined || second === undefined) return
  const loose = tasks.slice(1).find((claim, index) => !isOrdered(tasks[index]?.task ?? '', claim.task))
  const ids = listed(tasks.map(({task}) => task))
  const all = tasks.length === 2 ? 'both' : 'all'
  yield {
    message:
      loose === undefined
        ? `${ids} ${all} write ${first.output.path}, one after the other`
        : `${ids} ${all} write ${first.output.path}, and no dependency says in which order; let one depend on the other`,
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

const ordering = (graph: Graph, position: ReadonlyMap<TaskId, number>): IsOrdered => {
  const needs = new Map(graph.tasks.map(({id, dependencies}) => [id, dependencies]))
  const at = (id: TaskId): number => position.get(id) ?? 0
  /** Nothing that comes before the wanted task can depend on it. */
  const dependsOn = (task: TaskId, wanted: TaskId): boolean => {
    const seen = new Set([task])
    for (const id of seen) {
      for (const dependency of needs.get(id) ?? []) if (at(dependency) >= at(wanted)) seen.add(dependency)
      if (seen.has(wanted)) return true
    }
    return false
  }
  return (a, b) => (at(a) < at(b) ? dependsOn(b, a) : dependsOn(a, b))
}
