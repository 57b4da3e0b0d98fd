// The format of an "atomic task breakdown": tasks under headings, behind check boxes, in tables or lists, with dependency trees,
// group lines and a stated critical path around them. The most general format in Markdown, so the last to be tried.

import type {Draft} from '../../graph/draft.ts'
import {type FoundMention, type FoundTask, readBreakdown} from '../breakdown.ts'
import type {Format} from '../format.ts'
import {sectionTasks, tableTasks, taskTables} from '../found-tasks.ts'
import {headingTasks} from '../heading-tasks.ts'
import {boxTasks, countedTasks, pointTasks} from '../point-tasks.ts'
import {readSettings} from '../settings.ts'
import {readSheet, type Sheet} from '../sheet.ts'
import {type KnownIds, knownIds} from '../task-ids.ts'
import {idDrift, type TaskSection} from '../task-section.ts'

export const atomic: Format = {
  name: 'atomic',
  looksFor:
    'Markdown headings, check boxes or table rows that name tasks ("#### T1: Title", "- [ ] **T1. Title**") or a "**Task ID:**" field',
  matches: ({text}) => MARKS.some(mark => mark.test(text)),
  read: document => ({...readDraft(readSheet(document)), settings: readSettings(document)}),
}

/** One of these stands in every document that has tasks. */
const MARKS: readonly RegExp[] = [
  /^ {0,3}#{1,6}[ \t][^\n]{0,40}(?:\bT-?[A-Z]{0,3}\d|\bTASK[-_]|\b(?:Task|Story|Step|Issue|Ticket|Tarea|Tarefa|Aufgabe|Schritt|Paso|Passo|T[âa]che|Étape)[ \t]|Задача|Шаг|任务|任務|步骤|ステップ|タスク|작업)/im,
  /\*\*Task ID/i,
  /^ {0,3}#{1,6}[ \t][^\n]{0,40}\b(?:tasks|tareas|tarefas|aufgaben)\b/im,
  /^ {0,3}#{1,6}[ \t]+(?:\*\*)?\[?[A-Z][A-Z0-9]*(?:-[A-Z0-9]+){0,4}-\d+/m,
  /^ {0,3}#{2,6}[ \t]+(?:\*\*)?\[?[A-Z]{1,4}\d{1,4}(?:\.\d{1,4})?[a-z]?[\].:) \t]/m,
  /^ {0,3}#{2,6}[ \t]+[[#]?\d+(?:\.\d+){0,3}[\].:)]?[ \t]/m,
  /^[ \t>]{0,20}(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[^\]\n]\][ \t]+)?(?:\*\*|~~|`)?\[?(?:T-?\d|TASK[-_]|Task[ \t]|[A-Z]{1,8}-\d|\d+\.\d)/m,
  /^[ \t>]{0,20}\*\*(?:T-?\d|Task[ \t]|Story[ \t])/m,
  /^[ \t>]{0,20}\|[^|\n]{0,20}(?:#|\bID\b|\bTask\b|\bUnit\b|\bNo\b|编号|序号|任务)[^|\n]{0,20}\|/im,
  /^[ \t>]{0,20}\|[^\n]{0,400}\|[ \t*]{0,5}(?:depend|blocked[ \t]by|prereq|abhängig|依赖|前置|依存)/im,
]

const readDraft = (sheet: Sheet): Draft => {
  const tables = taskTables(sheet)
  const sections = sectionsOf(
    sheet,
    tables.some(({isSure}) => isSure),
  )
  const found = sectionTasks(sheet, sections)
  const rows = tableTasks(tables, {
    known: found.flatMap(({id, aliases}) => [id.value, ...aliases]),
    takes: rowsThatDefine(found),
  })
  const {tasks, mentions} = found.length + rows.tasks.length > 0 ? inOrder(found, rows) : points(sheet)
  return readBreakdown(sheet, {
    tasks,
    mentions,
    groups: [],
    layers: [],
    diagnostics: sections.flatMap(task => idDrift(sheet, task)),
  })
}

/** Headings that name tasks for certain; else boxes; else numbered headings, unless a table of tasks says more. */
const sectionsOf = (sheet: Sheet, hasTable: boolean): readonly TaskSection[] => {
  const headings = headingTasks(sheet)
  if (headings.areSure) return headings.tasks
  const boxes = boxTasks(sheet)
  const areSure = boxes.some(({entry}) => entry?.id.certain)
  if (areSure || (headings.tasks.length === 0 && !hasTable)) return boxes
  return hasTable ? [] : headings.tasks
}

/** Beside other tasks, a table defines further ones only if it is sure to be of tasks, and writes ids as they do. */
const rowsThatDefine = (found: readonly FoundTask[]): Parameters<typeof tableTasks>[1]['takes'] => {
  let ids: KnownIds | undefined
  return (id, {isSure}) => {
    ids ??= knownIds(found.map(task => task.id.value))
    return found.length === 0 || (isSure && ids.resembles(id))
  }
}

interface Ordered {
  readonly tasks: readonly FoundTask[]
  readonly mentions: readonly FoundMention[]
}

const inOrder = (found: readonly FoundTask[], {tasks, mentions}: Ordered): Ordered => ({
  tasks: tasks.length === 0 ? found : [...found, ...tasks].sort((a, b) => a.from - b.from),
  mentions,
})

/** Without any of these, points that begin with an id, or are counted. */
const points = (sheet: Sheet): Ordered => {
  const named = pointTasks(sheet)
  return {tasks: sectionTasks(sheet, named.length > 0 ? named : countedTasks(sheet)), mentions: []}
}
