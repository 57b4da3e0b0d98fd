// How tasks follow one another in a plan that states no dependencies at all: weak edges, or groups one after the other.
// A plan that states even one dependency knows what it means by the others' silence.

import type {Draft} from './draft.ts'
import type {TaskFacts} from './facts.ts'
import type {Resolution} from './resolve.ts'
import type {Edge, PlanSettings, TaskId} from './task.ts'

export const PLAN_ORDERS = ['strict', 'phase', 'none'] as const
/** `strict`: one by one, as they stand. `phase`: group by group. `none`: freely. */
export type PlanOrder = (typeof PLAN_ORDERS)[number]

/** What the documents' format means where nobody says otherwise. */
export const usualOrder = ({order}: Draft): PlanOrder =>
  order === 'sequential' ? 'strict' : (order ?? 'none')

export const statesNothing = ({edges}: Resolution): boolean => edges.values().every(needs => needs.size === 0)

/** Each task after the one before it. */
export const chain = (facts: readonly TaskFacts[]): Resolution['edges'] =>
  new Map(
    facts.map(({id, definitions: [{id: place}]}, index) => {
      const before = facts[index - 1]
      const needs = new Map<TaskId, Edge>()
      if (before !== undefined)
        needs.set(before.id, {task: id, dependency: before.id, kind: 'order', location: place.location})
      return [id, needs]
    }),
  )

/** Groups without an order of their own follow one another as they are listed. */
export const groupByGroup = (settings: PlanSettings): PlanSettings => ({gateGroups: true, ...settings})
