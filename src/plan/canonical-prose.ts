// What a task's section says beside its facts: the text that the canonical form keeps as it is. Knows no plan.

import {indentOf, isBlank} from '../util/text.ts'
import {readFields} from './fields.ts'
import {readSheet, type Sheet} from './sheet.ts'

/**
 * The section without the line that names the task and without its fields, where all of their words stand in `facts`; whatever has
 * a word more is kept. Undefined for what is no prose: the row of a table.
 */
export const proseOf = (instruction: string, facts: string): string | undefined => {
  const sheet = readSheet({file: '', text: instruction})
  const isSaid = saidIn(facts)
  const said = saidRows(sheet, isSaid)
  const [first = '', ...others] = demoted(sheet).map((line, row) => (said.has(row) ? '' : line))
  if (first.startsWith('|')) return undefined
  const name = first.replace(/^[\s>]*(?:#{1,6}\s+|(?:[-*+]|\d{1,9}[.)])\s+(?:\[.\]\*?\s+)?)/u, '')
  return joined(sheet, [isSaid(name) ? '' : name, ...others])
}

/** Headings below the task's own. */
const demoted = ({lines, sections}: Sheet): readonly string[] => {
  const inner = sections.filter(({row}) => row > 0)
  const more = Math.max(0, SECTION_LEVEL + 1 - Math.min(...inner.map(({level}) => level)))
  const levels = new Map(inner.map(({row, level}) => [row, Math.min(level + more, 6)]))
  return lines.map((line, row) => {
    const level = levels.get(row)
    return level === undefined ? line : line.replace(/^\s*#+/, '#'.repeat(level))
  })
}

/** Of the headings of tasks. */
export const SECTION_LEVEL = 3

const WORD = /[\p{L}\p{N}]+/gu

const HOURS = /(\d)[ -]?(?:h|hrs?|hours?)(?![\p{L}\p{N}])/gu

/** `Story 1.2` is `1.2` to us. */
const NAMES = ['task', 'story', 'step', 'issue']

const wordsOf = (text: string): readonly string[] =>
  (text.toLowerCase().replace(HOURS, '$1 hours').match(WORD) ?? []).filter(word => !NAMES.includes(word))

const saidIn = (facts: string): ((text: string) => boolean) => {
  const words = new Set(wordsOf(facts))
  return text => wordsOf(text).every(word => words.has(word))
}

/** A field goes as a whole or not at all. */
const saidRows = (sheet: Sheet, isSaid: (text: string) => boolean): ReadonlySet<number> => {
  const said = new Set<number>()
  const open = new Set<number>()
  for (const {kind, value, row, from, bodyEnd} of readFields(sheet, 1, sheet.lines.length, sheet.sections)) {
    const text = [value, ...sheet.lines.slice(from, bodyEnd)].join('\n').replace(/^[ \t]*[`~]{3}.*$/gm, '')
    const isFact = kind !== undefined && kind !== 'description' && isSaid(text)
    for (let at = row; at < Math.max(bodyEnd, from); at++) (isFact ? said : open).add(at)
  }
  return said.difference(open)
}

/** The first line, and the others moved to the margin, with single blank lines but in fences. */
const joined = (sheet: Sheet, [first = '', ...others]: readonly string[]): string => {
  const indent = Math.min(...others.filter(line => !isBlank(line)).map(indentOf))
  const kept = [first, ...others.map(line => line.slice(Math.min(indent, indentOf(line))))]
  const fenced = new Set(
    sheet.fences
      .filter(({row}) => !isBlank(kept[row] ?? ''))
      .flatMap(({from, to}) => Array.from({length: to - from}, (_, index) => from + index)),
  )
  return kept
    .filter((line, row) => !isBlank(line) || fenced.has(row) || !isBlank(kept[row - 1] ?? ''))
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd()
}
