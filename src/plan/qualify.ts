// Gives the tasks of a draft other names, wherever the draft speaks of them. Knows neither why nor how many documents there are.

import type {Aside, CountClaim, DependencyRef, Draft, DraftTask, Fact, PlanClaims} from '../graph/draft.ts'

/** `PR1/1.1`: a task's own name, and in front of it what tells it from others of that name. */
export const qualified = (qualifier: string, id: string): string => `${qualifier}/${id}`

export type NameFor = (id: string) => string

export const renameTasks = (draft: Draft, nameFor: NameFor): Draft => ({
  ...draft,
  tasks: draft.tasks.map(task => renamedTask(task, nameFor)),
  mentions: draft.mentions.map(({id, dependencies, ...mention}) => ({
    ...mention,
    id: renamed(id, nameFor),
    ...(dependencies === undefined ? {} : {dependencies: renamedStatement(dependencies, nameFor)}),
  })),
  groups: draft.groups.map(group => ({
    ...group,
    members: group.members.map(member => renamed(member, nameFor)),
  })),
  layers: draft.layers.map(layer => ({...layer, tasks: layer.tasks.map(nameFor)})),
  claims: renamedClaims(draft.claims, nameFor),
})

type Statement = Fact<readonly DependencyRef[]>

const renamed = (fact: Fact<string>, nameFor: NameFor): Fact<string> => ({
  ...fact,
  value: nameFor(fact.value),
})

const renamedList = (fact: Fact<readonly string[]>, nameFor: NameFor): Fact<readonly string[]> => ({
  ...fact,
  value: fact.value.map(nameFor),
})

const renamedStatement = (fact: Statement, nameFor: NameFor): Statement => ({
  ...fact,
  value: fact.value.map(ref => renamedRef(ref, nameFor)),
})

const renamedRef = (ref: DependencyRef, nameFor: NameFor): DependencyRef => {
  if (ref.type === 'task') return {...ref, id: nameFor(ref.id)}
  return ref.type === 'range' ? {...ref, from: nameFor(ref.from), to: nameFor(ref.to)} : ref
}

const renamedTask = (task: DraftTask, nameFor: NameFor): DraftTask => ({
  ...task,
  id: renamed(task.id, nameFor),
  dependencies: task.dependencies.map(fact => renamedStatement(fact, nameFor)),
  blocks: task.blocks.map(fact => renamedStatement(fact, nameFor)),
  ...(task.parent === undefined ? {} : {parent: renamed(task.parent, nameFor)}),
})

const renamedClaims = (claims: PlanClaims, nameFor: NameFor): PlanClaims => {
  const {criticalPath, counts, parallel, asides} = claims
  return {
    ...claims,
    ...(criticalPath === undefined ? {} : {criticalPath: renamedList(criticalPath, nameFor)}),
    ...(counts === undefined ? {} : {counts: counts.map(fact => renamedCount(fact, nameFor))}),
    ...(parallel === undefined ? {} : {parallel: parallel.map(fact => renamedList(fact, nameFor))}),
    ...(asides === undefined ? {} : {asides: asides.map(aside => renamedAside(aside, nameFor))}),
  }
}

const renamedCount = (fact: Fact<CountClaim>, nameFor: NameFor): Fact<CountClaim> => {
  const {of} = fact.value
  return of.type === 'listed'
    ? {...fact, value: {...fact.value, of: {...of, ids: of.ids.map(nameFor)}}}
    : fact
}

const renamedAside = ({tasks, dependencies}: Aside, nameFor: NameFor): Aside => ({
  tasks: tasks.map(nameFor),
  dependencies: renamedStatement(dependencies, nameFor),
})
