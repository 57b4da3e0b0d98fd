// Reads numbers that a document states of some of its tasks: `28 tasks marked [P]`, `T012-T019 (8 tasks)`, `### Easy (14 tasks)`.

import type {CountClaim, DraftGroup, Fact} from '../graph/draft.ts'
import {foldName, trailingBrackets} from '../util/text.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import {locate, type Sheet} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'

export interface CountPlace {
  readonly ids: KnownIds
  readonly groups: readonly DraftGroup[]
  /** Whether a row lies outside of all tasks: what a task says of numbers is no claim of the plan. */
  isOpen(row: number): boolean
}

type Claim = Fact<CountClaim>

export const readCountClaims = (sheet: Sheet, place: CountPlace): Claim[] => [
  ...sheet.prose.flatMap((line, row) =>
    /\d/.test(line) && line.length <= LINE_MAX && place.isOpen(row)
      ? [
          ...parallelIn(sheet, row),
          ...progressIn(sheet, row, place),
          ...rangesIn(sheet, row, place),
          ...groupsIn(sheet, row, place),
        ]
      : [],
  ),
  ...sheet.sections.flatMap(section => sectionCount(sheet, section, place) ?? []),
]

const LINE_MAX = 1_000 // characters; a longer paragraph is no summary

/** The place is that of the words that were found. */
const claimOf = (sheet: Sheet, row: number, found: RegExpExecArray, value: CountClaim): Claim => ({
  value,
  location: locate(sheet, row, found.index, found[0].trimEnd().length),
  origin: 'prose',
})

const MARKED =
  /\b(\d{1,5})\s(?:tasks?\s(?:are\s)?(?:marked|flagged)\s(?:as\s|with\s)?(?:`?\[P\]`?|parallel\b)|`?\[P\]`?\stasks?)/i
/** `[P] markers for parallelizable tasks (28 tasks)`. */
const IN_BRACKETS = /(?:\[P\][^()\d]{0,60}|\bparallel\sopportunit[^()\d]{0,40})\((\d{1,5})\stasks?\)/i
/** The number of a part says nothing of the whole. */
const OF_A_PART = /\b(?:phase|stage|wave|group|sprint|story|us-?\d+|up\sto|at\sonce)\b|阶段|フェーズ/i

const parallelIn = (sheet: Sheet, row: number): Claim[] => {
  const line = sheet.prose[row] ?? ''
  const found = MARKED.exec(line) ?? IN_BRACKETS.exec(line)
  if (!found || OF_A_PART.test(line)) return []
  return [
    claimOf(sheet, row, found, {
      count: Number(found[1]),
      noun: 'tasks marked as parallel',
      of: {type: 'parallel'},
    }),
  ]
}

const PROGRESS =
  /^[\s>*+-]*(?:progress|(?:tasks\s)?completed|done|fortschritt|progreso|progresso|进度|已完成|進捗)[*\s]*[:：][*\s]*(\d{1,5})\s?(?:\/|of|von|de)\s?(\d{1,5})\b/i

/** Only where all tasks are counted: other numbers are of other things. */
const progressIn = (sheet: Sheet, row: number, {ids}: CountPlace): Claim[] => {
  const found = PROGRESS.exec(sheet.prose[row] ?? '')
  if (!found || Number(found[2]) !== ids.firstOnes(Number.POSITIVE_INFINITY).length) return []
  return [
    claimOf(sheet, row, found, {count: Number(found[1]), noun: 'tasks that are done', of: {type: 'done'}}),
  ]
}

const RANGE =
  /(?<![\w.-])([A-Z]{1,8}-?\d{1,6})\s?(?:-|–|—|\bto\b)\s?([A-Z]{1,8}-?\d{1,6})\s?[(（](\d{1,5})\s?(?:tasks?|tareas|aufgaben|个任务|タスク)/gi

const rangesIn = (sheet: Sheet, row: number, {ids}: CountPlace): Claim[] =>
  [...(sheet.prose[row] ?? '').matchAll(RANGE)].flatMap(found => {
    const [from, to] = [ids.resolve(found[1] ?? ''), ids.resolve(found[2] ?? '')]
    if (from === undefined || to === undefined || from === to) return []
    const listed = [from, ...ids.between(from, to), to]
    const location = locate(sheet, row, found.index, found[0].length)
    return [
      {
        value: {
          count: Number(found[3]),
          noun: `tasks from ${from} to ${to}`,
          of: {type: 'listed', ids: listed, location},
        },
        location,
        origin: 'prose',
      } satisfies Claim,
    ]
  })

const OF_GROUP =
  /^[\s>|*+-]*((?:phase|stage|wave|tier|milestone|sprint|epic)\s\d{1,4}(?:\.\d{1,4})?)(?![\w.])[^:\d]{0,60}:[*\s]*(\d{1,5})\stasks?\b/i
/** `2 implementation tasks`, where that is all that a part is called. */
const OF_KIND = /\b(\d{1,5})\s([a-z]{4,24})\s(?:tasks?|gates?|items?)\b/gi

const groupsIn = (sheet: Sheet, row: number, {groups}: CountPlace): Claim[] => {
  const line = sheet.prose[row] ?? ''
  const whole = OF_GROUP.exec(line)
  const byId = whole && groups.find(({id}) => foldName(id.value) === foldName(whole[1] ?? ''))
  if (whole && byId) return [groupClaim(sheet, row, {found: whole, count: Number(whole[2]), group: byId})]
  return [...line.matchAll(OF_KIND)].flatMap(found => {
    const named = groups.filter(group => titleOf(group) === foldName(found[2] ?? ''))
    const [group] = named
    return group && named.length === 1
      ? [groupClaim(sheet, row, {found, count: Number(found[1]), group})]
      : []
  })
}

/** `verification` of "Stage 2: Verification (by hand)". */
const titleOf = ({name}: DraftGroup): string => {
  const title = /[:：]\s*(.*)/s.exec(name)?.[1] ?? name
  return foldName(trailingBrackets(title)?.before ?? title)
}

const groupClaim = (
  sheet: Sheet,
  row: number,
  {found, count, group}: {found: RegExpExecArray; count: number; group: DraftGroup},
): Claim =>
  claimOf(sheet, row, found, {
    count,
    noun: `tasks in ${group.id.value}`,
    of: {
      type: 'listed',
      ids: group.members.map(({value}) => value),
      location: group.members.at(-1)?.location ?? group.id.location,
    },
  })

const IN_HEADING = /[(（](\d{1,5})\s(?:tasks?|tareas|aufgaben)\b/i

/** Of the rows, points and headings in a section that begin with a task; nothing where there are none, or parts beside their wholes. */
const sectionCount = (sheet: Sheet, section: Section, {ids}: CountPlace): Claim | undefined => {
  const found = IN_HEADING.exec(section.heading)
  if (!found) return undefined
  const listed = new Map<string, number>()
  for (let row = section.body; row < section.end; row++) {
    const id = taskAt(sheet.prose[row] ?? '', ids)
    if (id !== undefined && !listed.has(id)) listed.set(id, row)
  }
  const names = [...listed.keys()]
  const last = names.at(-1)
  if (last === undefined || names.some(id => listed.has(id.replace(/\.\d+$/, '')) && /\.\d+$/.test(id)))
    return undefined
  return {
    value: {
      count: Number(found[1]),
      noun: `tasks under "${plainText(section.heading).split(/[(（]/)[0]?.trimEnd()}"`,
      of: {type: 'listed', ids: names, location: locate(sheet, listed.get(last) ?? section.row)},
    },
    location: locate(sheet, section.row, section.column + found.index + 1, found[0].length - 1),
    origin: 'heading',
  }
}

const START = /^[\s>|]*(?:#{1,6}\s+|[-*+]\s+|\d{1,9}[.)]\s+)?(?:\[.\]\s+)?[*~`_[]*(?:(?:task|story|step)\s)?/i

/** A bare number may count anything. */
const taskAt = (line: string, ids: KnownIds): string | undefined => {
  const found = idAt(line, START.exec(line)?.[0].length ?? 0)
  return found && /[A-Za-z.]/.test(found.id) ? ids.resolve(found.id) : undefined
}
