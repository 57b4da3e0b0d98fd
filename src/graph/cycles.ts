// Makes a directed graph acyclic by leaving out edges that close a cycle, and tells each such cycle.
// Knows nodes and arrows only. A library's Tarjan recurses, which overflows the stack at 5,000 tasks in a row; this walk keeps a stack of its own.

import type {Location, Related} from './diagnostic.ts'

/** A statement that one thing waits for another. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly location: Location
}

export interface Acyclic {
  /** The arrows that close a cycle: without them there is none. */
  readonly closing: ReadonlySet<Arrow>
  /** For each closing arrow the cycle it closes, itself last; of very many or very long ones the closing arrow alone. */
  readonly cycles: readonly (readonly Arrow[])[]
}

/** One node on the way from a start to where the walk stands. */
interface Visit {
  readonly node: string
  readonly arrows: readonly Arrow[]
  next: number
}

/** Arrows that all told cycles may have together: a hostile plan has quadratically many. */
const TOLD = 100_000

/** Walks depth first, nodes and arrows in the order given: the earliest node of a cycle is, as a rule, where it closes. */
export const breakCycles = (
  nodes: readonly string[],
  arrowsOf: (node: string) => readonly Arrow[],
): Acyclic => {
  const closing = new Set<Arrow>()
  const cycles: (readonly Arrow[])[] = []
  let told = 0
  const close = (arrow: Arrow, trail: readonly Visit[]): void => {
    closing.add(arrow)
    const length = told < TOLD ? trail.length : 1
    told += length
    cycles.push(trail.slice(-length).flatMap(({arrows, next}) => arrows[next - 1] ?? []))
  }
  const left = new Set<string>()
  for (const node of nodes) if (!left.has(node)) walk({node, arrowsOf, left}, close)
  return {closing, cycles}
}

interface Start {
  readonly node: string
  readonly arrowsOf: (node: string) => readonly Arrow[]
  /** Nodes from which all has been seen. */
  readonly left: Set<string>
}

/** Calls `close` with each arrow that leads back into the trail, and the trail from there on. */
const walk = (
  {node, arrowsOf, left}: Start,
  close: (arrow: Arrow, trail: readonly Visit[]) => void,
): void => {
  const visit = (node: string): Visit => ({node, arrows: arrowsOf(node), next: 0})
  const trail = [visit(node)]
  const depth = new Map([[node, 0]])
  for (let last = trail.at(-1); last !== undefined; last = trail.at(-1)) {
    const arrow = last.arrows[last.next++]
    if (arrow === undefined) {
      left.add(last.node)
      depth.delete(last.node)
      trail.pop()
    } else if (depth.has(arrow.to)) close(arrow, trail.slice(depth.get(arrow.to)))
    else if (!left.has(arrow.to)) {
      depth.set(arrow.to, trail.length)
      trail.push(visit(arrow.to))
    }
  }
}

/** Nodes of a cycle that a message names at each end of it, and places it points to. */
const SHOWN = 8

/** `T1 → T2 → T1`; a long one is shortened in the middle. */
export const showCycle = (cycle: readonly Arrow[]): string => {
  const nodes = cycle.map(({from}) => from)
  const left = nodes.length - 2 * SHOWN
  const shown = left <= 0 ? nodes : [...nodes.slice(0, SHOWN), `… ${left} more …`, ...nodes.slice(-SHOWN)]
  return [...shown, cycle.at(-1)?.to].join(' → ')
}

export const relatedPlaces = (
  arrows: readonly Arrow[],
  message: (arrow: Arrow) => string,
): readonly Related[] =>
  arrows.slice(0, SHOWN).map(arrow => ({message: message(arrow), location: arrow.location}))
