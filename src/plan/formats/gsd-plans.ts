// Joins several plans of GSD: each counts its tasks from 1, and says by name which plans must be done before.

import type {DependencyRef, Draft, DraftGroup, DraftTask, Fact} from '../../graph/draft.ts'
import {foldName} from '../../util/text.ts'
import type {DocumentDraft} from '../format.ts'
import {qualified, renameTasks} from '../qualify.ts'
import {safeId} from '../task-ids.ts'

/** Several plans call their tasks by the plan too, `03-02B/1`; a plan that is not among them is an input in words. */
export const relatePlans = (documents: readonly DocumentDraft[]): readonly Draft[] => {
  const drafts = documents.map(({draft}) => draft)
  const plans = plansByName(drafts)
  return drafts.map(draft => {
    const [group] = draft.groups
    if (!group) return draft
    const own = drafts.length > 1 ? ownNames(draft, shortName(group.id.value)) : draft
    return withPlans(
      own,
      plan => plans.get(foldName(plan)) ?? plans.get(foldName(`${phaseOf(group)}-${plan}`)),
    )
  })
}

/** Each plan's group by `03-nets-02B` and by `03-02B`. */
const plansByName = (drafts: readonly Draft[]): ReadonlyMap<string, DraftGroup> => {
  const plans = new Map<string, DraftGroup>()
  for (const [group] of drafts.map(({groups}) => groups)) {
    if (!group) continue
    for (const name of [group.id.value, shortName(group.id.value)])
      if (!plans.has(foldName(name))) plans.set(foldName(name), group)
  }
  return plans
}

/** `03-02B` of `03-nets-02B`. */
const shortName = (name: string): string => {
  const [phase = '', ...others] = name.split('-')
  return [phase, ...others.slice(-1)].join('-')
}

const phaseOf = ({id}: DraftGroup): string => id.value.split('-')[0] ?? ''

const ownNames = (draft: Draft, plan: string): Draft => {
  const own = new Set(draft.tasks.map(({id}) => id.value))
  return renameTasks(draft, id => (own.has(id) ? qualified(safeId(plan), id) : id))
}

/** All tasks of a plan wait for all tasks of the plans before it. */
const withPlans = (draft: Draft, find: (plan: string) => DraftGroup | undefined): Draft => {
  const named = draft.groups.flatMap(({dependsOn}) => dependsOn).map(fact => ({fact, plan: find(fact.value)}))
  const before = named.flatMap(({fact, plan}) => (plan ? [{...fact, value: plan.id.value}] : []))
  const inputs = named.flatMap(({fact, plan}) => (plan ? [] : [{text: `plan ${fact.value}`}]))
  return {
    ...draft,
    tasks: draft.tasks.map((task, index) => ({
      ...withBefore(task, before),
      ...(index === 0 && inputs.length > 0 ? {inputs: [...task.inputs, ...inputs]} : {}),
    })),
    groups: draft.groups.map(group => ({...group, dependsOn: before})),
  }
}

const withBefore = (task: DraftTask, before: readonly Fact<string>[]): DraftTask => {
  const [first] = before
  if (!first) return task
  const value: DependencyRef[] = before.map(plan => ({type: 'members', label: plan.value}))
  const [stated, ...others] = task.dependencies
  const all = stated ? {...stated, value: [...stated.value, ...value]} : {...first, value}
  return {...task, dependencies: [all, ...others]}
}
