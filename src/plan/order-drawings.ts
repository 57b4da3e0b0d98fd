// Reads the order of tasks from drawings over several lines: a task on a branch waits for the one it branches from, and one under
// an arrow for the one above it.

import {type OrderContext, type OrderStatement, type TaskMention, tasksIn} from './order-statements.ts'
import type {Fence, Sheet} from './sheet.ts'

/** Not counting what a single line says; see `readOrder`. */
export const readDrawnOrder = (sheet: Sheet, fence: Fence, context: OrderContext): OrderStatement[] => {
  const found: OrderStatement[] = []
  const open: Drawn[] = []
  let above: Drawn | undefined
  let isUnderArrow = false
  for (let row = fence.from; row < fence.to; row++) {
    const text = (sheet.lines[row] ?? '').slice(0, LINE_MAX)
    const mentions = tasksIn(text, context)
    const [first] = mentions
    if (!first) {
      isUnderArrow =
        above !== undefined && (ARROW_DOWN.test(text) || (isUnderArrow && /^[\s│|]*$/.test(text)))
      continue
    }
    const line = {row, mentions}
    const branch = BRANCH.exec(text)?.[0].length
    const parent = branch === undefined ? undefined : parentOf(open, branch - 1)
    if (parent) found.push(statement([parent], [first], row))
    else if (isUnderArrow && above && areSingle(above.mentions) && areSingle(mentions))
      found.push(statement(above.mentions, mentions, row))
    while (open.length > 0 && (open.at(-1)?.mentions[0]?.start ?? 0) >= first.start) open.pop()
    open.push(line)
    above = line
    isUnderArrow = false
  }
  return found
}

interface Drawn {
  readonly row: number
  readonly mentions: readonly TaskMention[]
}

const LINE_MAX = 400 // characters; a drawing is no wider
const BRANCH = /^[\s│┃|]*[├└╰]/u
/** One arrow alone: several side by side belong to columns, which are not told apart. */
const ARROW_DOWN = /^[\s│|]*[↓▼⬇⇩][\s│|]*$/u

/** The rightmost task that stands no further right than the branch, on the last line that has one. */
const parentOf = (open: readonly Drawn[], column: number): TaskMention | undefined =>
  open
    .findLast(({mentions}) => (mentions[0]?.start ?? 0) <= column)
    ?.mentions.findLast(({start}) => start <= column)

/** Phases by the ranges of their tasks are about phases. */
const areSingle = (mentions: readonly TaskMention[]): boolean =>
  mentions.every(({set}) => set.type === 'task')

const statement = (
  before: readonly TaskMention[],
  after: readonly TaskMention[],
  row: number,
): OrderStatement => {
  const column = after[0]?.start ?? 0
  return {
    before: before.map(({set}) => set),
    after: after.map(({set}) => set),
    isPairwise: false,
    row,
    column,
    length: (after.at(-1)?.end ?? column) - column,
  }
}
