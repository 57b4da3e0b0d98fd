// A task that nothing waits for, in a plan whose last task waits for nearly all others.

import type {Finding} from '../finding.ts'
import {topologicalOrder} from '../order.ts'
import {isStated, placeOf} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {TaskId} from '../task.ts'
import {counted} from '../wording.ts'
import {markdown} from './example.ts'

export const deadEnd: Rule = {
  id: 'dead-end',
  severity: 'info',
  summary: 'The last task waits for nearly all others, but not for this one',
  why: 'The last task looks finished when its dependencies are. What it forgot to name may still be missing then.',
  wrong: markdown(`
    | ID | Task | Depends on | Validation |
    | --- | --- | --- | --- |
    | T1 | Schema | none | \`npm test\` |
    | T2 | Queries | T1 | \`npm test\` |
    | T3 | Routes | T2 | \`npm test\` |
    | T4 | Screens | T1 | \`npm test\` |
    | T5 | Help pages | T4 | \`npm test\` |
    | T6 | Translations | T4 | \`npm test\` |
    | T7 | Release | T3, T5 | \`npm test\` |
  `),
  right: markdown(`
    | ID | Task | Depends on | Validation |
    | --- | --- | --- | --- |
    | T1 | Schema | none | \`npm test\` |
    | T2 | Queries | T1 | \`npm test\` |
    | T3 | Routes | T2 | \`npm test\` |
    | T4 | Screens | T1 | \`npm test\` |
    | T5 | Help pages | T4 | \`npm test\` |
    | T6 | Translations | T4 | \`npm test\` |
    | T7 | Release | T3, T5, T6 | \`npm test\` |
  `),
  *check(context) {
    const dead = deadEnds(context)
    if (dead === undefined || dead.tasks.length > Math.max(1, dead.total * FEW)) return
    for (const task of dead.tasks) yield findingOf(task, dead, context)
  },
}

/** So small a part of the tasks was forgotten; more of them are branches of their own. */
const FEW = 0.1
/** So large a part of the others the last task waits for; one that waits for less does not close the plan. */
const NEARLY_ALL = 0.8
/** In a smaller plan, nearly all are but two or three. */
const TASKS_MIN = 7
const ENDS_MAX = 20 // a plan with more ends has no last task

interface DeadEnds {
  /** The one task that waits for nearly all others. */
  readonly last: TaskId
  readonly tasks: readonly TaskId[]
  readonly total: number
  readonly waitedFor: number
}

const deadEnds = (context: LintContext): DeadEnds | undefined => {
  const {facts} = context
  const {needs, parts, wholeOf} = statedOrder(context)
  const leaves = [...facts.keys()].filter(id => !parts.has(id))
  const wanted = closure([...needs.values()].flat(), id => parts.get(id) ?? [])
  const ends = leaves.filter(id => !wanted.has(id) && facts.get(id)?.statuses[0]?.value !== 'skipped')
  if (ends.length < 2 || ends.length > ENDS_MAX || leaves.length < TASKS_MIN) return undefined
  const last = topologicalOrder(context.graph).findLast(id => ends.includes(id))
  if (last === undefined) return undefined
  const reached = closure([last], id => [
    ...(needs.get(id) ?? []),
    ...(parts.get(id) ?? []),
    ...(needs.get(wholeOf(id)) ?? []),
  ])
  const waitedFor = leaves.filter(id => id !== last && reached.has(id)).length
  if (waitedFor < (leaves.length - 1) * NEARLY_ALL) return undefined
  return {last, tasks: ends.filter(id => !reached.has(id)), total: leaves.length, waitedFor}
}

interface StatedOrder {
  readonly needs: ReadonlyMap<TaskId, readonly TaskId[]>
  readonly parts: ReadonlyMap<TaskId, readonly TaskId[]>
  wholeOf(task: TaskId): TaskId
}

/** A dependency on a task with parts is one on all of them, and its parts wait for what it waits for. */
const statedOrder = ({graph, facts}: LintContext): StatedOrder => {
  const needs = new Map<TaskId, TaskId[]>(graph.tasks.map(({id}) => [id, []]))
  for (const edge of graph.edges) if (isStated(edge)) needs.get(edge.task)?.push(edge.dependency)
  const wholeOf = (id: TaskId): TaskId => facts.get(id)?.definitions[0].parent?.value ?? ''
  const parts = new Map<TaskId, TaskId[]>()
  for (const id of facts.keys()) {
    const known = parts.get(wholeOf(id))
    if (known !== undefined) known.push(id)
    else if (facts.has(wholeOf(id))) parts.set(wholeOf(id), [id])
  }
  return {needs, parts, wholeOf}
}

/** These, and all that `next` leads to from them. */
const closure = (start: readonly TaskId[], next: (id: TaskId) => readonly TaskId[]): ReadonlySet<TaskId> => {
  const found = new Set(start)
  for (const id of found) for (const further of next(id)) found.add(further)
  return found
}

const findingOf = (task: TaskId, {last, total, waitedFor}: DeadEnds, {facts}: LintContext): Finding => ({
  message:
    `nothing depends on ${task}, though ${last} waits for ${waitedFor} of the other ${counted(total - 1, 'task')}; ` +
    `let ${last} depend on it if it is part of the whole`,
  location: placeOf(facts, task),
  related: [{message: `${last} does not wait for ${task}`, location: placeOf(facts, last)}],
})
