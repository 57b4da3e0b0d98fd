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
import {type ListTask, openRows, readListTask, sectionsOf} from './list-task.ts'
import {type Numbered, readNumbered} from './numbered-boxes.ts'
import {locate, type Sheet} from './sheet.ts'
import {type KnownIds, knownIds} from './task-ids.ts'
import {statusOf} from './task-list.ts'

export interface ListDialect {
  readonly order: NonNullable<Draft['order']>
  /** What `[-]` says. */
  readonly dash: TaskStatus
}

export const readNumberedList = (sheet: Sheet, dialect: ListDialect): Draft => {
  const numbered = readNumbered(sheet)
  const parts = readParts(
    sheet,
    numbered.map(task => ({row: task.box.row, id: writtenId(sheet, task)})),
  )
  const names = namesOf(numbered, parts)
  const listed = numbered.map((task, index) => listTask(task, {names, dialect, next: numbered[index + 1]}))
  return assemble(sheet, {listed, parts, names, dialect})
}

const writtenId = (sheet: Sheet, {box, entry}: Numbered): Fact<string> => ({
  value: entry.id,
  location: locate(sheet, box.row, box.column + entry.idAt, entry.titleAt === 0 ? 1 : entry.id.length),
  origin: 'task list',
})

/** What the plan calls the tasks of a document whose parts each count from the beginning: by the name of the part too. */
interface Names {
  /** What stands in front of every id of the part that holds the row: `PR1/`. */
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

/** `PR1/` of "Phase 1: PR #1 — …", `P3/` of "Phase 3: …", `S2/` of "2. …". */
const prefixOf = (part: Part | undefined): string => {
  if (!part) return ''
  const pull = /\bPR\s*(?:#\s*)?(\d{1,5})/.exec(part.group.name)?.[1]
  if (pull !== undefined) return `PR${pull}/`
  const number = /(\d[\d.]{0,40}[A-Za-z]?)$/.exec(part.group.id.value)?.[1]
  const word = /^[A-Za-z]/.exec(part.group.id.value)?.[0].toUpperCase() ?? 'S'
  const name = number === undefined ? slugOf(part.group.id.value) : word + number
  return name === '' ? '' : `${name}/`
}

const slugOf = (name: string): string =>
  foldName(name)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 20)
    .replace(/^-+|(?<!-)-+$/g, '')

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
  const isOpen = openRows(
    sheet,
    listed.map(({box, end}) => ({row: box.row, end})),
  )
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
    claims: readClaims(sheet, {ids, groups: parts.map(({group}) => group), isOpen}),
    settings: {documents: {}},
    diagnostics: names.isQualified ? restarted(sheet, listed) : [],
  }
}

/** By the names that a dependency map may give the parts. */
const prefixesByName = (parts: readonly Part[], names: Names): ReadonlyMap<string, string> =>
  new Map(
    parts.flatMap(({group, section}) => {
      const prefix = names.prefixAt(section.row)
      const pull = /\bPR\s*(?:#\s*)?\d{1,5}/.exec(group.name)?.[0]
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
