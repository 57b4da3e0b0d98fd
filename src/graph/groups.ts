// Settles which task is in which group, and the layers. Names of a group in different spellings are one group.

import {suggester, suggestion} from '../util/closest.ts'
import {breakCycles, type Cycle, explainCycle, showCycle} from './cycles.ts'
import type {Location} from './diagnostic.ts'
import type {Draft, DraftGroup, Fact} from './draft.ts'
import type {Note} from './finding.ts'
import {groupKey} from './members.ts'
import type {Group, Layer, TaskId} from './task.ts'

interface Membership {
  readonly group: string
  readonly location: Location
}

interface Precedence {
  readonly from: string
  /** The group that comes before it. */
  readonly to: string
  readonly location: Location
}

/** The first group that names a task has it; the first of several groups with one name gives its facts. */
export const settleGroups = (draft: Draft, known: ReadonlySet<TaskId>, note: Note): readonly Group[] => {
  const firsts = new Map<string, DraftGroup>()
  for (const group of draft.groups) {
    const key = groupKey(group.id.value)
    if (!firsts.has(key)) firsts.set(key, group)
  }
  const members = Map.groupBy(memberships(draft, firsts, {known, note}), ([, {group}]) => group)
  const before = precedences(firsts, note)
  return [...firsts].map(([key, {id, name, day, parallelism}]) => ({
    id: id.value,
    name,
    tasks: (members.get(key) ?? []).map(([task]) => task),
    ...(day === undefined ? {} : {day}),
    ...(parallelism === undefined ? {} : {parallelism}),
    dependsOn: before(id.value),
    location: id.location,
  }))
}

const memberships = (
  draft: Draft,
  firsts: ReadonlyMap<string, DraftGroup>,
  {known, note}: {known: ReadonlySet<TaskId>; note: Note},
): ReadonlyMap<TaskId, Membership> => {
  const groupOf = new Map<TaskId, Membership>()
  const suggest = suggester(known)
  for (const {id, members} of draft.groups) {
    const group = groupKey(id.value)
    for (const {value: task, location} of members) {
      const earlier = groupOf.get(task)
      if (!known.has(task)) noteUnknownMember({id, task, location}, suggest, note)
      else if (earlier === undefined) groupOf.set(task, {group, location})
      else if (earlier.group !== group) noteDrift({id, task, location}, nameOf(firsts, earlier), note)
    }
  }
  return groupOf
}

interface Member {
  readonly id: Fact<string>
  readonly task: string
  readonly location: Location
}

const nameOf = (firsts: ReadonlyMap<string, DraftGroup>, {group, location}: Membership): Fact<string> => ({
  value: firsts.get(group)?.id.value ?? group,
  location,
  origin: 'group',
})

const noteUnknownMember = (
  {id, task, location}: Member,
  suggest: (word: string) => string,
  note: Note,
): void =>
  note('group-unknown-task', {
    message: `group ${id.value} lists ${task}, which is not a task of this plan${suggest(task)}`,
    location,
  })

const noteDrift = ({id, task, location}: Member, first: Fact<string>, note: Note): void =>
  note('group-drift', {
    message: `${task} is listed in group ${id.value} and in group ${first.value}; the first counts: ${first.value}`,
    location,
    related: [{message: `${task} is in group ${first.value} here`, location: first.location}],
  })

/** Which groups come before a group; known ones only, and without cycles. */
const precedences = (
  firsts: ReadonlyMap<string, DraftGroup>,
  note: Note,
): ((group: string) => readonly string[]) => {
  const arrows = new Map(
    [...firsts.values()].map(group => [group.id.value, precedencesOf(group, firsts, note)]),
  )
  const {closing, cycles} = breakCycles([...arrows.keys()], {
    from: group => arrows.get(group) ?? [],
    target: ({to}) => to,
  })
  for (const cycle of cycles) noteCycle(cycle, note)
  return group => (arrows.get(group) ?? []).filter(arrow => !closing.has(arrow)).map(({to}) => to)
}

const precedencesOf = (
  {id, dependsOn}: DraftGroup,
  firsts: ReadonlyMap<string, DraftGroup>,
  note: Note,
): readonly Precedence[] => {
  const found = new Map<string, Precedence>()
  for (const {value, location} of dependsOn) {
    const to = firsts.get(groupKey(value))?.id.value
    const names = [...firsts.values()].map(group => group.id.value)
    const message = `group ${id.value} comes after ${value}, which is not a group of this plan`
    if (to === undefined) note('unknown-group', {message: `${message}${suggestion(value, names)}`, location})
    else if (!found.has(to)) found.set(to, {from: id.value, to, location})
  }
  return [...found.values()]
}

const noteCycle = (cycle: Cycle<Precedence>, note: Note): void => {
  const {closing, related} = explainCycle(cycle, ({from, to}) => `${from} comes after ${to}`)
  note('cycle', {
    message: `groups wait for each other: ${showCycle(cycle)}; that ${closing.from} comes after ${closing.to} is left out`,
    location: closing.location,
    related,
  })
}

/** Layers of one name are one; tasks that are none of the plan's are left out, as a layer has no effect. */
export const settleLayers = ({layers}: Draft, known: ReadonlySet<TaskId>): readonly Layer[] => {
  const names = new Map<string, Set<TaskId>>()
  for (const {name, tasks} of layers) {
    const members = names.get(name) ?? new Set()
    names.set(name, members)
    for (const task of tasks) if (known.has(task)) members.add(task)
  }
  return [...names].map(([name, tasks]) => ({name, tasks: [...tasks]}))
}
