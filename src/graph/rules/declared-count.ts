// Numbers of some of the tasks, "28 tasks marked [P]", against what there is to count.

import type {Location} from '../diagnostic.ts'
import type {CountClaim} from '../draft.ts'
import {others, placeOf} from '../place.ts'
import type {LintContext, Rule} from '../rule.ts'
import type {TaskId} from '../task.ts'
import {markdown} from './example.ts'

export const declaredCount: Rule = {
  id: 'declared-count',
  severity: 'warning',
  summary: 'A stated number of tasks of some kind is wrong',
  why: 'A number that no longer fits tells that tasks were added or lost since somebody last looked at the whole.',
  wrong: markdown(`
    # Tasks

    ## Phase 1: Setup

    - [ ] T001 [P] Write the schema in src/schema.sql
    - [ ] T002 [P] Write the queries in src/queries.ts

    ## Summary

    - 3 tasks marked [P]
  `),
  right: markdown(`
    # Tasks

    ## Phase 1: Setup

    - [ ] T001 [P] Write the schema in src/schema.sql
    - [ ] T002 [P] Write the queries in src/queries.ts

    ## Summary

    - 2 tasks marked [P]
  `),
  *check(context) {
    for (const {value: claim, location} of context.draft.claims.counts ?? []) {
      const counted = count(claim, location, context)
      if (counted.count === claim.count) continue
      yield {
        message: `the document speaks of ${claim.count} ${claim.noun}, but there ${counted.count === 1 ? 'is' : 'are'} ${counted.count}`,
        location,
        related: others(location, counted.last === undefined ? [] : [counted.last]),
      }
    }
  },
}

interface Counted {
  readonly count: number
  /** Where one can see it: the last that was counted. */
  readonly last: {readonly message: string; readonly location: Location} | undefined
}

const count = ({of}: CountClaim, {file}: Location, context: LintContext): Counted => {
  if (of.type === 'listed')
    return {
      count: of.ids.length,
      last: {message: `${of.ids.at(-1) ?? 'nothing'} is the last of them`, location: of.location},
    }
  const ids = of.type === 'parallel' ? marked(file, context) : done(file, context)
  const last = ids.at(-1)
  if (last === undefined) return {count: 0, last: undefined}
  return {
    count: ids.length,
    last: {message: `${last} is the last of them`, location: placeOf(context.facts, last)},
  }
}

/** Of the same document. */
const marked = (file: string, {facts}: LintContext): readonly TaskId[] =>
  [...facts.values()].flatMap(({id, definitions}) =>
    definitions.some(({isParallel}) => isParallel?.value === true && isParallel.location.file === file)
      ? [id]
      : [],
  )

const done = (file: string, {facts}: LintContext): readonly TaskId[] =>
  [...facts.values()].flatMap(({id, statuses}) =>
    statuses[0]?.value === 'done' && statuses[0].location.file === file ? [id] : [],
  )
