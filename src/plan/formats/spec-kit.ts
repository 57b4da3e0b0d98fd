// The format of GitHub spec-kit's `tasks.md`, of both generations: `- [ ] T001 [P] [US1] Title in path` under `## Phase n: …`,
// with a section of dependencies in words.

import type {Draft} from '../../graph/draft.ts'
import {foldName} from '../../util/text.ts'
import {readClaims} from '../claims.ts'
import type {Format} from '../format.ts'
import {plainText} from '../inline.ts'
import type {ListContext} from '../list-dependencies.ts'
import {readParts} from '../list-groups.ts'
import {type ListEntry, type ListTask, openRows, readListTask} from '../list-task.ts'
import {locate, readSheet, type Sheet} from '../sheet.ts'
import {countTaskHeadings} from '../task-headings.ts'
import {knownIds} from '../task-ids.ts'
import {readBoxes, statusOf} from '../task-list.ts'
import {withOrder} from './spec-kit-order.ts'
import {readDrawnPhases, withPhaseOrder} from './spec-kit-phases.ts'

/** The box, `**` and the id; three digits or more, as fewer are met in other lists. */
const TASK = /^[ \t>]*[-*+][ \t]+\[[ xX~*/>!-]\][ \t]+(?:\*\*)?\[?T\d{3,5}[a-z]?\b/m

export const specKit: Format = {
  name: 'spec-kit',
  looksFor: 'spec-kit\'s tasks ("- [ ] T001 [P] [US1] Title")',
  matches: document => {
    if (!TASK.test(document.text)) return false
    const sheet = readSheet(document)
    return new Set(tasksOf(sheet).map(({id}) => id)).size > countTaskHeadings(sheet)
  },
  read: document => readDraft(readSheet(document)),
}

const readDraft = (sheet: Sheet): Draft => {
  const listed = tasksOf(sheet)
  const ids = knownIds(listed.map(({id}) => id))
  const parts = readParts(
    sheet,
    listed.map(({box, entry, id}) => ({
      row: box.row,
      id: {
        value: id,
        location: locate(sheet, box.row, box.column + entry.idAt, entry.id.length),
        origin: 'task list',
      },
    })),
  )
  const names = new Set(parts.flatMap(({group}) => [foldName(group.id.value), foldName(group.name)]))
  const context: ListContext = {sheet, ids, hasSet: name => names.has(foldName(name)), sectionOf: () => []}
  const isOpen = openRows(
    sheet,
    listed.map(({box, end}) => ({row: box.row, end})),
  )
  const tasks = listed.map(task => readListTask(task, context))
  const drawn = readDrawnPhases(sheet, parts)
  return {
    title: titleOf(sheet),
    sources: [sheet.file],
    tasks: withOrder(sheet, tasks, {ids, isOpen}),
    mentions: [],
    groups: withPhaseOrder(sheet, parts),
    layers: [],
    order: 'phase',
    claims: {
      ...readClaims(sheet, {ids, groups: parts.map(({group}) => group), isOpen}),
      ...(drawn.length > 0 ? {groupAsides: drawn} : {}),
    },
    settings: {documents: {}},
    diagnostics: [],
  }
}

const tasksOf = (sheet: Sheet): ListTask[] => {
  const found = readBoxes(sheet).flatMap(box => {
    const entry = entryOf((sheet.prose[box.row] ?? '').slice(box.column))
    return entry ? [{box, entry}] : []
  })
  return found.map(({box, entry}, index) => ({
    box,
    entry,
    id: entry.id,
    end: Math.min(box.end, found[index + 1]?.box.row ?? box.end),
    status: statusOf(box),
  }))
}

const ENTRY = /^(?:~~|\*\*|__|\[)*(T\d{3,5}[a-z]?(?:-[A-Z]{1,5}\d{1,3})?)(?![\w])[\]*_:.]*\s*/
/** `[P]`, `[US1]`, `[Stage 1: Terraform]`, `[Setup]` between the id and the title, in any order. */
const LABEL = /(?:\*\*)?\[([^\]]{1,60})\](?:\*\*)?(?!\()\s*/y

const entryOf = (text: string): ListEntry | undefined => {
  const found = ENTRY.exec(text)
  if (!found) return undefined
  const id = found[1] ?? ''
  let titleAt = found[0].length
  let parallel: Pick<ListEntry, 'parallelAt' | 'parallelLength'> = {}
  LABEL.lastIndex = titleAt
  for (let label = LABEL.exec(text); label; label = LABEL.exec(text)) {
    if (/^P(?::[\w.]{1,10})?$/i.test(label[1] ?? ''))
      parallel = {
        parallelAt: label.index + label[0].indexOf('['),
        parallelLength: (label[1] ?? '').length + 2,
      }
    else if (/^(?:blocked|depend)/i.test(label[1] ?? '')) break
    titleAt = LABEL.lastIndex
  }
  titleAt += /^[-–—:]\s+/.exec(text.slice(titleAt))?.[0].length ?? 0
  return {
    id,
    idAt: text.indexOf(id),
    titleAt,
    ...parallel,
  }
}

const titleOf = ({sections}: Sheet): string => (sections[0] ? plainText(sections[0].heading) : '')
