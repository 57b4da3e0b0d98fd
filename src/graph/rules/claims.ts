// What a plan says of itself as a whole, checked by arithmetic: critical path, total effort, number of tasks.

import type {DraftTask, Fact} from '../draft.ts'
import type {Finding} from '../finding.ts'
import {correctNumber} from '../marked.ts'
import {criticalPath, effortOf, roundHours, totalHours} from '../order.ts'
import {others, placeOf} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Graph, Task, TaskId} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const criticalPathWrong: Rule = {
  id: 'critical-path-wrong',
  severity: 'warning',
  summary: 'The stated critical path is none, or its hours are wrong',
  why: 'People plan dates by it.',
  wrong: markdown(`
    ## Critical Path
    T1 → T2
    Total: 4 hours

    ### T1: Lay the keel (2 hours)
    **Verify:** \`test -d keel\`

    ### T2: Raise the mast (3 hours)
    **Dependencies:** T1
    **Verify:** \`test -d mast\`
  `),
  right: markdown(`
    ## Critical Path
    T1 → T2
    Total: 5 hours

    ### T1: Lay the keel (2 hours)
    **Verify:** \`test -d keel\`

    ### T2: Raise the mast (3 hours)
    **Dependencies:** T1
    **Verify:** \`test -d mast\`
  `),
  *check(context) {
    const {graph} = context
    const {criticalPath: path, criticalPathHours: hours} = context.draft.claims
    if (path !== undefined) yield* checkPath(path, context)
    if (hours === undefined) return
    if (path !== undefined) yield* checkSum(path, hours, graph)
    else yield* checkLength(hours, graph)
  },
}

function* checkPath(path: Fact<readonly string[]>, {graph, facts}: LintContext): Iterable<Finding> {
  const tasks = tasksById(graph)
  const [unknown] = path.value.filter(id => !tasks.has(id))
  if (unknown !== undefined) {
    yield {
      message: `the critical path names ${unknown}, which is not a task of this plan`,
      location: path.location,
    }
    return
  }
  for (const [index, id] of path.value.slice(1).entries()) {
    const before = path.value[index] ?? ''
    if (tasks.get(id)?.dependencies.includes(before)) continue
    const message = `the stated critical path is no path: ${id} does not depend on ${before}`
    const location = facts.get(id)?.dependencies[0]?.location ?? placeOf(facts, id)
    yield {message, location: path.location, related: [{message: `what ${id} depends on`, location}]}
  }
  const longest = criticalPath(graph)
  const sum = sumOf(path.value, tasks)
  if (sum >= longest.hours) return
  const message =
    `the stated critical path takes ${sum} h, but the longest path takes ${longest.hours} h: ` +
    `${longest.tasks.join(' → ')}`
  yield {message, location: path.location}
}

function* checkSum(path: Fact<readonly string[]>, hours: Fact<number>, graph: Graph): Iterable<Finding> {
  const sum = sumOf(path.value, tasksById(graph))
  if (sum === hours.value) return
  yield {
    message: `the critical path is stated as ${hours.value} h, but the efforts of its tasks add up to ${sum} h`,
    location: hours.location,
    related: [{message: `the tasks it names: ${listed(path.value)}`, location: path.location}],
  }
}

function* checkLength(hours: Fact<number>, graph: Graph): Iterable<Finding> {
  const longest = criticalPath(graph)
  if (longest.hours === hours.value) return
  const message =
    `the critical path is stated as ${hours.value} h, but the longest path takes ${longest.hours} h: ` +
    `${longest.tasks.join(' → ')}`
  yield {message, location: hours.location}
}

const tasksById = ({tasks}: Graph): ReadonlyMap<TaskId, Task> => new Map(tasks.map(task => [task.id, task]))

const sumOf = (ids: readonly string[], tasks: ReadonlyMap<TaskId, Task>): number =>
  roundHours(
    ids.reduce((sum, id) => {
      const task = tasks.get(id)
      return sum + (task === undefined ? 0 : effortOf(task))
    }, 0),
  )

export const totalWrong: Rule = {
  id: 'total-wrong',
  severity: 'warning',
  summary: 'The stated total effort is not the sum of the efforts',
  why: 'The number was right once, and somebody may plan with it.',
  wrong: markdown(`
    **Total Effort:** 4 hours

    ### T1: Lay the keel (2 hours)
    **Verify:** \`test -d keel\`

    ### T2: Raise the mast (3 hours)
    **Verify:** \`test -d mast\`
  `),
  right: markdown(`
    **Total Effort:** 5 hours

    ### T1: Lay the keel (2 hours)
    **Verify:** \`test -d keel\`

    ### T2: Raise the mast (3 hours)
    **Verify:** \`test -d mast\`
  `),
  *check({draft: {claims}, graph, marked}) {
    const isComplete = graph.tasks.every(({effortHours}) => effortHours !== undefined)
    const sum = totalHours(graph)
    if (claims.totalHours === undefined || !isComplete || claims.totalHours.value === sum) return
    const message = `the total effort is stated as ${claims.totalHours.value} h, but the efforts of the tasks add up to ${sum} h`
    yield {message, location: claims.totalHours.location, ...correctNumber(marked, claims.totalHours, sum)}
  },
}

export const taskCountWrong: Rule = {
  id: 'task-count-wrong',
  severity: 'warning',
  summary: 'The stated number of tasks is wrong',
  why: 'Either a task was lost, or it was not recognised as one, or the number was not kept up to date.',
  wrong: markdown(`
    **Total Tasks:** 3

    ### T1: Lay the keel
    **Verify:** \`test -d keel\`

    ### T2: Raise the mast
    **Verify:** \`test -d mast\`
  `),
  right: markdown(`
    **Total Tasks:** 2

    ### T1: Lay the keel
    **Verify:** \`test -d keel\`

    ### T2: Raise the mast
    **Verify:** \`test -d mast\`
  `),
  *check({draft: {claims}, facts, marked}) {
    for (const count of claims.taskCounts) {
      const tasks = definedIn(count.location.file, facts)
      if (count.value === tasks.length) continue
      yield {
        message: `the plan is said to have ${count.value} tasks, but it has ${tasks.length}`,
        location: count.location,
        related: others(
          count.location,
          tasks
            .slice(-1)
            .map(({id}) => ({message: `${id.value} is the last of them`, location: id.location})),
        ),
        ...correctNumber(marked, count, tasks.length),
      }
    }
  },
}

/** A document's number is of its own tasks. */
const definedIn = (file: string, facts: LintContext['facts']): readonly DraftTask[] =>
  [...facts.values()].flatMap(({definitions}) => definitions.find(({id}) => id.location.file === file) ?? [])
