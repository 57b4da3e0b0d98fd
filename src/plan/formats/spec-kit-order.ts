// What spec-kit's section of dependencies says of single tasks: sentences, chains with arrows, Mermaid graphs.

import type {DependencyRef, DraftTask, Fact} from '../../graph/draft.ts'
import {readDrawnOrder} from '../order-drawings.ts'
import {type OrderStatement, readOrder} from '../order-statements.ts'
import {isPlainLanguage} from '../outputs.ts'
import {locate, type Sheet} from '../sheet.ts'
import type {KnownIds} from '../task-ids.ts'

export interface OrderPlace {
  readonly ids: KnownIds
  /** Whether a row lies outside of all tasks. */
  isOpen(row: number): boolean
}

/** Adds what the document says of their order to the tasks. */
export const withOrder = (
  sheet: Sheet,
  tasks: readonly DraftTask[],
  {ids, isOpen}: OrderPlace,
): DraftTask[] => {
  const lastId = tasks.at(-1)?.id.value ?? ''
  const order = newOrder(tasks)
  const about = rowsAboutOrder(sheet)
  const graphs = fenceRows(sheet, language => language === 'mermaid')
  const drawn = fenceRows(sheet, isPlainLanguage)
  for (const [row, shown] of sheet.lines.entries()) {
    const isGraph = graphs.has(row)
    const line = isGraph || drawn.has(row) ? shown : (sheet.prose[row] ?? '')
    if (!isGraph && (about[row] !== 1 || !isOpen(row) || CRITICAL_PATH.test(line))) continue
    const text = isGraph ? line.replace(NODE_TEXT, label => ' '.repeat(label.length)) : line
    for (const statement of readOrder({text, row, column: 0}, {ids, lastId})) order.add(sheet, statement)
  }
  for (const fence of sheet.fences) {
    if (!isPlainLanguage(fence.language) || about[fence.row] !== 1) continue
    for (const statement of readDrawnOrder(sheet, fence, {ids, lastId})) order.add(sheet, statement)
  }
  return order.tasks()
}

/** A claim of its own, to be compared with the order. */
const CRITICAL_PATH = /^[\s>*+-]*(?:the\s+)?critical\s+path\b.*[:：]/i

const ABOUT_ORDER =
  /dependenc|execution\s+order|order\s+of|sequenc|blocking|critical\s+path|\bdag\b|依赖|依存|执行顺序|実行順|abhängig|dependencia|dependência/i
/** What stands there repeats or sums up. */
const NOT_ORDER = /example|strategy|checklist|validation|coverage|format|summary|示例|例/i

const NODE_TEXT = /\[[^\][]*\]|\([^()]*\)|\{[^{}]*\}|\|[^|]{0,200}\||:::\w+/g

/** Of Mermaid, wherever it stands, what the nodes are called tells whether it is about tasks. */
const fenceRows = (sheet: Sheet, isMeant: (language: string) => boolean): ReadonlySet<number> =>
  new Set(
    sheet.fences.flatMap(({language, from, to}) =>
      isMeant(language) ? Array.from({length: to - from}, (_, index) => from + index) : [],
    ),
  )

/**
 * Marks the rows of prose and of plain drawings in the sections about order, those inside them included; in a document without such
 * a section, all of them.
 */
const rowsAboutOrder = (sheet: Sheet): Uint8Array => {
  const rows = new Uint8Array(sheet.lines.length)
  if (!sheet.sections.some(({heading}) => ABOUT_ORDER.test(heading))) rows.fill(1)
  for (const {heading, row, end} of sheet.sections) {
    if (ABOUT_ORDER.test(heading)) rows.fill(1, row + 1, end)
    else if (NOT_ORDER.test(heading)) rows.fill(0, row, end)
  }
  for (const {language, row, to} of sheet.fences) if (!isPlainLanguage(language)) rows.fill(0, row, to + 1)
  return rows
}

type Statement = Fact<readonly DependencyRef[]>

const taskRef = (id: string): DependencyRef => ({type: 'task', id})

interface Order {
  add(sheet: Sheet, statement: OrderStatement): void
  tasks(): DraftTask[]
}

/**
 * A sentence such as `T001 blocks T003` is not all that T003 depends on, so it is kept with T001; only who waits for everything
 * has that among its own dependencies.
 */
const newOrder = (tasks: readonly DraftTask[]): Order => {
  const positions = new Map(tasks.map(({id}, index) => [id.value, index]))
  const blocks = new Map<string, Statement[]>()
  const waits = new Map<string, Statement>()
  const members = (ref: DependencyRef): string[] => {
    if (ref.type === 'task') return [ref.id]
    if (ref.type !== 'range') return []
    const [from, to] = [positions.get(ref.from), positions.get(ref.to)]
    if (from === undefined || to === undefined) return [ref.from, ref.to]
    return tasks.slice(from, to + 1).map(({id}) => id.value)
  }
  const othersThan = (ids: readonly string[]): DependencyRef[] => {
    const excluded = new Set(ids)
    return tasks.flatMap(({id}) =>
      excluded.has(id.value) ? [] : {type: 'task', id: id.value, kind: 'group'},
    )
  }
  const block = (ids: readonly string[], fact: Statement): void => {
    for (const id of ids) {
      const known = blocks.get(id)
      if (known) known.push(fact)
      else blocks.set(id, [fact])
    }
  }
  return {
    add: (sheet, {before, after, isPairwise, row, column, length}) => {
      const fact = (value: readonly DependencyRef[]): Statement => ({
        value,
        location: locate(sheet, row, column, length),
        origin: 'sentence',
      })
      const [first, later] = [before.flatMap(members), after.flatMap(members)]
      const isAll = (set: DependencyRef): boolean => set.type === 'all'
      if (before.some(isAll)) {
        const others = later.length > 1 ? othersThan(later) : before
        for (const id of later) waits.set(id, fact(others))
      } else if (after.some(isAll)) block(first, fact(first.length > 1 ? othersThan(first) : after))
      else if (!isPairwise) block(first, fact(after))
      else if (first.length === later.length)
        for (const [index, id] of first.entries())
          block([id], fact(later.slice(index, index + 1).map(taskRef)))
    },
    tasks: () =>
      tasks.map(task => {
        const blocked = blocks.get(task.id.value)
        const wait = waits.get(task.id.value)
        const [stated, ...others] = task.dependencies
        return {
          ...task,
          ...(blocked ? {blocks: [...task.blocks, ...blocked]} : {}),
          ...(wait
            ? {
                dependencies: [
                  stated ? {...stated, value: [...stated.value, ...wait.value]} : wait,
                  ...others,
                ],
              }
            : {}),
        }
      }),
  }
}
