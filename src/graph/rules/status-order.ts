// Tasks that are said to be done or in work before they could begin.

import type {Related} from '../diagnostic.ts'
import type {Fact, TaskStatus} from '../draft.ts'
import type {TaskFacts} from '../facts.ts'
import type {Finding} from '../finding.ts'
import {isStated, others} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {Edge} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'
import {isOpen} from './status.ts'

export const statusOrder: Rule = {
  id: 'status-order',
  severity: 'warning',
  summary: 'A task is done or in work although one that it depends on is open',
  why: 'Either the dependency is none, or a mark was forgotten, or the task was finished on ground that was not there yet.',
  wrong: markdown(`
    ## Phase 1: Setup

    - [ ] T001 Write the schema in src/schema.sql
    - [x] T002 Write the queries in src/queries.ts (depends on T001)
  `),
  right: markdown(`
    ## Phase 1: Setup

    - [x] T001 Write the schema in src/schema.sql
    - [ ] T002 Write the queries in src/queries.ts (depends on T001)
  `),
  *check(context) {
    yield* beforeDependencies(context)
    yield* leftBehind(context)
  },
}

function* beforeDependencies({graph, facts}: LintContext): Iterable<Finding> {
  const isEarly = ({task, dependency}: Edge): boolean => {
    const [own, other] = [facts.get(task)?.statuses[0], facts.get(dependency)]
    const isBegun = own?.value === 'done' || own?.value === 'in-progress'
    return isBegun && isOpen(other?.statuses[0]?.value) && other?.definitions[0].isOptional !== true
  }
  const byTask = Map.groupBy(
    graph.edges.filter(edge => isStated(edge) && isEarly(edge)),
    ({task}) => task,
  )
  for (const [task, edges] of byTask) {
    const status = facts.get(task)?.statuses[0]
    if (status === undefined) continue
    const ids = edges.map(({dependency}) => dependency)
    yield {
      message:
        `${task} is ${status.value === 'done' ? 'done' : 'in work'}, but depends on ${listed(ids)}, which ${ids.length === 1 ? 'is' : 'are'} ` +
        'not done; correct a mark, or take away the dependency',
      location: status.location,
      related: others(status.location, [
        ...ids.slice(0, SHOWN).flatMap(id => relate(facts.get(id))),
        ...edges.slice(0, 1).map(({location}) => ({message: 'the dependency is stated here', location})),
      ]),
    }
  }
}

/** Places of one kind that one finding points to. */
const SHOWN = 3

const relate = (task: TaskFacts | undefined): readonly Related[] => {
  const status = task?.statuses[0]
  if (task === undefined || status === undefined) return []
  return [{message: `${task.id} is ${status.value}`, location: status.location}]
}

/** So many tasks behind an open one, all of them done, make it look forgotten. */
const DONE_BEHIND = 5

/** In a list that is worked through from top to bottom: one open task, and nothing but done ones behind it. */
function* leftBehind({draft, graph, facts}: LintContext): Iterable<Finding> {
  if (
    draft.order === undefined ||
    draft.order === 'none' ||
    graph.groups.some(({dependsOn}) => dependsOn.length > 0)
  )
    return
  const marked = graph.tasks.flatMap(({id}) => withStatus(facts.get(id)))
  const open = marked.filter(({status}) => isOpen(status.value))
  const [only] = open
  const [next, ...behind] = only === undefined ? [] : marked.slice(marked.indexOf(only) + 1)
  if (only === undefined || next === undefined || open.length > 1 || behind.length + 1 < DONE_BEHIND) return
  yield {
    severity: 'info',
    message: `${only.task.id} is open, but all ${behind.length + 1} tasks behind it are done; mark it if it was forgotten`,
    location: only.status.location,
    related: [{message: `${next.task.id} is ${next.status.value}`, location: next.status.location}],
  }
}

const withStatus = (task: TaskFacts | undefined): {task: TaskFacts; status: Fact<TaskStatus>}[] => {
  const status = task?.statuses[0]
  if (task === undefined || status === undefined || task.definitions[0].isOptional === true) return []
  return status.value === 'skipped' ? [] : [{task, status}]
}
