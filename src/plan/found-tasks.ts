// Brings what the readers of headings, lists and tables find into one form, and decides under which of its names each task goes.

import type {DependencyRef, DraftTask, Fact} from '../graph/draft.ts'
import type {FoundMention, FoundTask} from './breakdown.ts'
import {readDependencies} from './dependency-phrase.ts'
import {ofKind} from './fields.ts'
import {readNotedDependencies} from './list-dependencies.ts'
import {readPassage} from './passage.ts'
import type {PhraseContext} from './phrase.ts'
import {locate, type Sheet} from './sheet.ts'
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

/** A point is a sentence, which may say in its midst what it waits for; in a section, a line of its own may. */
const withNotes = (task: TaskSection, context: PhraseContext): DraftTask => {
  const read = readTask(task, context)
  if (read.dependencies.length > 0) return read
  const {row, column, level} = task.section
  const sentence = {row, column, to: task.fields[0]?.row ?? task.end}
  const noted =
    level === POINT_LEVEL
      ? readNotedDependencies(readPassage(context.sheet, sentence), {...context, sectionOf: () => []})
      : notedIn(task, context)
  return noted ? {...read, dependencies: [noted]} : read
}

const NOTE =
  /^\s*(?:[-*+]\s+)?(?:this\s+task\s+)?(?:depends\s+on|(?:is\s+)?blocked\s+by|requires|hängt\s+ab\s+von|abhängig\s+von|depende\s+de|依赖于?)\s?(?=\S)/iu

/** The first line that begins so, without a label's colon, and names tasks. */
const notedIn = (
  {section, end}: TaskSection,
  context: PhraseContext,
): Fact<readonly DependencyRef[]> | undefined => {
  const {sheet} = context
  for (let row = section.body; row < end; row++) {
    const line = sheet.prose[row] ?? ''
    const column = NOTE.exec(line)?.[0].length
    if (column === undefined) continue
    const refs = readDependencies({text: line.slice(column), row, column}, context)
    const value = refs.filter(({type}) => type !== 'external')
    if (value.length > 0)
      return {value, location: locate(sheet, row, column, line.length - column), origin: 'note'}
  }
  return undefined
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
  const hasOthers = seen.size > 0 || tables.some(({isOfGroups}) => !isOfGroups)
  for (const table of tables) {
    if (table.isOfGroups && hasOthers) continue
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
