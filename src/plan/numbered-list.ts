// Reads a whole document of boxes with numbers, `- [ ] 1.2 Title` and its like, into a draft. Which kind of document it is, and
// what its author means by the order of the list, the formats say.

import type {Diagnostic} from '../graph/diagnostic.ts'
import type {Draft, Fact, TaskStatus} from '../graph/draft.ts'
import {foldName} from '../util/text.ts'
import {readClaims} from './claims.ts'
import {readDependencyMaps} from './dependency-map.ts'
import {plainText} from './inline.ts'
import type {ListContext} from './list-dependencies.ts'
import {type Part, readParts} from './list-groups.ts'
import {type ListEntry, type ListTask, readListTask, sectionsOf} from './list-task.ts'
import {locate, type Sheet} from './sheet.ts'
import {countTaskHeadings} from './task-headings.ts'
import {type KnownIds, knownIds} from './task-ids.ts'
import {type Box, readBoxes, statusOf} from './task-list.ts'

export interface ListDialect {
  readonly order: NonNullable<Draft['order']>
  /** What `[-]` says. */
  readonly dash: TaskStatus
}

/** A box that is a task, before ids are settled. */
interface Numbered {
  readonly box: Box
  readonly entry: ListEntry
}

export const readNumberedList = (sheet: Sheet, dialect: ListDialect): Draft => {
  const boxes = readBoxes(sheet)
  const found = boxes.flatMap(box => {
    const entry = numberedEntry((sheet.prose[box.row] ?? '').slice(box.column))
    return entry ? [{box, entry}] : []
  })
  const numbered = found.length > 0 ? found : countedEntries(sheet, boxes)
  const parts = readParts(
    sheet,
    numbered.map(task => ({row: task.box.row, id: writtenId(sheet, task)})),
  )
  const names = namesOf(numbered, parts)
  const listed = numbered.map((task, index) => listTask(task, {names, dialect, next: numbered[index + 1]}))
  return assemble(sheet, {listed, parts, names, dialect})
}

/** Whether its numbered boxes are its tasks, and not steps or a summary of tasks that have headings of their own. */
export const holdsNumberedList = (sheet: Sheet): boolean => {
  const ids = readBoxes(sheet).flatMap(
    box => numberedEntry((sheet.prose[box.row] ?? '').slice(box.column))?.id ?? [],
  )
  return new Set(ids).size > countTaskHeadings(sheet)
}

const ID = String.raw`(?:[A-Z]{1,4}-?)?\d{1,4}(?:\.\d{1,4}){0,5}[a-z]?`
const NUMBERED = new RegExp(
  String.raw`^(?:~~|\*\*|__)*((?:[Tt]asks?|TASK|[Tt]area|[Tt]arefa|Aufgabe|任务|タスク)\s*)?(?:\[(${ID})\]|(${ID})(?![\w-]))(?:\*\*|__)?([.):：]?)(?:\*\*|__)?(?:\s+|(?<=：))(?:[-–—:]\s+)?`,
  'u',
)
const PARALLEL = /^(?:\*\*)?(?:\(P\)|\[P\])(?:\*\*)?\s*/

/** `1.2 Title`, `[1.2] Title`, `1. Title`, `Task 1 Title`; a number that nothing sets off is a number: `3 retries`. */
export const numberedEntry = (text: string): ListEntry | undefined => {
  const found = NUMBERED.exec(text)
  const [all = '', word, bracketed, plain, point] = found ?? []
  const id = bracketed ?? plain
  const isSure = word !== undefined || bracketed !== undefined || point !== '' || id?.includes('.') === true
  if (id === undefined || !isSure) return undefined
  const title = text.slice(all.length)
  const before = PARALLEL.exec(title)?.[0] ?? ''
  const mark = before === '' ? /\(P\)(?=\**\s*$)/.exec(title) : /[([]P[)\]]/.exec(before)
  return {
    id,
    idAt: all.indexOf(id, word?.length ?? 0),
    titleAt: all.length + before.length,
    ...(/←\s?CURRENT/.test(title) ? {isCurrent: true} : {}),
    ...(mark ? {parallelAt: all.length + mark.index, parallelLength: mark[0].length} : {}),
  }
}

const NOT_TASKS =
  /accept|criteri|definition\s+of\s+done|validation|verification|checklist|success|notes?\b|out\s+of\s+scope|risk|question|验收|检查清单|受け入れ/i

/** Of a list without numbers, the outermost boxes, numbered within their parts. */
const countedEntries = (sheet: Sheet, boxes: readonly Box[]): Numbered[] => {
  const sections = sheet.sections
  const counts = new Map<number, number>()
  const order = new Map<number, number>()
  let section = -1
  let end = -1
  return boxes.flatMap(box => {
    while ((sections[section + 1]?.row ?? Number.POSITIVE_INFINITY) < box.row) section++
    if (box.row < end || NOT_TASKS.test(sections[section]?.heading ?? '')) return []
    end = box.end
    const place = order.get(section) ?? order.set(section, order.size + 1).size
    const count = (counts.get(section) ?? 0) + 1
    counts.set(section, count)
    return [{box, entry: {id: `${place}.${count}`, idAt: 0, titleAt: 0}}]
  })
}

const writtenId = (sheet: Sheet, {box, entry}: Numbered): Fact<string> => ({
  value: entry.id,
  location: locate(sheet, box.row, box.column + entry.idAt, entry.titleAt === 0 ? 1 : entry.id.length),
  origin: 'task list',
})

/** What the plan calls the tasks of a document whose parts each count from the beginning: by the name of the part too. */
interface Names {
  /** In front of every id of the part that holds the row. */
  prefixAt(row: number): string
  readonly isQualified: boolean
}

const namesOf = (tasks: readonly Numbered[], parts: readonly Part[]): Names => {
  const partAt = partFinder(parts)
  const seen = new Map<string, Part | undefined>()
  let isQualified = false
  for (const {box, entry} of tasks) {
    const part = partAt(box.row)
    const id = entry.id.toLowerCase()
    if (seen.has(id) && seen.get(id) !== part) isQualified = true
    seen.set(id, part)
  }
  return {isQualified, prefixAt: row => (isQualified ? prefixOf(partAt(row)) : '')}
}

const partFinder = (parts: readonly Part[]): ((row: number) => Part | undefined) => {
  const byRow: (Part | undefined)[] = []
  for (const part of parts) byRow.length = Math.max(byRow.length, part.section.end)
  for (const part of parts) byRow.fill(part, part.section.row, part.section.end)
  return row => byRow[row]
}

/** `PR1-` of "Phase 1: PR #1 — …", `P3-` of "Phase 3: …", `S2-` of "2. …". */
const prefixOf = (part: Part | undefined): string => {
  if (!part) return ''
  const pull = /\bPR\s*#?\s*(\d{1,5})/.exec(part.group.name)?.[1]
  if (pull !== undefined) return `PR${pull}-`
  const number = /(\d[\d.]*[A-Za-z]?)$/.exec(part.group.id.value)?.[1]
  const word = /^[A-Za-z]/.exec(part.group.id.value)?.[0].toUpperCase() ?? 'S'
  return number === undefined
    ? `${foldName(part.group.id.value)
        .replace(/[^a-z0-9]+/g, '-')
        .slice(0, 20)}-`.replace(/^-+/, '')
    : `${word}${number}-`
}

const listTask = (
  {box, entry}: Numbered,
  {names, dialect, next}: {names: Names; dialect: ListDialect; next: Numbered | undefined},
): ListTask => ({
  box,
  entry,
  id: names.prefixAt(box.row) + entry.id,
  end: Math.min(box.end, next?.box.row ?? box.end),
  status:
    box.mark === '-' ? dialect.dash : entry.isCurrent && box.mark === ' ' ? 'in-progress' : statusOf(box),
})

const assemble = (
  sheet: Sheet,
  {
    listed,
    parts,
    names,
    dialect,
  }: {listed: readonly ListTask[]; parts: readonly Part[]; names: Names; dialect: ListDialect},
): Draft => {
  const ids = knownIds(listed.map(({id}) => id))
  const groupNames = new Set(parts.flatMap(({group}) => [foldName(group.id.value), foldName(group.name)]))
  const contextOf = contexts(sheet, listed, {ids, hasSet: name => groupNames.has(foldName(name))})
  const isOpen = openRows(sheet, listed)
  const tasks = listed.map(task =>
    readListTask(withParent(task, names, ids), contextOf(names.prefixAt(task.box.row))),
  )
  const maps = readDependencyMaps(sheet, tasks, {isOpen, contextOf, prefixes: prefixesByName(parts, names)})
  return {
    title: sheet.sections[0] ? plainText(sheet.sections[0].heading) : '',
    sources: [sheet.file],
    tasks: maps.tasks,
    mentions: maps.mentions,
    groups: parts.map(({group, section}) => ({
      ...group,
      members: group.members.map(member => ({...member, value: names.prefixAt(section.row) + member.value})),
    })),
    layers: [],
    order: dialect.order,
    claims: readClaims(sheet, ids, isOpen),
    settings: {documents: {}},
    diagnostics: names.isQualified ? restarted(sheet, listed) : [],
  }
}

/** By the names that a dependency map may give the parts. */
const prefixesByName = (parts: readonly Part[], names: Names): ReadonlyMap<string, string> =>
  new Map(
    parts.flatMap(({group, section}) => {
      const prefix = names.prefixAt(section.row)
      const pull = /\bPR\s*#?\s*\d{1,5}/.exec(group.name)?.[0]
      return [
        [foldName(group.id.value), prefix],
        ...(pull === undefined ? [] : [[foldName(pull), prefix]]),
      ] as [string, string][]
    }),
  )

/** Within a part, a number is that part's own; where it has none of that number, the one of the document that has. */
const contexts = (
  sheet: Sheet,
  listed: readonly ListTask[],
  {ids, hasSet}: Pick<ListContext, 'ids' | 'hasSet'>,
): ((prefix: string) => ListContext) => {
  const made = new Map<string, ListContext>()
  const sections = sectionsOf(
    listed.map(({id}) => id),
    ids,
  )
  const anywhere = uniqueNumbers(listed)
  const make = (prefix: string): ListContext => {
    const own: KnownIds = {
      ...ids,
      resolve: word => ids.resolve(prefix + word) ?? ids.resolve(word) ?? anywhere.get(word),
      resembles: word => ids.resembles(prefix + word) || ids.resembles(word),
    }
    return {sheet, ids: own, hasSet, sectionOf: number => sections(prefix + number)}
  }
  return prefix => {
    const known = made.get(prefix) ?? make(prefix)
    made.set(prefix, known)
    return known
  }
}

/** Ids by the numbers that the document gives once. */
const uniqueNumbers = (listed: readonly ListTask[]): ReadonlyMap<string, string | undefined> => {
  const found = new Map<string, string | undefined>()
  for (const {id, entry} of listed) found.set(entry.id, found.has(entry.id) ? undefined : id)
  return found
}

/** The number without its last part, where that is a task too: how far a line is indented says nothing. */
const withParent = (task: ListTask, names: Names, ids: KnownIds): ListTask => {
  const head = /^(.+)\.\d+[a-z]?$/.exec(task.entry.id)?.[1]
  const parent = head === undefined ? undefined : ids.resolve(names.prefixAt(task.box.row) + head)
  return parent === undefined ? task : {...task, parent}
}

const openRows = (sheet: Sheet, tasks: readonly ListTask[]): ((row: number) => boolean) => {
  const taken = new Uint8Array(sheet.lines.length)
  for (const {box, end} of tasks) taken.fill(1, box.row, end)
  return row => taken[row] !== 1
}

/** One for the document, at the first number that comes again. */
const restarted = (sheet: Sheet, listed: readonly ListTask[]): Diagnostic[] => {
  const first = new Map<string, ListTask>()
  for (const task of listed) {
    const earlier = first.get(task.entry.id)
    if (earlier) return [noteRestart(sheet, earlier, task)]
    first.set(task.entry.id, task)
  }
  return []
}

const noteRestart = (sheet: Sheet, first: ListTask, again: ListTask): Diagnostic => ({
  severity: 'warning',
  rule: 'duplicate-id',
  message:
    `the number ${again.entry.id} names two tasks, as the parts of this plan each count anew; they are told apart as ` +
    `${first.id} and ${again.id}: number all tasks through to have it so in the document`,
  location: writtenId(sheet, again).location,
  related: [{message: `${first.id} stands here`, location: writtenId(sheet, first).location}],
})
