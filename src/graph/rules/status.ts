// What a document claims of progress in several places, and not the same: of one task, of a task and its parts, of a group, of the whole.

import type {Location, Related} from '../diagnostic.ts'
import type {Fact, TaskStatus} from '../draft.ts'
import type {TaskFacts} from '../facts.ts'
import type {Finding} from '../finding.ts'
import {groupKey} from '../members.ts'
import {others} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import {counted, listed} from '../wording.ts'
import {markdown} from './example.ts'

export const statusDrift: Rule = {
  id: 'status-drift',
  severity: 'warning',
  summary: 'What is said to be done in one place is said to be open in another',
  why: 'Somebody will trust the wrong of the two: skip work that is still to do, or do it a second time. A status in a document is a claim; `agent-spawn gap` looks at what is there.',
  wrong: markdown(`
    # Shop

    **Status:** Completed

    - [x] **T1. Schema**
      - **Validation:** \`npm test\`
    - [ ] **T2. Queries**
      - **Validation:** \`npm test\`
  `),
  right: markdown(`
    # Shop

    **Status:** In progress

    - [x] **T1. Schema**
      - **Validation:** \`npm test\`
    - [ ] **T2. Queries**
      - **Validation:** \`npm test\`
  `),
  *check(context) {
    for (const task of context.facts.values()) yield* inTwoPlaces(task)
    yield* betweenParts(context)
    yield* ofGroups(context)
    yield* ofDocuments(context)
  },
}

/** Work is left: a task that was put aside is as little open as one that is done. */
export const isOpen = (status: TaskStatus | undefined): boolean =>
  status === 'todo' || status === 'in-progress' || status === 'blocked'

/** What counts: the first of all that is said. */
const statusOf = (task: TaskFacts | undefined): Fact<TaskStatus> | undefined => task?.statuses[0]

/** Only done and not done exclude each other: a box has no sign for a task in work. */
function* inTwoPlaces({id, statuses}: TaskFacts): Iterable<Finding> {
  const [first, ...more] = statuses
  if (first === undefined) return
  const other = more.find(
    ({value}) => (first.value === 'done' && isOpen(value)) || (isOpen(first.value) && value === 'done'),
  )
  if (other === undefined) return
  yield {
    message: `this ${wordFor(other)} says that ${id} is ${other.value}, but its ${wordFor(first)}, which counts, says ${first.value}; correct one of them`,
    location: other.location,
    related: [{message: `${first.value} here`, location: first.location}],
  }
}

/** JSON has no other word for the places in it. */
const wordFor = ({origin}: Fact<TaskStatus>): string => (origin === 'json' ? 'status' : origin)

/** A task with parts is done when they are; parts that may be left out do not count unless there are no others. */
function* betweenParts({facts}: LintContext): Iterable<Finding> {
  const parts = Map.groupBy(facts.values(), ({definitions}) => definitions[0].parent?.value ?? '')
  for (const [id, children] of parts) {
    const own = statusOf(facts.get(id))
    if (own === undefined) continue
    const needed = children.filter(({definitions}) => definitions[0].isOptional !== true)
    const open = (needed.length > 0 ? needed : children).filter(child => isOpen(statusOf(child)?.value))
    if (own.value === 'done' && open.length > 0)
      yield {...doneTooEarly({id, own, open}), ...(needed.length > 0 ? {} : {severity: 'info'})}
    else if (isOpen(own.value) && children.every(child => statusOf(child)?.value === 'done'))
      yield openTooLong({id, own, children})
  }
}

const doneTooEarly = ({
  id,
  own,
  open,
}: {
  id: string
  own: Fact<TaskStatus>
  open: readonly TaskFacts[]
}): Finding => ({
  message: `${id} is marked done, but ${listed(idsOf(open))} of it ${open.length === 1 ? 'is' : 'are'} not`,
  location: own.location,
  related: others(own.location, placesOf(open)),
})

const openTooLong = ({
  id,
  own,
  children,
}: {
  id: string
  own: Fact<TaskStatus>
  children: readonly TaskFacts[]
}): Finding => ({
  severity: 'info',
  message: `${id} is marked ${own.value}, but all of its parts are done: ${listed(idsOf(children))}; mark it done too`,
  location: own.location,
  related: others(own.location, placesOf(children)),
})

const idsOf = (tasks: readonly TaskFacts[]): readonly string[] => tasks.map(({id}) => id)

/** Places that one finding points to. */
const SHOWN = 3

const placesOf = (tasks: readonly TaskFacts[]): readonly Related[] =>
  tasks.slice(0, SHOWN).flatMap(task => {
    const status = statusOf(task)
    return status === undefined ? [] : [{message: `${task.id} is ${status.value}`, location: status.location}]
  })

function* ofGroups({draft, graph, facts}: LintContext): Iterable<Finding> {
  const members = new Map(graph.groups.map(({id, tasks}) => [groupKey(id), tasks]))
  for (const {id, status} of draft.groups) {
    if (status?.value !== 'done') continue
    const tasks = (members.get(groupKey(id.value)) ?? []).flatMap(task => facts.get(task) ?? [])
    yield* openAmong(tasks, {name: id.value, location: status.location})
  }
}

function* ofDocuments({draft, facts}: LintContext): Iterable<Finding> {
  const byFile = Map.groupBy(facts.values(), ({definitions}) => definitions[0].id.location.file)
  for (const {value, location} of draft.claims.statuses ?? [])
    if (value === 'done') yield* openAmong(byFile.get(location.file) ?? [], {name: 'the plan', location})
}

function* openAmong(
  tasks: readonly TaskFacts[],
  {name, location}: {name: string; location: Location},
): Iterable<Finding> {
  const open = tasks.filter(task => isOpen(statusOf(task)?.value) && task.definitions[0].isOptional !== true)
  if (open.length === 0) return
  yield {
    message:
      `${name} is said to be done, but ${open.length} of its ${counted(tasks.length, 'task')} ${open.length === 1 ? 'is' : 'are'} ` +
      `not: ${listed(idsOf(open))}`,
    location,
    related: others(location, placesOf(open)),
  }
}
