// Makes a directed graph acyclic by leaving out edges that close a cycle, and tells each such cycle.
// Knows nodes and arrows only.
// The library's Tarjan recurses and overflows the stack at 5,000 tasks in a row; this walk keeps a stack of its own.

import type {Location, Related} from './diagnostic.ts'

/** Something that leads from one node to another, e.g. a dependency. */
export interface Arrows<A> {
  readonly from: (node: string) => readonly A[]
  readonly target: (arrow: A) => string
}

export interface Acyclic<A> {
  /** The arrows that close a cycle: without them there is none. */
  readonly closing: ReadonlySet<A>
  readonly cycles: readonly Cycle<A>[]
}

/** Of very many or very long cycles the last node and the closing arrow alone. */
export interface Cycle<A> {
  readonly nodes: readonly string[]
  /** One from each node to the next; the last leads back to the first node. */
  readonly arrows: readonly A[]
}

/** One node on the way from a start to where the walk stands. */
interface Visit<A> {
  readonly node: string
  readonly arrows: readonly A[]
  next: number
}

/** Arrows that all told cycles may have together: a hostile plan has quadratically many. */
const TOLD = 100_000

/** Walks depth first, nodes and arrows in the order given: the earliest node of a cycle is, as a rule, where it closes. */
export const breakCycles = <A>(nodes: readonly string[], arrows: Arrows<A>): Acyclic<A> => {
  const closing = new Set<A>()
  const cycles: Cycle<A>[] = []
  let told = 0
  const close = (arrow: A, trail: readonly Visit<A>[]): void => {
    closing.add(arrow)
    const shown = trail.slice(told < TOLD ? 0 : -1)
    told += shown.length
    cycles.push({
      nodes: shown.map(({node}) => node),
      arrows: shown.flatMap(({arrows, next}) => arrows[next - 1] ?? []),
    })
  }
  const left = new Set<string>()
  for (const node of nodes) if (!left.has(node)) walk({node, arrows, left}, close)
  return {closing, cycles}
}

interface Start<A> {
  readonly node: string
  readonly arrows: Arrows<A>
  /** Nodes from which all has been seen. */
  readonly left: Set<string>
}

/** Calls `close` with each arrow that leads back into the trail, and the trail from there on. */
const walk = <A>(
  {node, arrows: {from, target}, left}: Start<A>,
  close: (arrow: A, trail: readonly Visit<A>[]) => void,
): void => {
  const visit = (node: string): Visit<A> => ({node, arrows: from(node), next: 0})
  const trail = [visit(node)]
  const depth = new Map([[node, 0]])
  for (let last = trail.at(-1); last !== undefined; last = trail.at(-1)) {
    const arrow = last.arrows[last.next++]
    const next = arrow === undefined ? undefined : target(arrow)
    if (arrow === undefined || next === undefined) {
      left.add(last.node)
      depth.delete(last.node)
      trail.pop()
    } else if (depth.has(next)) close(arrow, trail.slice(depth.get(next)))
    else if (!left.has(next)) {
      depth.set(next, trail.length)
      trail.push(visit(next))
    }
  }
}

/** Nodes of a cycle that a message names at each end of it, and places it points to. */
const SHOWN = 8

/** `T1 → T2 → T1`; a long one is shortened in the middle. */
export const showCycle = <A>({nodes}: Cycle<A>): string => {
  const left = nodes.length - 2 * SHOWN
  const shown = left <= 0 ? nodes : [...nodes.slice(0, SHOWN), `… ${left} more …`, ...nodes.slice(-SHOWN)]
  return [...shown, nodes[0]].join(' → ')
}

/** The arrow that closes the cycle, and where the first of the others stand. */
export const explainCycle = <A extends {readonly location: Location}>(
  {arrows}: Cycle<A>,
  message: (arrow: A) => string,
): {readonly closing: A; readonly related: readonly Related[]} => {
  const closing = arrows.at(-1)
  if (closing === undefined) throw new Error('bug: a cycle without arrows')
  const others = arrows.slice(0, -1).slice(0, SHOWN)
  return {closing, related: others.map(arrow => ({message: message(arrow), location: arrow.location}))}
}
