// Finds the group or layer that a plan means by a name: `GROUP A`, `GROUP_A`, `group a` and `A` are one;
// "all API tasks" are those of the layer `API LAYER`.

import type {Draft} from './draft.ts'

/** Words that say that something is a set, not which. */
const SET_WORDS = new Set([
  'group',
  'layer',
  'phase',
  'batch',
  'wave',
  'section',
  'task',
  'tasks',
  'all',
  'the',
])

/** Equal for all spellings of the same name. */
export const groupKey = (name: string): string => {
  const words = wordsOf(name)
  const telling = words.filter(word => !SET_WORDS.has(word))
  return (telling.length === 0 ? words : telling).join(' ')
}

/**
 * Ids of the tasks in the group or layer of that name: one of exactly that name, else all whose names contain its
 * words. Undefined if there is none. The ids are as the plan has them, unchecked.
 */
export const tasksNamed = (draft: Draft, label: string): readonly string[] | undefined => {
  const sets = [
    ...draft.layers.map(({name, tasks}) => ({keys: [groupKey(name)], tasks})),
    ...draft.groups.map(({id, name, members}) => ({
      keys: [groupKey(id.value), groupKey(name)],
      tasks: members.map(({value}) => value),
    })),
  ]
  const key = groupKey(label)
  const exact = sets.find(({keys}) => keys.includes(key))
  const found = exact ? [exact] : sets.filter(({keys}) => keys.some(candidate => contains(candidate, key)))
  return found.length === 0 ? undefined : [...new Set(found.flatMap(({tasks}) => tasks))]
}

const contains = (name: string, words: string): boolean => words !== '' && ` ${name} `.includes(` ${words} `)

const wordsOf = (name: string): string[] => name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
