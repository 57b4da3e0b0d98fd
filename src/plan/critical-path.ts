// Reads the critical path that a document states: a chain of ids with arrows, on one line or hanging down the page.

import type {Fact, PlanClaims} from '../graph/draft.ts'
import {parseHours} from '../util/duration.ts'
import {foldName, trailingBrackets} from '../util/text.ts'
import {readNotes} from './entry.ts'
import type {Section} from './headings.ts'
import {isPlainLanguage} from './outputs.ts'
import {fencesIn, locate, type Sheet} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'

export type PathClaim = Pick<PlanClaims, 'criticalPath' | 'criticalPathHours'>

/** One single chain under a heading of that very name; several are a schedule. Behind a drawn one, others may stand. */
export const readCriticalPath = (sheet: Sheet, section: Section, ids: KnownIds): PathClaim => {
  const name = foldName(withoutBrackets(section.heading))
  if (name !== 'critical path' && name !== 'the critical path') return {}
  const {prose, drawn} = blocksOf(sheet, section)
  const told = chainsIn(sheet, prose, ids)
  const chains = told.length > 0 ? [...told, ...drawn.flatMap(rows => chainsIn(sheet, rows, ids))] : []
  const first = drawn.map(rows => chainsIn(sheet, rows, ids)).find(found => found.length > 0) ?? []
  const [chain, ...more] = chains.length > 0 ? chains : first
  if (!chain || more.length > 0) return {}
  const rows = [...prose, ...drawn.flat()].sort((a, b) => a - b)
  const hours = rows.map(row => readHours(sheet, row)).find(found => found !== undefined)
  return {criticalPath: chain, ...(hours ? {criticalPathHours: hours} : {})}
}

const withoutBrackets = (heading: string): string => {
  const text = readNotes(heading)
    .rest.replace(/^[\d.\s]{1,20}/, '')
    .replace(/[*:]/g, '')
  return trailingBrackets(text)?.before ?? text
}

interface Blocks {
  readonly prose: readonly number[]
  /** Of each fence without a language. */
  readonly drawn: readonly (readonly number[])[]
}

const blocksOf = (sheet: Sheet, section: Section): Blocks => {
  const prose: number[] = []
  for (let row = section.body; row < section.next; row++) if (sheet.prose[row]?.trim()) prose.push(row)
  const drawn = fencesIn(sheet, section.body, section.next)
    .filter(({language}) => isPlainLanguage(language))
    .map(({from, to}) => Array.from({length: to - from}, (_, index) => from + index))
  return {prose, drawn}
}

type Chain = Fact<readonly string[]>

/** Each begins on a line of its own, and goes on over the lines below it that begin with an arrow. */
const chainsIn = (sheet: Sheet, rows: readonly number[], ids: KnownIds): Chain[] => {
  const chains: (Chain & {value: string[]})[] = []
  for (const row of rows) {
    const link = linkAt(sheet, row, ids)
    if (link.chain.length === 0) continue
    if (link.isContinued) chains.at(-1)?.value.push(...link.chain)
    else
      chains.push({
        value: link.chain,
        location: locate(sheet, row, link.start, link.end - link.start),
        origin: 'critical path',
      })
  }
  return chains.filter(({value}) => value.length > 1)
}

const ARROW = /\s*(?:[→➔➜⟶]|[-=─]+>)\s*/y
/** What may stand between an id and the arrow behind it. */
const NOISE = /(?:\s?(?:[✅☑✔]\uFE0F?|\*\*|\([^()]{0,80}\))){0,4}/uy

interface Link {
  readonly chain: string[]
  readonly isContinued: boolean
  readonly start: number
  readonly end: number
}

const linkAt = (sheet: Sheet, row: number, ids: KnownIds): Link => {
  const line = sheet.lines[row] ?? ''
  const start = /^[\s>]*(?:[-*+]\s+)?(?:\*\*)?/.exec(line)?.[0].length ?? 0
  const first = endOf(ARROW, line, start)
  const chain: string[] = []
  let end = start
  for (let at = first ?? start; ; ) {
    const found = idAt(line, at)
    if (!found) break
    chain.push(ids.resolve(found.id) ?? found.id)
    end = found.end
    const next = endOf(ARROW, line, endOf(NOISE, line, end) ?? end)
    if (next === undefined) break
    at = next
  }
  return {chain, isContinued: first !== undefined, start, end}
}

const endOf = (pattern: RegExp, line: string, at: number): number | undefined => {
  pattern.lastIndex = at
  return pattern.test(line) ? pattern.lastIndex : undefined
}

const readHours = (sheet: Sheet, row: number): Fact<number> | undefined => {
  const line = sheet.lines[row] ?? ''
  const found = /\b(?:estimated?|total|duration|length|effort|time)\b[^:]{0,40}:/i.exec(line)
  const hours = found ? parseHours(line.slice(found.index)) : undefined
  if (!found || hours === undefined) return undefined
  return {
    value: hours,
    location: locate(sheet, row, found.index, line.trimEnd().length - found.index),
    origin: 'critical path',
  }
}
