// Two complete statements of what a task depends on, and not the same tasks.

import type {Statement} from '../resolve.ts'
import type {Rule} from '../rule.ts'
import type {TaskId} from '../task.ts'
import {listed} from '../wording.ts'

export const dependencyDrift: Rule = {
  id: 'dependency-drift',
  severity: 'warning',
  summary: 'The dependencies of a task are stated differently in two places',
  *check({statements}) {
    for (const [task, [first, ...others]] of statements) {
      const other = others.find(({ids}) => first !== undefined && !isSame(ids, first.ids))
      if (first === undefined || other === undefined) continue
      yield {
        message: `${task} depends on ${difference(other, first)}; both count`,
        location: other.location,
        related: [{message: `the ${first.origin} says: ${listed([...first.ids])}`, location: first.location}],
      }
    }
  },
}

const isSame = (a: ReadonlySet<TaskId>, b: ReadonlySet<TaskId>): boolean =>
  a.size === b.size && without(a, b).length === 0

const without = (ids: ReadonlySet<TaskId>, others: ReadonlySet<TaskId>): readonly TaskId[] =>
  [...ids].filter(id => !others.has(id))

const difference = (other: Statement, first: Statement): string => {
  const [more, fewer] = [without(other.ids, first.ids), without(first.ids, other.ids)]
  const parts = [
    ...(more.length > 0 ? [`${listed(more)} by this ${other.origin} only`] : []),
    ...(fewer.length > 0 ? [`${listed(fewer)} by the ${first.origin} only`] : []),
  ]
  return parts.join(', and on ')
}
