// Reads Mermaid graphs and Gantt charts: their nodes and bars, and what comes after what. Whether a node is a task, the caller
// decides: most graphs in documents draw something else.

import {parseHours} from '../util/duration.ts'
import type {Fence, Sheet} from './sheet.ts'

export interface Place {
  readonly row: number
  readonly column: number
  readonly length: number
}

export interface MermaidNode extends Place {
  readonly id: string
  /** As drawn; the id itself where nothing else is. */
  readonly label: string
}

export interface MermaidArrow extends Place {
  readonly from: string
  readonly to: string
}

export interface MermaidGraph {
  /** Each once, by the first place that gives it a label. */
  readonly nodes: readonly MermaidNode[]
  readonly arrows: readonly MermaidArrow[]
}

export const isMermaid = ({language}: Fence): boolean => language === 'mermaid'

/** The kind of a diagram: its first word. */
export const mermaidKind = (sheet: Sheet, fence: Fence): string => {
  for (let row = fence.from; row < fence.to; row++) {
    const line = sheet.lines[row]?.trim() ?? ''
    if (line !== '' && !line.startsWith('%%') && !/^(?:---|title:|config:)/.test(line))
      return /^[A-Za-z-]+/.exec(line)?.[0].toLowerCase() ?? ''
  }
  return ''
}

const LINE_MAX = 4_000 // characters; a longer line was not drawn by hand
const OTHER =
  /^\s*(?:%%|style\b|classDef\b|class\b|click\b|linkStyle\b|subgraph\b|end\b|direction\b|graph\b|flowchart\b)/

export const readMermaidGraph = (sheet: Sheet, fence: Fence): MermaidGraph => {
  const nodes = new Map<string, MermaidNode>()
  const arrows: MermaidArrow[] = []
  for (let row = fence.from; row < fence.to; row++) {
    const line = sheet.lines[row] ?? ''
    if (line.length > LINE_MAX || OTHER.test(line)) continue
    for (const statement of statementsOf(line, row)) readStatement(statement, nodes, arrows)
  }
  return {nodes: [...nodes.values()], arrows}
}

interface Statement {
  readonly text: string
  readonly row: number
  readonly column: number
}

const statementsOf = (line: string, row: number): Statement[] => {
  const statements: Statement[] = []
  let column = 0
  for (const text of line.split(';')) {
    statements.push({text, row, column})
    column += text.length + 1
  }
  return statements
}

const ID = /\s*([\p{L}\d_][\p{L}\d_./-]*?)(?=\s|$|[[({>&:]|-{2,}|-\.|={2,}|[.~x<])/uy
const ARROW = /\s*(?:<?[-=]{2,}[->ox]?|<?-\.+->?|~{3,})(?:\|[^|]{0,200}\|)?/y
const WORDED = /\s*(?:--|==|-\.)\s+[^-=.|>\s][^-=.|>]{0,119}(?:-{2,}>|={2,}>|\.+->)/y

/** `A[One] & B --> C -->|why| D`: groups of nodes with arrows between. */
const readStatement = (
  statement: Statement,
  nodes: Map<string, MermaidNode>,
  arrows: MermaidArrow[],
): void => {
  let at = 0
  let before: readonly MermaidNode[] = []
  for (;;) {
    const group = readGroup(statement, at)
    if (!group) return
    for (const node of group.nodes) if (!nodes.has(node.id) || node.label !== node.id) keep(nodes, node)
    for (const {id: from} of before) {
      for (const {id: to, row, column, length} of group.nodes) arrows.push({from, to, row, column, length})
    }
    before = group.nodes
    const next = skip(WORDED, statement.text, group.end) ?? skip(ARROW, statement.text, group.end)
    if (next === undefined) return
    at = next
  }
}

const keep = (nodes: Map<string, MermaidNode>, node: MermaidNode): void => {
  const known = nodes.get(node.id)
  if (!known || known.label === known.id) nodes.set(node.id, node)
}

const skip = (pattern: RegExp, text: string, at: number): number | undefined => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}

const readGroup = (
  {text, row, column}: Statement,
  from: number,
): {readonly nodes: MermaidNode[]; readonly end: number} | undefined => {
  const nodes: MermaidNode[] = []
  let at = from
  for (;;) {
    ID.lastIndex = at
    const found = ID.exec(text)
    const id = found?.[1] ?? ''
    if (!found || id === '') return nodes.length > 0 ? {nodes, end: at} : undefined
    const start = ID.lastIndex - id.length
    const shape = shapeAt(text, ID.lastIndex)
    nodes.push({id, label: shape?.label ?? id, row, column: column + start, length: id.length})
    at = skip(/:::[\w-]+/y, text, shape?.end ?? start + id.length) ?? shape?.end ?? start + id.length
    const more = skip(/\s*&/y, text, at)
    if (more === undefined) return {nodes, end: at}
    at = more
  }
}

const CLOSING: {readonly [open: string]: string} = {'[': ']', '(': ')', '{': '}', '>': ']'}

/** `["label"]`, `((label))`, `{label}`: what stands in the outermost pair. */
const shapeAt = (text: string, at: number): {readonly label: string; readonly end: number} | undefined => {
  const close = CLOSING[text[at] ?? '']
  if (close === undefined) return undefined
  const quoted = /^[[({>/\\]{1,3}"([^"]{0,1000})"[\])}/\\]{1,3}/.exec(text.slice(at, at + LABEL_MAX))
  if (quoted) return {label: clean(quoted[1] ?? ''), end: at + quoted[0].length}
  let depth = 0
  for (let index = at; index < text.length; index++) {
    const character = text[index] ?? ''
    if (character in CLOSING && character !== '>') depth++
    else if (/[\])}]/.test(character) && --depth <= 0)
      return {label: clean(text.slice(at + 1, index)), end: index + 1}
  }
  return undefined
}

const LABEL_MAX = 1_010

const clean = (label: string): string =>
  label
    .replace(/<br\s*\/?>|\\n/gi, ' ')
    .replace(/^[[({/\\"]+|(?<![\])}/\\"])[\])}/\\"]+$/g, '')
    .trim()

/** One bar of a Gantt chart. */
export interface GanttBar extends Place {
  readonly title: string
  /** Where the title stands; the place is that of the id. */
  readonly titleColumn: number
  readonly id?: string
  readonly section?: string
  readonly flags: readonly string[]
  readonly flagsColumn: number
  /** Ids of the bars it comes after; absent where it begins on a date. */
  readonly after?: readonly string[]
  readonly hours?: number
}

const FLAGS: readonly string[] = ['done', 'active', 'crit', 'milestone', 'vert']
const GANTT_OTHER =
  /^\s*(?:%%|gantt\b|dateFormat\b|axisFormat\b|tickInterval\b|title\b|excludes\b|todayMarker\b|weekday\b|inclusiveEndDates\b|click\b)/

/** In the order of the chart. A bar without `after` begins where the one above it ends only if it has no date. */
export const readGantt = (sheet: Sheet, fence: Fence): GanttBar[] => {
  const bars: GanttBar[] = []
  let section: string | undefined
  for (let row = fence.from; row < fence.to; row++) {
    const line = sheet.lines[row] ?? ''
    const named = /^\s*section\s+(\S.{0,199})$/s.exec(line)
    if (named) section = named[1]?.trim()
    const bar = named || line.length > LINE_MAX || GANTT_OTHER.test(line) ? undefined : barOf(line, row)
    if (bar) bars.push({...bar, ...(section === undefined ? {} : {section})})
  }
  return bars
}

const barOf = (line: string, row: number): GanttBar | undefined => {
  const colon = line.lastIndexOf(':', line.search(/,|$/))
  const title = line.slice(0, colon).trim()
  if (colon < 0 || title === '') return undefined
  const parts = line
    .slice(colon + 1)
    .split(',')
    .map(part => part.trim())
  const flags = parts.filter(part => FLAGS.includes(part))
  const rest = parts.filter(part => part !== '' && !FLAGS.includes(part))
  const after = rest
    .find(part => part.startsWith('after '))
    ?.slice(6)
    .trim()
    .split(/\s+/)
  const [first = ''] = rest
  const hasId = rest.length > 1 && /^[\p{L}_][\p{L}\d_.-]*$/u.test(first)
  const length = parseHours(rest.at(-1) ?? '')
  const titleColumn = line.length - line.trimStart().length
  return {
    title,
    titleColumn,
    ...(hasId ? {id: first} : {}),
    flags,
    flagsColumn: colon + 1,
    ...(after ? {after} : {}),
    ...(length === undefined ? {} : {hours: length}),
    row,
    column: hasId ? line.indexOf(first, colon) : titleColumn,
    length: hasId ? first.length : title.length,
  }
}
