// How tasks follow one another where a document states no dependencies at all: weak edges, or groups one after the other.
// A document that states even one dependency knows what it means by the others' silence.

import type {Draft} from './draft.ts'
import type {TaskFacts} from './facts.ts'
import {dividedIn, optionalIn, type WholesOf, wholesIn} from './hierarchy.ts'
import type {Resolution} from './resolve.ts'
import type {Edge, PlanSettings, TaskId} from './task.ts'

export const PLAN_ORDERS = ['strict', 'phase', 'none'] as const
/** `strict`: one by one, as they stand. `phase`: group by group. `none`: freely. */
export type PlanOrder = (typeof PLAN_ORDERS)[number]

export interface Ordered {
  readonly edges: Resolution['edges']
  readonly settings: PlanSettings
}

/** The edges that are stated, and where nothing is, the order that is meant. `order` is that of the whole plan. */
export const inOrder = (
  draft: Draft,
  {facts, edges}: {readonly facts: readonly TaskFacts[]; readonly edges: Resolution['edges']},
  order: PlanOrder | undefined,
): Ordered => {
  const silent = partsOf(facts, order).filter(({tasks}) => tasks.every(({id}) => edges.get(id)?.size === 0))
  const meant = silent.map(part => ({...part, order: part.order ?? usualOrder(draft, part.file)}))
  const chains = meant.flatMap(part => (part.order === 'strict' ? chain(part.tasks) : []))
  return {
    edges: chains.length === 0 ? edges : new Map([...edges, ...chains]),
    settings: meant.some(part => part.order === 'phase') ? groupByGroup(draft.settings) : draft.settings,
  }
}

interface Part {
  readonly file: string
  readonly tasks: readonly TaskFacts[]
  readonly order?: PlanOrder
}

/** Each document means its own tasks to follow one another; who asks for an order asks it of the plan as a whole. */
const partsOf = (facts: readonly TaskFacts[], order: PlanOrder | undefined): readonly Part[] =>
  order === undefined
    ? [...Map.groupBy(facts, ({definitions: [{id}]}) => id.location.file)].map(([file, tasks]) => ({
        file,
        tasks,
      }))
    : [{file: '', tasks: facts, order}]

/** What the document's format means where nobody says otherwise. */
const usualOrder = ({order, orders}: Draft, file: string): PlanOrder => {
  const own = orders?.[file] ?? order
  return own === 'sequential' ? 'strict' : (own ?? 'none')
}

/** Each task after the one before it, a task with parts after these. What is optional comes behind another, and nothing behind it. */
const chain = (facts: readonly TaskFacts[]): readonly (readonly [TaskId, ReadonlyMap<TaskId, Edge>])[] => {
  const wholesOf = wholesIn(facts)
  const optional = optionalIn(facts, wholesOf)
  let before: TaskId | undefined
  return partsFirst(facts, wholesOf).map(({id, definitions}) => {
    const {location} = definitions[0].id
    const needs = new Map<TaskId, Edge>()
    if (before !== undefined) needs.set(before, {task: id, dependency: before, kind: 'order', location})
    if (!optional.has(id)) before = id
    return [id, needs]
  })
}

/** As they stand, but for a task with parts: it stands in front of them. */
const partsFirst = (facts: readonly TaskFacts[], wholesOf: WholesOf): readonly TaskFacts[] => {
  const divided = dividedIn(facts, wholesOf)
  const ordered: TaskFacts[] = []
  const open: TaskFacts[] = []
  for (const task of facts) {
    const wholes = wholesOf(task.id)
    for (let last = open.at(-1); last !== undefined && !wholes.includes(last.id); last = open.at(-1))
      ordered.push(...open.splice(-1))
    if (divided.has(task.id)) open.push(task)
    else ordered.push(task)
  }
  return [...ordered, ...open.reverse()]
}

/** Groups without an order of their own follow one another as they are listed. */
const groupByGroup = (settings: PlanSettings): PlanSettings => ({gateGroups: true, ...settings})
