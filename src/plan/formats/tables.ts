// The format of plans without prose: tables with a task in each row, Mermaid Gantt charts and graphs, lists of issues that block
// one another, and the dashboard of agents.

import type {Draft} from '../../graph/draft.ts'
import {type FoundMention, type FoundTask, readBreakdown} from '../breakdown.ts'
import {ganttTasks, nodeTasks} from '../chart-tasks.ts'
import type {Format} from '../format.ts'
import {tableTasks, taskTables} from '../found-tasks.ts'
import {headingTasks} from '../heading-tasks.ts'
import {issueTasks} from '../issue-list.ts'
import {boxTasks} from '../point-tasks.ts'
import {readSheet, type Sheet} from '../sheet.ts'
import {knownIds} from '../task-ids.ts'
import {readDashboard} from './tables-dashboard.ts'

export const tables: Format = {
  name: 'tables',
  looksFor:
    'a table of tasks with a column of dependencies, a Mermaid Gantt chart or graph of tasks, or issues "blocked by" others',
  matches: document => {
    if (!MARK.test(document.text)) return false
    const sheet = readSheet(document)
    return !isElsewhere(sheet) && findTasks(sheet).tasks.length > 0
  },
  read: document => readDraft(readSheet(document)),
}

/** A table's rule, a Mermaid fence, or an issue in a list. */
const MARK =
  /^[ \t>|]{0,20}:?-{1,200}:?[ \t]{0,20}\||^[ \t>]{0,20}[`~]{3,}[ \t]{0,8}mermaid|^[ \t>]{0,20}(?:[-*+]|\d{1,9}[.)])[ \t]{1,8}(?:\[[^\]\n]\][ \t]+)?(?:\*\*)?\[?(?:[\w.-]{1,80}\/[\w.-]{1,80})?#\d/m

/** Tasks with headings or boxes of their own say more than any table of them. */
const isElsewhere = (sheet: Sheet): boolean =>
  headingTasks(sheet).areSure || boxTasks(sheet).some(({entry}) => entry?.id.certain)

type Tasks = Pick<Parameters<typeof readBreakdown>[1], 'tasks' | 'mentions' | 'layers' | 'diagnostics'>

/** The first kind of place that has any; the others then speak of the same tasks. */
const findTasks = (sheet: Sheet): Tasks => {
  const dashboard = readDashboard(sheet)
  if (dashboard.tasks.length > 0) return {...dashboard, mentions: [], layers: []}
  const found = taskTables(sheet)
  const sure = found.filter(({isSure}) => isSure).flatMap(table => table.rows)
  const ids = knownIds(sure.map(({id}) => id.value))
  const rows = tableTasks(found, {known: [], takes: id => ids.resembles(id)})
  if (rows.tasks.length > 0) return {...rows, layers: [], diagnostics: []}
  const plain = (tasks: readonly FoundTask[], mentions: readonly FoundMention[] = []): Tasks => ({
    tasks,
    mentions,
    layers: [],
    diagnostics: [],
  })
  const issues = issueTasks(sheet)
  if (issues.length > 0) return plain(issues)
  const gantt = ganttTasks(sheet)
  if (gantt.tasks.length > 0) return {...gantt, mentions: [], diagnostics: []}
  return plain(nodeTasks(sheet))
}

const readDraft = (sheet: Sheet): Draft => readBreakdown(sheet, {groups: [], ...findTasks(sheet)})
