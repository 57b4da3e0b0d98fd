// The format of an "atomic task breakdown": tasks under headings, in full or in short, with dependency trees, group lines and
// a stated critical path around them.

import type {Diagnostic} from '../../graph/diagnostic.ts'
import type {Draft, DraftGroup} from '../../graph/draft.ts'
import {foldName} from '../../util/text.ts'
import {readClaims} from '../claims.ts'
import type {PhraseContext} from '../dependency-phrase.ts'
import {idsInTree, isDependencyTree, readLayers, readMentions} from '../dependency-tree.ts'
import type {Format} from '../format.ts'
import {readGroupLine} from '../group-lines.ts'
import type {Section} from '../headings.ts'
import {plainText} from '../inline.ts'
import {isPlainLanguage} from '../outputs.ts'
import {locate, readSheet, type Sheet} from '../sheet.ts'
import {readTask} from '../task-facts.ts'
import {type KnownIds, knownIds} from '../task-ids.ts'
import {findTask, idDrift, type TaskSection} from '../task-section.ts'

export const atomic: Format = {
  name: 'atomic',
  looksFor:
    'Markdown headings that name tasks ("#### T1: Title", "### Task 1.2: Title") or a "**Task ID:**" field',
  matches: ({text}) =>
    /^ {0,3}#{1,6}[ \t][^\n]{0,40}(?:\bT-?\d|\bTASK[-_]|\bTask[ \t])/m.test(text) ||
    /\*\*Task ID/i.test(text) ||
    hasCodedHeading(text),
  read: document => readDraft(readSheet(document)),
}

const hasCodedHeading = (text: string): boolean =>
  /^ {0,3}#{1,6}[ \t]+(?:\*\*)?\[?[A-Z][A-Z0-9]*(?:-[A-Z0-9]+){0,4}-\d+/m.test(text)

const readDraft = (sheet: Sheet): Draft => {
  const tasks = findTasks(sheet)
  const isOpen = openRows(sheet, tasks)
  const trees = sheet.fences.filter(
    fence => isPlainLanguage(fence.language) && isOpen(fence.row) && isDependencyTree(sheet, fence),
  )
  const ids = knownIds([...tasks.map(({id}) => id.value), ...trees.flatMap(tree => idsInTree(sheet, tree))])
  const groups = readGroups(sheet, isOpen, ids)
  const layers = trees.flatMap(tree => readLayers(sheet, tree, ids))
  const sets = new Set(
    [...groups.map(({id}) => id.value), ...layers.map(({name}) => name)].flatMap(spellings),
  )
  const hasSet = (name: string): boolean => sets.has(foldName(name))
  const context: PhraseContext = {sheet, ids, hasSet}
  return {
    title: titleOf(sheet, tasks),
    sources: [sheet.file],
    tasks: tasks.map(task => readTask(task, context)),
    mentions: trees.flatMap(tree => readMentions(sheet, tree, context)),
    groups,
    layers,
    claims: readClaims(sheet, ids, isOpen),
    settings: {documents: {}},
    diagnostics: [...tasks.flatMap(task => idDrift(sheet, task)), ...unclosedFence(sheet)],
  }
}

/** Backwards, so that a section knows which of those inside it are tasks of their own. */
const findTasks = (sheet: Sheet): TaskSection[] => {
  const tasks: TaskSection[] = []
  const {sections} = sheet
  for (let index = sections.length - 1; index >= 0; index--) {
    const section = sections[index]
    if (!section) continue
    const later = tasks.at(-1)?.section.row ?? sheet.lines.length
    const end = Math.min(section.end, later)
    const inner: Section[] = []
    for (let next = index + 1; (sections[next]?.row ?? end) < end; next++) {
      const found = sections[next]
      if (found) inner.push(found)
    }
    const task = findTask(sheet, section, inner, end)
    if (task) tasks.push(task)
  }
  return tasks.reverse()
}

/** Whether a row lies outside the sections of all tasks. */
const openRows = (sheet: Sheet, tasks: readonly TaskSection[]): ((row: number) => boolean) => {
  const taken = new Uint8Array(sheet.lines.length)
  for (const {section} of tasks) taken.fill(1, section.row, section.end)
  return row => taken[row] !== 1
}

/** In prose and in fences without a language. */
const readGroups = (sheet: Sheet, isOpen: (row: number) => boolean, ids: KnownIds): DraftGroup[] => {
  const isCode = new Uint8Array(sheet.lines.length)
  for (const fence of sheet.fences) if (!isPlainLanguage(fence.language)) isCode.fill(1, fence.from, fence.to)
  return sheet.lines.flatMap((_, row) =>
    isOpen(row) && !isCode[row] ? (readGroupLine(sheet, row, ids) ?? []) : [],
  )
}

/** `PHASE 2: Core` is also called "phase 2". */
const spellings = (name: string): string[] => {
  const whole = foldName(name)
  return [whole, whole.split(/:| [-–—] /)[0]?.trim() ?? whole]
}

/** The first heading that is no task. */
const titleOf = (sheet: Sheet, tasks: readonly TaskSection[]): string => {
  const rows = new Set(tasks.map(({section}) => section.row))
  const title = sheet.sections.find(section => !rows.has(section.row))
  return title ? plainText(title.heading) : ''
}

const unclosedFence = (sheet: Sheet): Diagnostic[] => {
  const fence = sheet.fences.at(-1)
  if (!fence || fence.closed) return []
  return [
    {
      severity: 'warning',
      rule: 'unclosed-fence',
      message: `this code fence never ends, so all ${sheet.lines.length - fence.from} lines below are taken for code; close it with the same marker`,
      location: locate(sheet, fence.row, fence.column),
      related: [],
    },
  ]
}
