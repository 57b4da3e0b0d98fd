// Groups that contradict the graph or themselves. The graph wins: groups never override a dependency.

import type {Location} from '../diagnostic.ts'
import {groupKey} from '../members.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge, Group, TaskId} from '../task.ts'
import {counted} from '../wording.ts'

interface Seat {
  readonly group: Group
  /** Position of the group in the plan. */
  readonly rank: number
  /** Where the group lists the task. */
  readonly location: Location
}

const seats = ({draft, graph}: LintContext): ReadonlyMap<TaskId, Seat> => {
  const places = new Map<string, Location>()
  for (const {id, members} of draft.groups) {
    for (const {value, location} of members) {
      const place = `${groupKey(id.value)}:${value}`
      if (!places.has(place)) places.set(place, location)
    }
  }
  const seatsOf = (group: Group, rank: number): (readonly [TaskId, Seat])[] =>
    group.tasks.map(task => {
      const location = places.get(`${groupKey(group.id)}:${task}`) ?? group.location
      return [task, {group, rank, location}] as const
    })
  return new Map(graph.groups.flatMap(seatsOf))
}

function* seatedEdges(context: LintContext): Iterable<{edge: Edge; task: Seat; dependency: Seat}> {
  const seatOf = seats(context)
  for (const edge of context.graph.edges) {
    const [task, dependency] = [seatOf.get(edge.task), seatOf.get(edge.dependency)]
    if (task !== undefined && dependency !== undefined) yield {edge, task, dependency}
  }
}

export const groupOrder: Rule = {
  id: 'group-order',
  severity: 'warning',
  summary: 'A task depends on one of a later group',
  *check(context) {
    for (const {edge, task, dependency} of seatedEdges(context)) {
      if (task.rank >= dependency.rank) continue
      yield {
        message:
          `${edge.task} of ${task.group.id} depends on ${edge.dependency} of ${dependency.group.id}, a later group; ` +
          `the dependency wins, so ${task.group.id} cannot finish first`,
        location: task.location,
        related: [
          {message: `${edge.dependency} is in ${dependency.group.id}`, location: dependency.location},
          {message: `${edge.task} depends on ${edge.dependency}`, location: edge.location},
        ],
      }
    }
  },
}

export const groupInternal: Rule = {
  id: 'group-internal',
  severity: 'info',
  summary: 'Tasks of one parallel group depend on each other',
  *check(context) {
    for (const {edge, task, dependency} of seatedEdges(context)) {
      if (task.rank !== dependency.rank) continue
      yield {
        message: `${edge.task} depends on ${edge.dependency} of the same group ${task.group.id}, so they do not run in parallel`,
        location: task.location,
        related: [{message: `${edge.task} depends on ${edge.dependency}`, location: edge.location}],
      }
    }
  },
}

export const groupCount: Rule = {
  id: 'group-count',
  severity: 'warning',
  summary: 'A group states a wrong number of tasks',
  *check({draft}) {
    for (const {id, members, statedCount} of draft.groups) {
      if (statedCount === undefined || statedCount.value === members.length) continue
      const message = `${id.value} is said to have ${counted(statedCount.value, 'task')}, but lists ${members.length}`
      yield {message, location: statedCount.location}
    }
  },
}
