// Two complete statements of what a task depends on, and not the same tasks.

import type {Statement} from '../resolve.ts'
import type {Rule} from '../rule.ts'
import type {TaskId} from '../task.ts'
import {listed} from '../wording.ts'
import {markdown} from './example.ts'

export const dependencyDrift: Rule = {
  id: 'dependency-drift',
  severity: 'warning',
  summary: 'The dependencies of a task are stated differently in two places',
  why: 'All of them count, so nothing begins too early; but one of the two places is stale and may hold work up.',
  wrong: markdown(`
    ## Dependency Graph
    \`\`\`
    Slip and Mast
    ├── T1: Build the slip
    ├── T2: Lay the keel
    └── T3: Raise the mast (depends on T1)
    \`\`\`

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Lay the keel
    **Verify:** \`test -d keel\`

    ### T3: Raise the mast
    **Dependencies:** T2
    **Verify:** \`test -d mast\`
  `),
  right: markdown(`
    ## Dependency Graph
    \`\`\`
    Slip and Mast
    ├── T1: Build the slip
    ├── T2: Lay the keel
    └── T3: Raise the mast (depends on T2)
    \`\`\`

    ### T1: Build the slip
    **Verify:** \`test -d slip\`

    ### T2: Lay the keel
    **Verify:** \`test -d keel\`

    ### T3: Raise the mast
    **Dependencies:** T2
    **Verify:** \`test -d mast\`
  `),
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
