// What spec-kit's section of dependencies says of single tasks: sentences, chains with arrows, Mermaid graphs.

import type {DependencyRef, DraftTask, Fact} from '../../graph/draft.ts'
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
  for (const row of orderRows(sheet, isOpen)) {
    const text = sheet.lines[row] ?? ''
    if (/^[\s>*+-]*(?:\*\*)?(?:the\s+)?critical\s+path\b.*[:：]/i.test(text)) continue
    for (const statement of readOrder({text, row, column: 0}, {ids, lastId})) order.add(sheet, statement)
  }
  return order.tasks()
}

const ABOUT_ORDER =
  /dependenc|execution\s+order|order\s+of|sequenc|blocking|critical\s+path|\bdag\b|依赖|依存|执行顺序|実行順|abhängig|dependencia|dependência/i
const NOT_ORDER = /parallel|example|strategy|checklist|validation|coverage|并行|並行|並列|示例|例/i

/** Rows of prose and of plain drawings in the sections about order, those inside them included. */
const orderRows = (sheet: Sheet, isOpen: (row: number) => boolean): number[] => {
  const rows = new Uint8Array(sheet.lines.length)
  for (const {heading, row, end} of sheet.sections) {
    if (ABOUT_ORDER.test(heading)) rows.fill(1, row + 1, end)
    else if (NOT_ORDER.test(heading)) rows.fill(0, row, end)
  }
  for (const {language, row, from, to} of sheet.fences) {
    if (!isPlainLanguage(language)) rows.fill(0, row, to + 1)
    else if (rows[row] === 1) rows.fill(1, from, to)
  }
  return [...rows.keys()].filter(row => rows[row] === 1 && isOpen(row))
}

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
  const blocks = new Map<string, Fact<readonly DependencyRef[]>[]>()
  const waits = new Map<string, Fact<readonly DependencyRef[]>>()
  const members = (ref: DependencyRef): string[] => {
    if (ref.type === 'task') return [ref.id]
    if (ref.type !== 'range') return []
    const [from, to] = [positions.get(ref.from), positions.get(ref.to)]
    if (from === undefined || to === undefined) return [ref.from, ref.to]
    return tasks.slice(from, to + 1).map(({id}) => id.value)
  }
  return {
    add: (sheet, {before, after, row, column, length}) => {
      const fact = (value: readonly DependencyRef[]): Fact<readonly DependencyRef[]> => ({
        value,
        location: locate(sheet, row, column, length),
        origin: 'sentence',
      })
      if (before.some(({type}) => type === 'all'))
        for (const id of after.flatMap(members)) waits.set(id, fact(before))
      for (const id of before.flatMap(members)) blocks.set(id, [...(blocks.get(id) ?? []), fact(after)])
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
