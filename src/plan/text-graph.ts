// Reads a dependency graph that is drawn with characters: `T1 ──→ T3`, lines that join, boxes, and arrows down the page.
// Knows only which words are tasks. Each cell is looked at a bounded number of times, so it is linear in the drawing's area.

import {trimEndOf} from '../util/text.ts'
import {idAt, type KnownIds} from './task-ids.ts'

/** `task` is drawn behind `dependency`. */
export interface DrawnEdge {
  readonly task: string
  readonly dependency: string
  /** Of the dependent task in the drawing's lines. */
  readonly row: number
  readonly column: number
}

interface Node {
  readonly ids: readonly string[]
  readonly top: number
  readonly bottom: number
  readonly left: number
  /** Exclusive. */
  readonly right: number
}

const [UP, RIGHT, DOWN, LEFT] = [1, 2, 4, 8] as const

interface Stroke {
  /** Where lines leave the character. */
  readonly open: number
  /** For an arrow head: where it points. */
  readonly head?: number
}

const STROKES: ReadonlyMap<string, Stroke> = new Map(
  (
    [
      ['─━═╌┄', {open: LEFT | RIGHT}],
      ['│┃║╎┆', {open: UP | DOWN}],
      ['┌┏╔╭', {open: RIGHT | DOWN}],
      ['┐┓╗╮', {open: LEFT | DOWN}],
      ['└┗╚╰', {open: UP | RIGHT}],
      ['┘┛╝╯', {open: UP | LEFT}],
      ['├┣╠', {open: UP | RIGHT | DOWN}],
      ['┤┫╣', {open: UP | LEFT | DOWN}],
      ['┬┳╦', {open: LEFT | RIGHT | DOWN}],
      ['┴┻╩', {open: LEFT | RIGHT | UP}],
      ['┼╋╬', {open: UP | RIGHT | DOWN | LEFT}],
      ['→▶►➔➜⟶', {open: LEFT, head: RIGHT}],
      ['←◀◄⟵', {open: RIGHT, head: LEFT}],
      ['↓▼', {open: UP, head: DOWN}],
      ['↑▲', {open: DOWN, head: UP}],
    ] as const
  ).flatMap(([characters, stroke]) => [...characters].map(character => [character, stroke] as const)),
)

const AREA_MAX = 400_000 // characters; a larger drawing is a log
const WIDTH_MAX = 2_000

/** Nothing for a drawing without tasks, or one too large to be drawn by hand. */
export const readTextGraph = (source: readonly string[], ids: KnownIds): DrawnEdge[] => {
  const width = source.reduce((most, line) => Math.max(most, line.length), 0)
  if (width > WIDTH_MAX || width * source.length > AREA_MAX) return []
  const lines = source.map(drawn)
  const nodes = lines
    .flatMap((line, row) => nodesOf(line, row, ids))
    .map(node => boxed(lines, captioned(lines, node)))
  if (nodes.length < 2) return []
  const grid = new Grid(lines, nodes)
  return [...grid.components().flatMap(edgesOf), ...indented(lines, nodes)]
}

/** ASCII strokes as the characters they stand for, so that there is one kind: `-->`, `|`, a lone `v`, `+--`. */
const drawn = (line: string): string =>
  line
    .replace(/(?<![-=])[-=]+>/g, arrow => `${'─'.repeat(arrow.length - 1)}→`)
    .replace(/<[-=]+/g, arrow => `←${'─'.repeat(arrow.length - 1)}`)
    .replace(/(?<=[─━═])>/g, '→')
    .replace(/-{2,}/g, dashes => '─'.repeat(dashes.length))
    .replace(/(?<![^\s│─])\|(?![^\s│─])/g, '│')
    .replace(/\|(?=─)/g, '├')
    .replace(/[`\\](?=─)/g, '└')
    .replace(/\+(?=─)/g, '┼')
    .replace(/(?<=─)\+/g, '┼')
    .replace(/(?<!\S)[vV](?!\S)/g, '▼')

const BETWEEN = /\s?(?:[,&+/]|\band\b)\s?/y

/** Words that are tasks, with what is said of them up to a gap or a stroke. Ids with commas between are one node. */
const nodesOf = (line: string, row: number, ids: KnownIds): Node[] => {
  const nodes: Node[] = []
  for (let at = wordStart(line, 0); at < line.length; ) {
    const found = taskAt(line, at, ids)
    if (!found) {
      at = wordStart(line, at + Math.max(/^[\p{L}\d_.-]+/u.exec(line.slice(at, at + 80))?.[0].length ?? 1, 1))
      continue
    }
    const names = [found.id]
    let end = found.end
    for (;;) {
      BETWEEN.lastIndex = end
      const next = BETWEEN.test(line) ? taskAt(line, BETWEEN.lastIndex, ids) : undefined
      if (!next) break
      names.push(next.id)
      end = next.end
    }
    const right = labelEnd(line, end)
    nodes.push({
      ids: names,
      top: row,
      bottom: row,
      left: line[at - 1] === '[' || line[at - 1] === '(' ? at - 1 : at,
      right,
    })
    at = wordStart(line, right)
  }
  return nodes
}

const wordStart = (line: string, from: number): number => {
  let at = from
  while (at < line.length && !/[\p{L}\d#]/u.test(line[at] ?? '')) at++
  return at
}

const taskAt = (line: string, at: number, ids: KnownIds): {id: string; end: number} | undefined => {
  const found = idAt(line, at)
  const id = found && ids.resolve(found.id)
  if (found && id !== undefined && (found.certain || !/^\d+$/.test(found.id))) return {id, end: found.end}
  const word = trimEndOf(/^[\p{L}\d_.-]{1,64}/u.exec(line.slice(at, at + 64))?.[0] ?? '', '.-')
  const known = /^\d/.test(word) ? undefined : ids.resolve(word)
  return known === undefined ? undefined : {id: known, end: at + word.length}
}

const labelEnd = (line: string, from: number): number => {
  let at = from
  while (at < line.length && !STROKES.has(line[at] ?? '') && line.slice(at, at + 2) !== '  ') at++
  while (line[at - 1] === ' ') at--
  return at
}

/** A note in brackets right below a name belongs to it: lines leave from below the note. */
const captioned = (lines: readonly string[], node: Node): Node => {
  const below = (lines[node.bottom + 1] ?? '').slice(Math.max(0, node.left - 1), node.right)
  return /^\s{0,2}\([^()]{1,40}(?:\)|$)/.test(below) ? {...node, bottom: node.bottom + 1} : node
}

const BOX_MAX = 8 // rows between a word and the edge of its box

/** A node in a box takes all of it, edges and all. */
const boxed = (lines: readonly string[], node: Node): Node => {
  const line = lines[node.top] ?? ''
  const left = /[│┃║]\s*$/.exec(line.slice(0, node.left))?.index
  const right = /^\s*[│┃║]/.exec(line.slice(node.right))
  if (left === undefined || !right) return node
  const end = node.right + right[0].length - 1
  const edge = (step: number, corners: readonly [RegExp, RegExp]): number | undefined => {
    for (let row = node.top + step; Math.abs(row - node.top) <= BOX_MAX; row += step) {
      if (corners[0].test(lines[row]?.[left] ?? '') && corners[1].test(lines[row]?.[end] ?? '')) return row
    }
    return undefined
  }
  const top = edge(-1, [/[┌┏╔╭]/, /[┐┓╗╮]/])
  const bottom = edge(1, [/[└┗╚╰]/, /[┘┛╝╯]/])
  return top === undefined || bottom === undefined ? node : {...node, top, bottom, left, right: end + 1}
}

interface Component {
  readonly heads: Node[]
  readonly before: Node[]
  readonly behind: Node[]
}

/** With arrow heads these say the direction; without, what is drawn above or left comes first. */
const edgesOf = ({heads, before, behind}: Component): DrawnEdge[] => {
  const [sources, targets] = heads.length > 0 ? [[...before, ...behind], heads] : [before, behind]
  return targets.flatMap(target => sources.flatMap(source => between(source, target)))
}

const between = (source: Node, target: Node): DrawnEdge[] =>
  source === target
    ? []
    : target.ids.flatMap(task =>
        source.ids
          .filter(dependency => dependency !== task)
          .map(dependency => ({task, dependency, row: target.top, column: target.left})),
      )

/** Lines that begin with an arrow hang below the last line that is less indented. */
const indented = (lines: readonly string[], nodes: readonly Node[]): DrawnEdge[] => {
  const byRow = Map.groupBy(nodes, ({top}) => top)
  const open: {indent: number; node: Node}[] = []
  return lines.flatMap((line, row) => {
    const indent = line.length - line.trimStart().length
    const own = byRow.get(row) ?? []
    const first = own[0]
    if (!first) return []
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop()
    const parent = open.at(-1)?.node
    open.push({indent, node: own.at(-1) ?? first})
    return parent && /^\s*─*[→▶►➔➜⟶]\s*\S/.test(line) ? between(parent, first) : []
  })
}

const OPPOSITE: {readonly [side: number]: number} = {[UP]: DOWN, [RIGHT]: LEFT, [DOWN]: UP, [LEFT]: RIGHT}
const STEP: {readonly [side: number]: readonly [rows: number, columns: number]} = {
  [UP]: [-1, 0],
  [RIGHT]: [0, 1],
  [DOWN]: [1, 0],
  [LEFT]: [0, -1],
}
const GAP = 2 // blanks between the end of a line and the word it leads to

const rowsOf = (nodes: readonly Node[]): ReadonlyMap<number, readonly Node[]> => {
  const rows = new Map<number, Node[]>()
  for (const node of nodes) {
    for (let row = node.top; row <= node.bottom; row++) {
      const known = rows.get(row)
      if (known) known.push(node)
      else rows.set(row, [node])
    }
  }
  return rows
}

/** Owns the cells of a drawing and which of them have been followed. */
class Grid {
  readonly #lines: readonly string[]
  readonly #byRow: ReadonlyMap<number, readonly Node[]>
  readonly #seen: Set<string> = new Set()

  constructor(lines: readonly string[], nodes: readonly Node[]) {
    this.#lines = lines
    this.#byRow = rowsOf(nodes)
  }

  components(): Component[] {
    return this.#lines.flatMap((line, row) =>
      [...line].flatMap((_, column) =>
        this.#strokeAt(row, column) && !this.#seen.has(`${row}:${column}`) ? [this.#follow(row, column)] : [],
      ),
    )
  }

  /** An arrow down that hangs below a line goes on from it, whatever the line's character is. */
  #strokeAt(row: number, column: number): Stroke | undefined {
    const stroke = STROKES.get(this.#lines[row]?.[column] ?? '')
    if (!stroke || this.#nodeAt(row, column)) return undefined
    const isHung = (stroke.open & (LEFT | RIGHT)) !== 0 && /[↓▼]/.test(this.#lines[row + 1]?.[column] ?? '')
    return isHung && stroke.head === undefined ? {open: stroke.open | DOWN} : stroke
  }

  #nodeAt(row: number, column: number): Node | undefined {
    return this.#byRow.get(row)?.find(({left, right}) => column >= left && column < right)
  }

  #follow(row: number, column: number): Component {
    const component: Component = {heads: [], before: [], behind: []}
    const open: [number, number][] = [[row, column]]
    this.#seen.add(`${row}:${column}`)
    for (let cell = open.pop(); cell; cell = open.pop()) {
      const [atRow, atColumn] = cell
      const stroke = this.#strokeAt(atRow, atColumn)
      if (!stroke) continue
      for (const side of [UP, RIGHT, DOWN, LEFT]) {
        const isHead = stroke.head === side
        if (!isHead && (stroke.open & side) === 0) continue
        const next = this.#neighbour(atRow, atColumn, side)
        if (next === undefined) this.#attach(component, {row: atRow, column: atColumn, side, isHead})
        else if (!this.#seen.has(`${next[0]}:${next[1]}`)) {
          this.#seen.add(`${next[0]}:${next[1]}`)
          open.push(next)
        }
      }
    }
    return component
  }

  /** The next cell on a side, if its stroke or arrow comes to meet this one. */
  #neighbour(row: number, column: number, side: number): [number, number] | undefined {
    const [rows, columns] = STEP[side] ?? [0, 0]
    const stroke = this.#strokeAt(row + rows, column + columns)
    const back = OPPOSITE[side] ?? 0
    const meets = stroke && ((stroke.open & back) !== 0 || stroke.head === back)
    return meets ? [row + rows, column + columns] : undefined
  }

  #attach(
    component: Component,
    {row, column, side, isHead}: {row: number; column: number; side: number; isHead: boolean},
  ): void {
    const node = this.#nodeBeside(row, column, side)
    if (!node) return
    if (isHead) component.heads.push(node)
    else if (side === UP || side === LEFT) component.before.push(node)
    else component.behind.push(node)
  }

  #nodeBeside(row: number, column: number, side: number): Node | undefined {
    const [rows, columns] = STEP[side] ?? [0, 0]
    for (let distance = 1; distance <= 1 + GAP; distance++) {
      const [atRow, atColumn] = [row + rows * distance, column + columns * distance]
      const node = this.#nodeAt(atRow, atColumn)
      if (node) return node
      if ((this.#lines[atRow]?.[atColumn] ?? ' ') !== ' ') return undefined
    }
    return undefined
  }
}
