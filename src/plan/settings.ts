// What the front matter of a breakdown says of how the plan wants to be run: the canonical form of settings that other formats mean
// by themselves.

import type {PlanSettings} from '../graph/task.ts'
import type {PlanDocument} from './format.ts'
import {readFrontMatter} from './front-matter.ts'

const NUMBERS = ['maxConcurrent', 'maxRetries', 'runLimitMs'] as const

export const readSettings = (document: PlanDocument): PlanSettings => {
  const {values} = readFrontMatter(document)
  const word = (key: string): string => values.get(key)?.whole.value ?? ''
  const gateGroups = word('gateGroups')
  return {
    ...Object.fromEntries(
      NUMBERS.flatMap(key => (/^\d{1,12}$/.test(word(key)) ? [[key, Number(word(key))]] : [])),
    ),
    ...(gateGroups === 'true' || gateGroups === 'false' ? {gateGroups: gateGroups === 'true'} : {}),
    documents: {},
  }
}

/** Empty where nothing is to be said; `format` where the text alone does not show it. The kept sections of a YAML plan have no place in a breakdown. */
export const printSettings = (
  {gateGroups, ...settings}: PlanSettings,
  format: string | undefined,
): string => {
  const lines = [
    ...(format === undefined ? [] : [`format: ${format}`]),
    ...(gateGroups === undefined ? [] : [`gateGroups: ${gateGroups}`]),
    ...NUMBERS.flatMap(key => (settings[key] === undefined ? [] : [`${key}: ${settings[key]}`])),
  ]
  return lines.length === 0 ? '' : `---\n${lines.join('\n')}\n---`
}
