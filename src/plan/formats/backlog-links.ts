// Settles what task files say of one another, once all of them are read: `TASK-0009` is the file with the id `0009`, and a
// dependency whose file was not given is work outside of the plan. Knows no front matter.

import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {DependencyRef, Draft, DraftTask, Fact} from '../../graph/draft.ts'
import type {DocumentDraft} from '../format.ts'

export const relateBacklog = (documents: readonly DocumentDraft[]): readonly Draft[] => {
  const find = finderOf(documents.flatMap(({draft}) => draft.tasks.map(({id}) => id.value)))
  return documents.map(({draft}) => {
    const diagnostics: Diagnostic[] = []
    const settle = (task: DraftTask, fact: Statement): Statement => ({
      ...fact,
      value: fact.value.map(ref => settleRef(ref, {find, task, fact, diagnostics})),
    })
    const tasks = draft.tasks.map(task => ({
      ...task,
      dependencies: task.dependencies.map(fact => settle(task, fact)),
      blocks: task.blocks.map(fact => ({...fact, value: settle(task, fact).value.filter(isInside)})),
      ...(task.parent === undefined
        ? {}
        : {parent: {...task.parent, value: find(task.parent.value) ?? task.parent.value}}),
    }))
    return {...draft, tasks, diagnostics: [...draft.diagnostics, ...diagnostics]}
  })
}

type Statement = Fact<readonly DependencyRef[]>

const isInside = ({type}: DependencyRef): boolean => type !== 'external'

interface Surroundings {
  readonly find: (word: string) => string | undefined
  readonly task: DraftTask
  readonly fact: Statement
  readonly diagnostics: Diagnostic[]
}

/** Finished tasks are filed away, so a missing one is no error. */
const settleRef = (ref: DependencyRef, {find, task, fact, diagnostics}: Surroundings): DependencyRef => {
  if (ref.type !== 'task') return ref
  const id = find(ref.id)
  if (id !== undefined) return {...ref, id}
  diagnostics.push({
    severity: 'warning',
    rule: 'outside-dependency',
    message: `${task.id.value} speaks of ${ref.id}, which is in none of the documents; it is taken for done: name its file too if it is not`,
    location: ref.location ?? fact.location,
    related: [],
  })
  const {location} = ref
  return {type: 'external', text: ref.id, id: ref.id, ...(location === undefined ? {} : {location})}
}

/** By the whole id in any case; or by number, `0009` and `TASK-9`, where one of the two has no prefix and no other has the number. */
const finderOf = (ids: readonly string[]): ((word: string) => string | undefined) => {
  const byName = new Map(ids.map(id => [fold(id), id]))
  const byNumber = Map.groupBy(ids, id => numberOf(id).number)
  return word => {
    const {prefix, number} = numberOf(word)
    const same = byNumber.get(number) ?? []
    const [only] = same
    const isAlike =
      only !== undefined &&
      (prefix === '' || numberOf(only).prefix === '' || numberOf(only).prefix === prefix)
    return byName.get(fold(word)) ?? (same.length === 1 && number !== '' && isAlike ? only : undefined)
  }
}

const fold = (id: string): string => id.toLowerCase()

/** `TASK-0009.1` is 9.1 of `task`. */
const numberOf = (id: string): {readonly prefix: string; readonly number: string} => {
  const [, prefix = '', digits = ''] = /^(?:([a-z]+)[-_])?(\d[\d.-]*[a-z]?)$/i.exec(id) ?? []
  return {prefix: fold(prefix), number: fold(digits.replace(/\d+/g, part => String(Number(part))))}
}
