// Brings what the readers of headings, lists and tables find into one form, and decides under which of its names each task goes.

import type {DraftTask, Fact} from '../graph/draft.ts'
import type {FoundMention, FoundTask} from './breakdown.ts'
import type {PhraseContext} from './dependency-phrase.ts'
import {ofKind} from './fields.ts'
import {readNotedDependencies} from './list-dependencies.ts'
import {readPassage} from './passage.ts'
import type {Sheet} from './sheet.ts'
import {readTables} from './tables.ts'
import {readTask} from './task-facts.ts'
import {POINT_LEVEL, type TaskSection} from './task-section.ts'
import {
  readRowMention,
  readTaskRow,
  readTaskTable,
  rowStatus,
  type TaskRow,
  type TaskTable,
} from './task-table.ts'

export const sectionTasks = (sheet: Sheet, sections: readonly TaskSection[]): FoundTask[] => {
  const goesByAlias = aliasesAreUsed(sheet, sections)
  return sections.map(task => {
    const {id, others} = goesByAlias ? byAlias(task) : {id: task.id, others: task.aliases ?? []}
    return {
      id,
      aliases: others,
      from: task.section.row,
      to: task.section.end,
      read: context => withNotes({...task, id}, context),
    }
  })
}

/** A point is a sentence, which may say in its midst what it waits for. */
const withNotes = (task: TaskSection, context: PhraseContext): DraftTask => {
  const read = readTask(task, context)
  const {row, column, level} = task.section
  if (level !== POINT_LEVEL || read.dependencies.length > 0) return read
  const sentence = readPassage(context.sheet, {row, column, to: task.fields[0]?.row ?? task.end})
  const noted = readNotedDependencies(sentence, {...context, sectionOf: () => []})
  return noted ? {...read, dependencies: [noted]} : read
}

const byAlias = ({
  id,
  aliases = [],
}: TaskSection): {readonly id: Fact<string>; readonly others: readonly string[]} => {
  const [alias] = aliases
  return alias === undefined
    ? {id, others: []}
    : {id: {...id, value: alias}, others: [id.value, ...aliases.slice(1)]}
}

/** Whether the fields of dependencies call the tasks by their other names more than by their ids. */
const aliasesAreUsed = (sheet: Sheet, sections: readonly TaskSection[]): boolean => {
  const aliases = new Set(sections.flatMap(({aliases = []}) => aliases))
  if (aliases.size === 0) return false
  const words = sections
    .flatMap(({fields}) => ofKind(fields, 'dependencies'))
    .flatMap(({value, from, bodyEnd}) => [value, ...sheet.prose.slice(from, bodyEnd)])
    .flatMap(text => text.match(/[\p{L}\d][\p{L}\d_.-]*/gu) ?? [])
  const ids = new Set(sections.map(({id}) => id.value))
  const count = (names: ReadonlySet<string>): number => words.filter(word => names.has(word)).length
  return count(aliases) > count(ids)
}

export const taskTables = (sheet: Sheet): TaskTable[] =>
  readTables(sheet).flatMap(table => readTaskTable(sheet, table) ?? [])

interface FromTables {
  readonly tasks: readonly FoundTask[]
  readonly mentions: readonly FoundMention[]
}

/** The first row with an id defines its task, unless it is `known`; the others speak of it. `takes` says which may define. */
export const tableTasks = (
  tables: readonly TaskTable[],
  {known, takes}: {readonly known: Iterable<string>; takes(id: string, table: TaskTable): boolean},
): FromTables => {
  const seen = new Set([...known].map(id => id.toLowerCase()))
  const tasks: FoundTask[] = []
  const mentions: FoundMention[] = []
  const others = new Map<string, readonly TaskRow[]>()
  for (const table of tables) {
    for (const row of table.rows) {
      const id = row.id.value
      if (seen.has(id.toLowerCase())) {
        mentions.push({id, read: context => readRowMention(row, context)})
        others.set(id.toLowerCase(), [...(others.get(id.toLowerCase()) ?? []), row])
      } else if (takes(id, table)) {
        seen.add(id.toLowerCase())
        tasks.push(rowTask(row, () => others.get(id.toLowerCase()) ?? []))
      }
    }
  }
  return {tasks, mentions}
}

/** What its own row does not say of its progress, another table may. */
const rowTask = (row: TaskRow, others: () => readonly TaskRow[]): FoundTask => ({
  id: row.id,
  aliases: row.alias === undefined ? [] : [row.alias],
  from: row.id.location.line - 1,
  to: row.id.location.line,
  read: context => {
    const task = readTaskRow(row, context)
    const status = task.status ?? others().flatMap(other => rowStatus(context.sheet, other) ?? [])[0]
    return status && !task.status ? {...task, status} : task
  },
})
