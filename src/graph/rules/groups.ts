// Groups that contradict the graph or themselves. The graph wins: groups never override a dependency.

import type {Location} from '../diagnostic.ts'
import type {Finding} from '../finding.ts'
import {correctNumber} from '../marked.ts'
import {groupKey} from '../members.ts'
import {others} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge, Group, TaskId} from '../task.ts'
import {waysIn} from '../way.ts'
import {counted} from '../wording.ts'
import {markdown} from './example.ts'

interface Seat {
  readonly group: Group
  readonly isPart: boolean
  /** Position of the group in the plan. */
  readonly rank: number
  /** Where the group lists the task. */
  readonly location: Location
}

const seats = ({draft, graph}: LintContext): ReadonlyMap<TaskId, Seat> => {
  const places = new Map<string, Location>()
  const parts = new Set<string>()
  for (const {id, members, isPart} of draft.groups) {
    if (isPart === true) parts.add(groupKey(id.value))
    for (const {value, location} of members) {
      const place = `${groupKey(id.value)}:${value}`
      if (!places.has(place)) places.set(place, location)
    }
  }
  const seatsOf = (group: Group, rank: number): (readonly [TaskId, Seat])[] =>
    group.tasks.map(task => {
      const location = places.get(`${groupKey(group.id)}:${task}`) ?? group.location
      return [task, {group, isPart: parts.has(groupKey(group.id)), rank, location}] as const
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
  why: 'The dependency wins, so the group does not end before the later one has begun: the groups are no order of work.',
  wrong: markdown(`
    GROUP A: T2
    GROUP B: T1

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Lay the keel
    **Dependencies:** T1
    **Verify:** \`test -d keel\`
  `),
  right: markdown(`
    GROUP A: T1
    GROUP B: T2

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Lay the keel
    **Dependencies:** T1
    **Verify:** \`test -d keel\`
  `),
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
  why: 'They run one after the other, so the group takes longer than it looks.',
  wrong: markdown(`
    GROUP A: T1, T2

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Lay the keel
    **Dependencies:** T1
    **Verify:** \`test -d keel\`
  `),
  right: markdown(`
    GROUP A: T1
    GROUP B: T2

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Lay the keel
    **Dependencies:** T1
    **Verify:** \`test -d keel\`
  `),
  *check(context) {
    for (const {edge, task, dependency} of seatedEdges(context)) {
      if (task.rank !== dependency.rank || task.isPart) continue
      yield {
        message: `${edge.task} depends on ${edge.dependency} of the same group ${task.group.id}, so they do not run in parallel`,
        location: task.location,
        related: [{message: `${edge.task} depends on ${edge.dependency}`, location: edge.location}],
      }
    }
    yield* roundAbout(context)
  },
}

/** Over tasks outside of the group. */
function* roundAbout(context: LintContext): Iterable<Finding> {
  const {draft, graph} = context
  const parts = new Set(draft.groups.flatMap(({id, isPart}) => (isPart === true ? groupKey(id.value) : [])))
  const groups = graph.groups.filter(({id, tasks}) => tasks.length > 1 && !parts.has(groupKey(id)))
  if (groups.length === 0) return
  const wayFrom = waysIn(graph)
  const seatOf = seats(context)
  for (const {id, tasks} of groups) {
    const members = new Set(tasks)
    for (const task of tasks) {
      const way = wayFrom(task, members)
      const [other, seat] = [way.at(-1), seatOf.get(task)]
      if (way.length < 3 || other === undefined || seat === undefined) continue
      yield {
        message: `${task} waits for ${other} of the same group ${id} (${way.join(' → ')}), so they do not run in parallel`,
        location: seat.location,
        related: others(seat.location, [
          {message: `${other} is in ${id} too`, location: seatOf.get(other)?.location ?? seat.location},
        ]),
      }
    }
  }
}

export const groupCount: Rule = {
  id: 'group-count',
  severity: 'warning',
  summary: 'A group states a wrong number of tasks',
  why: 'Either a task is missing from the list, or the number was not kept up to date.',
  wrong: markdown(`
    GROUP A: T1, T2 (3 tasks)

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Cut the planks
    **Verify:** \`test -d planks\`
  `),
  right: markdown(`
    GROUP A: T1, T2 (2 tasks)

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Cut the planks
    **Verify:** \`test -d planks\`
  `),
  *check({draft, marked}) {
    for (const {id, members, statedCount} of draft.groups) {
      if (statedCount === undefined || statedCount.value === members.length) continue
      const message = `${id.value} is said to have ${counted(statedCount.value, 'task')}, but lists ${members.length}`
      yield {
        message,
        location: statedCount.location,
        related: others(
          statedCount.location,
          members.slice(-1).map(({value, location}) => ({message: `${value} is the last of them`, location})),
        ),
        ...correctNumber(marked, statedCount, members.length),
      }
    }
  },
}
