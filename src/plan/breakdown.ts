// Puts a draft together from the tasks that a format has found in a document, and from everything around them that speaks of
// them: dependency trees, drawn and Mermaid graphs, group lines, sections, sentences about order. Knows no format.

import type {Diagnostic} from '../graph/diagnostic.ts'
import type {Draft, DraftGroup, DraftLayer, DraftTask, Fact, Mention} from '../graph/draft.ts'
import {foldName} from '../util/text.ts'
import {readClaims} from './claims.ts'
import {idsInTree, isDependencyTree, readLayers, readMentions} from './dependency-tree.ts'
import {readGraphMentions} from './graph-mentions.ts'
import {readGroupLine} from './group-lines.ts'
import {plainText} from './inline.ts'
import {isPlainLanguage} from './outputs.ts'
import type {PhraseContext} from './phrase.ts'
import {sectionSets} from './section-sets.ts'
import {readSetLines} from './set-lines.ts'
import {locate, type Sheet} from './sheet.ts'
import {type KnownIds, knownIds} from './task-ids.ts'

/** A task where the document defines it: under a heading, behind a check box, in a row of a table. */
export interface FoundTask {
  readonly id: Fact<string>
  /** Other names of it in this document. */
  readonly aliases: readonly string[]
  /** Rows it takes: `from` inclusive, `to` exclusive. */
  readonly from: number
  readonly to: number
  read(context: PhraseContext): DraftTask
}

/** A place that says more of a task defined elsewhere. */
export interface FoundMention {
  readonly id: string
  read(context: PhraseContext): Mention
}

export interface Found {
  /** In the order of the document. */
  readonly tasks: readonly FoundTask[]
  readonly mentions: readonly FoundMention[]
  readonly groups: readonly DraftGroup[]
  readonly layers: readonly DraftLayer[]
  readonly diagnostics: readonly Diagnostic[]
}

export const readBreakdown = (sheet: Sheet, found: Found): Draft => {
  const isOpen = openRows(sheet, found.tasks)
  const defined = new Set(found.tasks.map(({id}) => id.value))
  const isDefined = (id: string): boolean => defined.has(id)
  const trees = sheet.fences.filter(
    fence =>
      isPlainLanguage(fence.language) && isOpen(fence.row) && isDependencyTree(sheet, fence, isDefined),
  )
  const ids = knownIds(
    [...found.tasks.map(({id}) => id.value), ...trees.flatMap(tree => idsInTree(sheet, tree, isDefined))],
    found.tasks.flatMap(({id, aliases}) => aliases.map(alias => [alias, id.value] as const)),
  )
  const sets = readSets(sheet, found, {isOpen, ids, trees, isDefined})
  const names = new Set(
    [...sets.groups.map(({id}) => id.value), ...sets.layers.map(({name}) => name)].flatMap(spellings),
  )
  const context: PhraseContext = {sheet, ids, hasSet: name => names.has(foldName(name))}
  const parents = parentsOf(found.tasks, ids)
  const tasks = found.tasks.map(task => {
    const read = task.read({...context, self: task.id.value})
    const parent = parents.get(task)
    return parent && read.parent === undefined ? {...read, parent} : read
  })
  const mentions = [
    ...trees.flatMap(tree => readMentions(tree, isDefined, context)),
    ...found.mentions.map(mention => mention.read({...context, self: mention.id})),
  ]
  const overviews = readGraphMentions(context, {isOpen, isSaid: stated(tasks, mentions)})
  const claims = readClaims(sheet, {ids, groups: sets.groups, isOpen})
  const asides = [...(claims.asides ?? []), ...overviews.asides]
  return {
    title: titleOf(sheet, found.tasks),
    sources: [sheet.file],
    tasks,
    mentions: [...mentions, ...overviews.mentions],
    groups: sets.groups,
    layers: sets.layers,
    claims: {...claims, ...(asides.length > 0 ? {asides} : {})},
    settings: {documents: {}},
    diagnostics: [...found.diagnostics, ...unclosedFence(sheet)],
  }
}

/** Which tasks say themselves, or in a table or tree, what they depend on. */
const stated = (tasks: readonly DraftTask[], mentions: readonly Mention[]): ((id: string) => boolean) => {
  const said = new Set([
    ...tasks.filter(({dependencies}) => dependencies.length > 0).map(({id}) => id.value),
    ...mentions.filter(({dependencies}) => dependencies !== undefined).map(({id}) => id.value),
  ])
  return id => said.has(id)
}

interface Surroundings {
  readonly isOpen: (row: number) => boolean
  readonly ids: KnownIds
  readonly trees: Sheet['fences']
  /** Whether it is the id of a task found. */
  readonly isDefined: (id: string) => boolean
}

/** Lines that name all of them; else group lines and trees; without them, the document's own sections. */
const readSets = (
  sheet: Sheet,
  {tasks, groups: own, layers}: Found,
  {isOpen, ids, trees, isDefined}: Surroundings,
): {readonly groups: readonly DraftGroup[]; readonly layers: readonly DraftLayer[]} => {
  const named = readSetLines(sheet, isOpen)
  if (named.groups.length + named.layers.length > 0) return named
  const listed = [...own, ...readGroups(sheet, isOpen, ids)]
  const drawn = [...layers, ...trees.flatMap(tree => readLayers(sheet, tree, {ids, isDefined}))]
  const sections = sectionSets(sheet, tasks)
  return {
    groups: listed.length > 0 ? listed : sections.groups,
    layers: drawn.length > 0 ? drawn : sections.layers,
  }
}

/** Whether a row lies outside of all tasks. */
const openRows = (sheet: Sheet, tasks: readonly FoundTask[]): ((row: number) => boolean) => {
  const taken = new Uint8Array(sheet.lines.length)
  for (const {from, to} of tasks) taken.fill(1, from, to)
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

/** By the rows that hold it, else by its number: `2.1` is a part of `2`. */
const parentsOf = (tasks: readonly FoundTask[], ids: KnownIds): ReadonlyMap<FoundTask, Fact<string>> => {
  const parents = new Map<FoundTask, Fact<string>>()
  const open: FoundTask[] = []
  for (const task of tasks) {
    while (open.length > 0 && (open.at(-1)?.to ?? 0) <= task.from) open.pop()
    const head = /^(.*\d)\.\d+[a-z]?$/.exec(task.id.value)?.[1]
    const value = open.at(-1)?.id.value ?? (head === undefined ? undefined : ids.resolve(head))
    if (value !== undefined && value !== task.id.value) parents.set(task, {...task.id, value})
    open.push(task)
  }
  return parents
}

/** The first heading that is no task. */
const titleOf = (sheet: Sheet, tasks: readonly FoundTask[]): string => {
  const rows = new Set(tasks.map(({from}) => from))
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
