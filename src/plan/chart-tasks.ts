// Finds the tasks of a plan that is drawn: the bars of a Mermaid Gantt chart, the nodes of a Mermaid graph.

import type {DependencyRef, DraftLayer, DraftTask, Fact} from '../graph/draft.ts'
import {trailingBrackets} from '../util/text.ts'
import type {FoundTask} from './breakdown.ts'
import {readEntry} from './entry.ts'
import {
  type GanttBar,
  isMermaid,
  type MermaidNode,
  mermaidKind,
  readGantt,
  readMermaidGraph,
} from './mermaid.ts'
import {locate, type Sheet} from './sheet.ts'
import {readStatus} from './status-marks.ts'
import {idAt, isOtherNumber, safeId} from './task-ids.ts'

export interface ChartTasks {
  readonly tasks: readonly FoundTask[]
  readonly layers: readonly DraftLayer[]
}

/** All bars of all Gantt charts; a milestone is one too. */
export const ganttTasks = (sheet: Sheet): ChartTasks => {
  const bars = sheet.fences
    .filter(fence => isMermaid(fence) && mermaidKind(sheet, fence) === 'gantt')
    .flatMap(fence => readGantt(sheet, fence))
    .map(bar => ({bar, ...namesOf(bar)}))
    .filter(({id}) => id !== '')
  const byBar = new Map(bars.flatMap(({bar, id}) => (bar.id === undefined ? [] : [[bar.id, id] as const])))
  const tasks = bars.map(({bar, id, title}) => ({
    id: {value: id, location: locate(sheet, bar.row, bar.column, bar.length), origin: 'Gantt chart'},
    aliases: bar.id === undefined || bar.id === id ? [] : [bar.id],
    from: bar.row,
    to: bar.row + 1,
    read: () => taskOf(sheet, {bar, id, title, byBar}),
  }))
  return {tasks, layers: layersOf(sheet, bars)}
}

interface Names {
  readonly id: string
  readonly title: string
}

/** `Title (T1)` and `T1: Title` name the task; else the chart's own id does, else the title. */
const namesOf = ({title, id}: GanttBar): Names => {
  const behind = trailingBrackets(title)
  const inside = behind && idAt(behind.inside, 0)
  if (behind && inside?.end === behind.inside.length && !/^\d+$/.test(inside.id))
    return {id: inside.id, title: behind.before}
  const entry = readEntry(title)
  if (entry && (entry.id.certain || entry.isSeparated) && entry.title !== '')
    return {id: entry.id.id, title: entry.title}
  return {id: safeId(id ?? title.toLowerCase()), title}
}

interface NamedBar extends Names {
  readonly bar: GanttBar
  readonly byBar: ReadonlyMap<string, string>
}

const NO_FACTS = {priorities: [], blocks: [], inputs: [], outputs: [], gates: [], relatedDocs: []} as const

const taskOf = (sheet: Sheet, {bar, id, title, byBar}: NamedBar): DraftTask => {
  const fact = <T>(value: T, column: number, length: number): Fact<T> => ({
    value,
    location: locate(sheet, bar.row, column, length),
    origin: 'Gantt chart',
  })
  const refs = (bar.after ?? []).map(
    (after): DependencyRef => ({type: 'task', id: byBar.get(after) ?? after}),
  )
  const status = statusOf(sheet, bar)
  return {
    ...NO_FACTS,
    id: fact(id, bar.column, bar.length),
    titles: [fact(title, bar.titleColumn, bar.title.length)],
    efforts: bar.hours === undefined ? [] : [fact(bar.hours, bar.column, bar.length)],
    dependencies: [fact(refs, bar.column, bar.length)],
    ...(status ? {status} : {}),
    instruction: sheet.lines[bar.row] ?? '',
    source: {file: sheet.file, line: bar.row + 1, endLine: bar.row + 1},
  }
}

const statusOf = (sheet: Sheet, {row, flags, flagsColumn}: GanttBar): DraftTask['status'] => {
  const flag = flags.find(word => word === 'done' || word === 'active')
  const mark = flag === undefined ? undefined : readStatus(flag)
  if (flag === undefined || !mark) return undefined
  const column = (sheet.lines[row] ?? '').indexOf(flag, flagsColumn)
  return {value: mark.value, location: locate(sheet, row, column, flag.length), origin: 'Gantt chart'}
}

const layersOf = (
  sheet: Sheet,
  bars: readonly {readonly bar: GanttBar; readonly id: string}[],
): DraftLayer[] => {
  const bySection = Map.groupBy(
    bars.filter(({bar}) => bar.section !== undefined),
    ({bar}) => bar.section ?? '',
  )
  return [...bySection].map(([name, members]) => ({
    name,
    tasks: members.map(({id}) => id),
    location: locate(sheet, (members[0]?.bar.row ?? 0) - 1, 0),
  }))
}

/** Nodes of the Mermaid graphs that are called as tasks are; nothing for graphs that draw something else. */
export const nodeTasks = (sheet: Sheet): FoundTask[] => {
  const seen = new Set<string>()
  return sheet.fences
    .filter(fence => isMermaid(fence) && /^(?:graph|flowchart)$/.test(mermaidKind(sheet, fence)))
    .flatMap(fence => {
      const nodes = readMermaidGraph(sheet, fence).nodes.flatMap(node => nodeOf(node) ?? [])
      return nodes.length < 2 ? [] : nodes
    })
    .filter(({id}) => !seen.has(id) && seen.add(id))
    .map(found => nodeTask(sheet, found))
}

interface NamedNode extends Names {
  readonly node: MermaidNode
}

const nodeOf = (node: MermaidNode): NamedNode | undefined => {
  const entry = readEntry(node.label)
  if (entry?.id.certain && entry.isSeparated && !isOtherNumber(entry.id.id))
    return {node, id: entry.id.id, title: entry.title}
  const own = idAt(node.id, 0)
  const isTask = own?.end === node.id.length && own.certain
  return isTask ? {node, id: own.id, title: node.label === node.id ? '' : node.label} : undefined
}

const nodeTask = (sheet: Sheet, {node, id, title}: NamedNode): FoundTask => {
  const location = locate(sheet, node.row, node.column, node.length)
  const fact: Fact<string> = {value: id, location, origin: 'Mermaid graph'}
  return {
    id: fact,
    aliases: node.id === id ? [] : [node.id],
    from: node.row,
    to: node.row + 1,
    read: () => ({
      ...NO_FACTS,
      id: fact,
      titles: title === '' ? [] : [{...fact, value: title}],
      efforts: [],
      dependencies: [],
      instruction: sheet.lines[node.row] ?? '',
      source: {file: sheet.file, line: node.row + 1, endLine: node.row + 1},
    }),
  }
}
