// The plan's `successCriteria` as a list for a person to tick: the host checks gates, and cannot judge prose.

import type {Graph} from '../graph/task.ts'
import {inline} from './markdown.ts'

/** Blocks; none where the plan gives no criteria. What is not a list of texts is left out: the plan's lint names it. */
export const criteriaSection = ({settings}: Graph): readonly string[] => {
  const criteria = asRecord(settings.documents.successCriteria)
  const groups = Object.entries(asRecord(criteria.perGroup))
  const lists = [['Overall', criteria.overall] as const, ...groups].flatMap(([name, items]) =>
    checklist(name, texts(items)),
  )
  return lists.length === 0 ? [] : ['## Success criteria', 'For a person to check:', ...lists]
}

const checklist = (name: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`**${inline(name)}**`, items.map(item => `- [ ] ${inline(item)}`).join('\n')]

const asRecord = (value: unknown): {readonly [key: string]: unknown} =>
  typeof value === 'object' && value !== null ? {...value} : {}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
