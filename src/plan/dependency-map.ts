// Reads a map of dependencies drawn in a fence or a list: `2.1 (depends on 1.1)`, brackets that join several tasks into one, and
// arrows. A part's name on a line of its own says whose numbers follow.

import type {DependencyRef, DraftTask, Fact, Mention} from '../graph/draft.ts'
import {foldName} from '../util/text.ts'
import {type ListContext, readNotedDependencies} from './list-dependencies.ts'
import {readOrder} from './order-statements.ts'
import {isPlainLanguage} from './outputs.ts'
import {readPassage} from './passage.ts'
import {locate, type Sheet} from './sheet.ts'

export interface MapPlace {
  /** Whether a row lies outside of all tasks. */
  isOpen(row: number): boolean
  contextOf(prefix: string): ListContext
  /** What the ids of a part begin with, by its folded name. */
  readonly prefixes: ReadonlyMap<string, string>
}

const ABOUT_ORDER = /dependenc|execution\s+order|sequenc|依赖|依存|abhängig|dependência/i

/** What maps say of tasks, as mentions; and the tasks, with what sentences and arrows beside them say. */
export const readDependencyMaps = (
  sheet: Sheet,
  tasks: readonly DraftTask[],
  place: MapPlace,
): {readonly tasks: readonly DraftTask[]; readonly mentions: readonly Mention[]} => {
  const mentions: Mention[] = []
  const stated: Stated = {
    positions: new Map(tasks.map(({id}, index) => [id.value, index])),
    blocks: new Map(),
  }
  const hasOwn = tasks.some(({dependencies}) => dependencies.length > 0)
  let prefix = ''
  let joined: Joined | undefined
  for (const row of mapRows(sheet, place)) {
    const line = sheet.lines[row] ?? ''
    const drawn = joinRow(line, row, joined)
    if (joined && !drawn) mentions.push(...joinedMention(sheet, joined, place.contextOf(prefix)))
    prefix = prefixOf(line, place) ?? prefix
    const context = place.contextOf(prefix)
    joined = drawn?.isClosed ? undefined : drawn
    if (drawn?.isClosed) mentions.push(...joinedMention(sheet, drawn, context))
    if (drawn) continue
    const mention = noteMention(sheet, row, context)
    if (mention.length > 0) mentions.push(...mention)
    else if (!hasOwn || !ARROW.test(line))
      addSentences(sheet, row, {context, lastId: tasks.at(-1)?.id.value ?? ''}, stated)
  }
  if (joined) mentions.push(...joinedMention(sheet, joined, place.contextOf(prefix)))
  return {mentions, tasks: withBlocks(tasks, stated)}
}

const ARROW = /[→➔➜⟶]|[-─=]>/

const mapRows = (sheet: Sheet, {isOpen}: MapPlace): number[] => {
  const rows = new Uint8Array(sheet.lines.length)
  for (const {heading, row, end} of sheet.sections) if (ABOUT_ORDER.test(heading)) rows.fill(1, row + 1, end)
  for (const {language, row, to} of sheet.fences) if (!isPlainLanguage(language)) rows.fill(0, row, to + 1)
  return [...rows.keys()].filter(row => rows[row] === 1 && isOpen(row))
}

/** A line that is nothing but the name of a part. */
const prefixOf = (line: string, {prefixes}: MapPlace): string | undefined =>
  prefixes.get(
    foldName(line.replace(/[*_#:：]/g, ' ').replace(/^\s*[-+]\s/, '')).replace(/\bpr (\d)/, 'pr #$1'),
  ) ?? prefixes.get(foldName(line.replace(/[*_:：]/g, ' ')))

/** A drawn bracket: the tasks at its left are needed by the one at its right. */
interface Joined {
  readonly sources: readonly {readonly id: string; readonly row: number}[]
  readonly target?: {readonly id: string; readonly row: number; readonly column: number}
  readonly isClosed: boolean
}

const JOIN = /^\s*([A-Z]{0,4}-?\d[\d.]*)\s*[─━-]{1,8}\s?([┐┤┘])(?:[─━-]{1,8}[>►]?\s*([A-Z]{0,4}-?\d[\d.]*))?/u

const JOINED_MAX = 100 // tasks in one bracket; more is a drawing of something else

const joinRow = (line: string, row: number, joined: Joined | undefined): Joined | undefined => {
  const [all = '', source, corner, target] = JOIN.exec(line) ?? []
  if (source === undefined) return undefined
  const isApart = /\bindependent\b/i.test(line.slice(all.length))
  const isNew = joined === undefined || joined.isClosed || joined.sources.length >= JOINED_MAX
  const before = isNew ? [] : joined.sources
  const known = joined?.isClosed ? undefined : joined?.target
  const named = target === undefined ? known : {id: target, row, column: all.length - target.length}
  return {
    sources: isApart ? before : [...before, {id: source, row}],
    ...(named === undefined ? {} : {target: named}),
    isClosed: corner === '┘',
  }
}

const joinedMention = (sheet: Sheet, {sources, target}: Joined, {ids}: ListContext): Mention[] => {
  const id = target && ids.resolve(target.id)
  if (!target || id === undefined) return []
  const location = locate(sheet, target.row, target.column, target.id.length)
  const needs = sources.flatMap(source => ids.resolve(source.id) ?? [])
  const value: DependencyRef[] = needs.filter(need => need !== id).map(need => ({type: 'task', id: need}))
  const fact = <T>(of: T): Fact<T> => ({value: of, location, origin: 'dependency map'})
  return [{id: fact(id), dependencies: fact(value)}]
}

const SUBJECT =
  /^[\s>*+-]*(?:\*\*)?((?:tasks?\s+)?\[?[A-Z]{0,4}-?\d[\d.]*\]?)(?:\s?[-–]\s?([A-Z]{0,4}-?\d[\d.]*))?(?:\*\*)?\s*(?:[:：]\s*)?(?=\()/iu

/** `2.1 (depends on 1.1)`, `4.1-4.5 (tests depend on 1-3)`. */
const noteMention = (sheet: Sheet, row: number, context: ListContext): Mention[] => {
  const found = SUBJECT.exec(sheet.lines[row] ?? '')
  if (!found) return []
  const line = {...sheet, prose: sheet.lines}
  const passage = readPassage(line, {row, column: found[0].length, to: row + 1})
  const dependencies = readNotedDependencies(passage, context)
  if (!dependencies) return []
  const [from, to] = [found[1], found[2]].map(word =>
    context.ids.resolve((word ?? '').replace(/^tasks?\s+|[[\]]/gi, '')),
  )
  if (from === undefined) return []
  const members = to === undefined ? [from] : [from, ...context.ids.between(from, to), to]
  const location = locate(sheet, row, found[0].indexOf(found[1] ?? ''), (found[1] ?? '').length)
  return members.map(id => ({
    id: {value: id, location, origin: 'dependency map'},
    dependencies: {...dependencies, origin: 'dependency map'},
  }))
}

interface Stated {
  readonly positions: ReadonlyMap<string, number>
  readonly blocks: Map<string, Fact<readonly DependencyRef[]>[]>
}

/** An arrow points either way in such plans, so of two tasks the earlier is taken for the one that is needed. */
const addSentences = (
  sheet: Sheet,
  row: number,
  {context, lastId}: {context: ListContext; lastId: string},
  {positions, blocks}: Stated,
): void => {
  const text = sheet.lines[row] ?? ''
  for (const {before, after, ...place} of readOrder({text, row, column: 0}, {ids: context.ids, lastId})) {
    const isTurned = ARROW.test(text) && positionOf(before, positions) > positionOf(after, positions)
    const [first, later] = isTurned ? [after, before] : [before, after]
    const fact: Fact<readonly DependencyRef[]> = {
      value: later,
      location: locate(sheet, place.row, place.column, place.length),
      origin: 'sentence',
    }
    for (const set of first) {
      const id = set.type === 'task' ? set.id : set.type === 'range' ? set.from : undefined
      if (id !== undefined) blocks.set(id, [...(blocks.get(id) ?? []), fact])
    }
  }
}

const positionOf = ([set]: readonly DependencyRef[], positions: ReadonlyMap<string, number>): number =>
  (set?.type === 'task'
    ? positions.get(set.id)
    : set?.type === 'range'
      ? positions.get(set.from)
      : undefined) ?? -1

const withBlocks = (tasks: readonly DraftTask[], {blocks}: Stated): readonly DraftTask[] =>
  blocks.size === 0
    ? tasks
    : tasks.map(task => ({...task, blocks: [...task.blocks, ...(blocks.get(task.id.value) ?? [])]}))
