// What a plan says of itself as a whole, checked by arithmetic: critical path, total effort, number of tasks.

import type {Fact} from '../draft.ts'
import type {Finding} from '../finding.ts'
import {criticalPath, effortOf, roundHours, totalHours} from '../order.ts'
import type {Rule} from '../rule.ts'
import type {Graph, Task, TaskId} from '../task.ts'
import {listed} from '../wording.ts'

export const criticalPathWrong: Rule = {
  id: 'critical-path-wrong',
  severity: 'warning',
  summary: 'The stated critical path is none, or its hours are wrong',
  *check({draft: {claims}, graph}) {
    const {criticalPath: path, criticalPathHours: hours} = claims
    if (path !== undefined) yield* checkPath(path, graph)
    if (hours === undefined) return
    if (path !== undefined) yield* checkSum(path, hours, graph)
    else yield* checkLength(hours, graph)
  },
}

function* checkPath(path: Fact<readonly string[]>, graph: Graph): Iterable<Finding> {
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
    yield {message, location: path.location}
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
  *check({draft: {claims}, graph}) {
    const isComplete = graph.tasks.every(({effortHours}) => effortHours !== undefined)
    const sum = totalHours(graph)
    if (claims.totalHours === undefined || !isComplete || claims.totalHours.value === sum) return
    const message = `the total effort is stated as ${claims.totalHours.value} h, but the efforts of the tasks add up to ${sum} h`
    yield {message, location: claims.totalHours.location}
  },
}

export const taskCountWrong: Rule = {
  id: 'task-count-wrong',
  severity: 'warning',
  summary: 'The stated number of tasks is wrong',
  *check({draft: {claims}, graph}) {
    for (const {value, location} of claims.taskCounts) {
      if (value === graph.tasks.length) continue
      yield {message: `the plan is said to have ${value} tasks, but it has ${graph.tasks.length}`, location}
    }
  },
}
