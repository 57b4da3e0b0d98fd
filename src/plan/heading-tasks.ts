// Finds the tasks that stand under headings of their own. Ids in words come first; numbered headings are tasks only where the
// document has no others, and something says that they are.

import {readEntry} from './entry.ts'
import type {Section} from './headings.ts'
import {plainText} from './inline.ts'
import type {Sheet} from './sheet.ts'
import {findTask, hasTaskFacts, type TaskSection} from './task-section.ts'

export interface HeadingTasks {
  /** In document order. */
  readonly tasks: readonly TaskSection[]
  /** Their ids can be nothing else; a bare number can. */
  readonly areSure: boolean
}

export const headingTasks = (sheet: Sheet): HeadingTasks => {
  const sure = findTasks(sheet, () => false)
  if (sure.length > 0) return {tasks: sure, areSure: true}
  const backed = numberedHeadings(sheet)
  const tasks = backed.size === 0 ? [] : findTasks(sheet, section => backed.has(section))
  return {tasks, areSure: false}
}

/** Backwards, so that a section knows which of those inside it are tasks of their own. */
const findTasks = (sheet: Sheet, takesNumbers: (section: Section) => boolean): TaskSection[] => {
  const tasks: TaskSection[] = []
  const {sections} = sheet
  for (let index = sections.length - 1; index >= 0; index--) {
    const section = sections[index]
    if (!section) continue
    const later = tasks.at(-1)?.section.row ?? sheet.lines.length
    const end = Math.min(section.end, later)
    const inner: Section[] = []
    for (let next = index + 1; (sections[next]?.row ?? end) < end; next++) {
      const found = sections[next]
      if (found) inner.push(found)
    }
    const task = findTask(sheet, {section, inner, end, takesNumbers})
    if (task) tasks.push(task)
  }
  return tasks.reverse()
}

const TASKS =
  /^[^\p{L}]*(?:tasks?|task (?:list|details|breakdown)|implementation tasks|work breakdown|tareas|tarefas|aufgaben|arbeitspakete|任务(?:列表|分解|清单|拆分)?|タスク(?:一覧|リスト)?)\W*$/iu

/** Numbered headings with facts under them, or below a heading that says "Tasks", and dotted or worded ones beside those. */
const numberedHeadings = (sheet: Sheet): ReadonlySet<Section> => {
  const numbered = sheet.sections.filter(({heading}) => {
    const entry = readEntry(heading)
    return entry !== undefined && /^\d/.test(entry.id.id) && !entry.id.certain && entry.title !== ''
  })
  const isBelow = belowTasks(sheet)
  const backed = new Set(numbered.filter(section => isBelow(section.row) || hasTaskFacts(sheet, section)))
  for (const isAlike of [isDotted, isWorded]) {
    const levels = new Set([...backed].filter(isAlike).map(({level}) => level))
    for (const section of numbered) if (isAlike(section) && levels.has(section.level)) backed.add(section)
  }
  return backed
}

const isDotted = ({heading}: Section): boolean => readEntry(heading)?.id.id.includes('.') ?? false

/** `Step 2: …`, unlike `2. …`. */
const isWorded = ({heading}: Section): boolean =>
  /\p{L}/u.test(heading.slice(0, readEntry(heading)?.id.start ?? 0))

/** The rows below headings that say that tasks follow, and nothing else. */
export const belowTasks = ({sections, lines}: Sheet): ((row: number) => boolean) => {
  const isBelow = new Uint8Array(lines.length)
  let last = -1
  for (const {heading, row, end} of sections) {
    if (row <= last || !TASKS.test(plainText(heading))) continue
    isBelow.fill(1, row + 1, end)
    last = end - 1
  }
  return row => isBelow[row] === 1
}
