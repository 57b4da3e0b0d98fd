// What a document says of the order of its tasks outside of them: in sentences, in graphs of characters, in Mermaid. It counts only
// for tasks that do not say themselves what they depend on: an overview leaves out what the task itself tells.

import type {Aside, DependencyRef, Mention} from '../graph/draft.ts'
import {trailingBrackets} from '../util/text.ts'
import {isDependencyTree} from './dependency-tree.ts'
import {
  type GanttBar,
  isMermaid,
  type MermaidGraph,
  mermaidKind,
  type Place,
  readGantt,
  readMermaidGraph,
} from './mermaid.ts'
import {readOrder, type TaskSet} from './order-statements.ts'
import {isPlainLanguage} from './outputs.ts'
import type {PhraseContext} from './phrase.ts'
import {type Fence, locate, type Sheet} from './sheet.ts'
import {idAt, type KnownIds} from './task-ids.ts'
import {readTextGraph} from './text-graph.ts'

export interface Overview {
  /** Rows outside of all tasks. */
  readonly isOpen: (row: number) => boolean
  /** Whether a task says itself what it depends on. */
  readonly isSaid: (id: string) => boolean
}

interface Saying {
  readonly task: string
  readonly refs: readonly DependencyRef[]
  readonly row: number
  readonly column: number
  readonly length: number
  readonly origin: string
}

export interface Overviews {
  /** One for each task, of the first source that knows it: sentences say it better than drawings. */
  readonly mentions: readonly Mention[]
  /** What the other sources say. */
  readonly asides: readonly Aside[]
}

export const readGraphMentions = (context: PhraseContext, overview: Overview): Overviews => {
  const {sheet} = context
  const mentions = new Map<string, Mention>()
  const asides: Aside[] = []
  for (const source of [prose(context, overview), mermaid(context), drawings(context, overview)]) {
    const isTold = (task: string): boolean => overview.isSaid(task) || mentions.has(task)
    const {told = [], news = []} = Object.groupBy(source, ({task}) => (isTold(task) ? 'told' : 'news'))
    asides.push(...asidesOf(sheet, told))
    const byTask = Map.groupBy(news, ({task}) => task)
    for (const [task, sayings] of byTask) mentions.set(task, mentionOf(sheet, task, sayings))
  }
  return {mentions: [...mentions.values()], asides}
}

/** A chart of dates says when, not why; and arrows in a sentence are as often an order of work. */
const asidesOf = (sheet: Sheet, sayings: readonly Saying[]): Aside[] => {
  const reasons = sayings.filter(
    ({origin, row}) => origin !== CHART && (origin !== 'sentence' || !ARROW.test(sheet.lines[row] ?? '')),
  )
  const together = Map.groupBy(reasons, ({task, row}) => `${task} ${row}`)
  return [...together.values()].flatMap(all => {
    const [first] = all
    const {dependencies} = first ? mentionOf(sheet, first.task, all) : {}
    return first && dependencies ? [{tasks: [first.task], dependencies}] : []
  })
}

const mentionOf = (sheet: Sheet, task: string, sayings: readonly Saying[]): Mention => {
  const [{row, column, length, origin} = NOWHERE] = sayings
  const location = locate(sheet, row, column, length)
  const value = sayings.flatMap(({refs}) => refs)
  return {id: {value: task, location, origin}, dependencies: {value, location, origin}}
}

const CHART = 'Gantt chart'

const NOWHERE = {row: 0, column: 0, length: 0, origin: ''}

const OVERVIEW = /depend|graph|\bdag\b|block|abhäng|voraussetz|dépend|依赖|依賴|依存|関係/i
const ASIDE =
  /critical\s+path|kritischer\s+pfad|ruta\s+crítica|关键路径|クリティカルパス|timeline|schedule|history|changelog|progress/i
const ARROW = /[→➔➜⟶⇒]|[-─=]>/

/** The nearest heading above a row; ask for rows in order. */
const headingOf = (sheet: Sheet): ((row: number) => string) => {
  let index = 0
  return row => {
    while ((sheet.sections[index]?.row ?? Number.POSITIVE_INFINITY) <= row) index++
    return sheet.sections[index - 1]?.heading ?? ''
  }
}

/** Sentences; chains of arrows only where the document speaks of dependencies, elsewhere they are an order of work. */
const prose = ({sheet, ids}: PhraseContext, {isOpen}: Overview): Saying[] => {
  const heading = headingOf(sheet)
  const last = ids.last()
  return sheet.prose.flatMap((line, row) => {
    if (!/\S/.test(line) || !isOpen(row) || line.length > LINE_MAX || /^\s*(?:#|\|)/.test(line)) return []
    const isAside = ASIDE.test(line) || ASIDE.test(heading(row))
    if (isAside || (ARROW.test(line) && !OVERVIEW.test(heading(row)))) return []
    const text = /^\s*(?:[-*+]|\d{1,9}[.)])\s+/.exec(line)?.[0] ?? ''
    const phrase = {text: line.slice(text.length), row, column: text.length}
    return readOrder(phrase, {ids, lastId: last ?? ''}).flatMap(({before, after, column, length}) =>
      after.flatMap(set =>
        membersOf(set, ids).map(task => ({task, refs: before, row, column, length, origin: 'sentence'})),
      ),
    )
  })
}

const LINE_MAX = 2_000 // characters; a longer paragraph is no overview

const membersOf = (set: TaskSet, ids: KnownIds): readonly string[] => {
  if (set.type === 'task') return [set.id]
  return set.type === 'range' ? [set.from, ...ids.between(set.from, set.to), set.to] : []
}

/** Graphs in fences without a language, where the document speaks of dependencies. */
const drawings = ({sheet, ids}: PhraseContext, {isOpen}: Overview): Saying[] => {
  const heading = headingOf(sheet)
  return sheet.fences.flatMap(fence => {
    const title = `${heading(fence.row)} ${lineBefore(sheet, fence)}`
    if (isDependencyTree(sheet, fence, id => ids.resolve(id) === id)) return []
    if (!isPlainLanguage(fence.language) || !isOpen(fence.row) || ASIDE.test(title) || !OVERVIEW.test(title))
      return []
    return readTextGraph(sheet.lines.slice(fence.from, fence.to), ids).map(
      ({task, dependency, row, column}) => ({
        task,
        refs: [{type: 'task' as const, id: dependency}],
        row: fence.from + row,
        column,
        length: task.length,
        origin: 'graph',
      }),
    )
  })
}

const lineBefore = (sheet: Sheet, fence: Fence): string => {
  let row = fence.row - 1
  while (row > fence.row - 3 && (sheet.lines[row] ?? '').trim() === '') row--
  return sheet.prose[row] ?? ''
}

/** Graphs and charts whose nodes and bars are tasks by their labels or ids. */
const mermaid = ({sheet, ids}: PhraseContext): Saying[] =>
  sheet.fences.filter(isMermaid).flatMap(fence => {
    const kind = mermaidKind(sheet, fence)
    if (kind === 'gantt') return bars(readGantt(sheet, fence), ids)
    return /^(?:graph|flowchart)$/.test(kind) ? arrows(readMermaidGraph(sheet, fence), ids) : []
  })

const arrows = (graph: MermaidGraph, ids: KnownIds): Saying[] => {
  const tasks = new Map(graph.nodes.map(({id, label}) => [id, nodeTask(id, label, ids)]))
  return graph.arrows.flatMap(({from, to, ...place}) => sayingOf(tasks.get(to), tasks.get(from), place))
}

const bars = (chart: readonly GanttBar[], ids: KnownIds): Saying[] => {
  const tasks = new Map(
    chart.map(({id, title}) => {
      const behind = trailingBrackets(title)?.inside ?? ''
      return [id ?? title, ids.resolve(behind) ?? nodeTask(id ?? '', title, ids)]
    }),
  )
  return chart.flatMap(({id, title, after = [], row, column, length}) =>
    after.flatMap(name =>
      sayingOf(tasks.get(id ?? title), tasks.get(name), {row, column, length, origin: CHART}),
    ),
  )
}

const sayingOf = (
  task: string | undefined,
  dependency: string | undefined,
  {origin = 'Mermaid graph', ...place}: Place & {readonly origin?: string},
): Saying[] =>
  dependency === undefined || task === undefined || task === dependency
    ? []
    : [{...place, task, refs: [{type: 'task', id: dependency}], origin}]

/** The label says it better than the id: nodes are often called A, B and C. */
const nodeTask = (id: string, label: string, ids: KnownIds): string | undefined => {
  const found = idAt(label, /^[^\p{L}\d#]*/u.exec(label)?.[0].length ?? 0)
  const inLabel = found && ids.resolve(found.id)
  return (
    inLabel ??
    ids.resolve(id) ??
    ids.resolve(id.replaceAll('_', '.')) ??
    ids.resolve(id.replaceAll('_', '-')) ??
    ids.resolve(id.replace(/^(?:task|t|n|s)_?(?=\d)/i, ''))
  )
}
