// The format of GSD's `NN-MM-PLAN.md`: front matter that says which phase and plan it is, and tasks in XML or under headings.

import {parseDocument} from 'yaml'
import type {Draft, DraftGroup, DraftTask} from '../../graph/draft.ts'
import type {Format} from '../format.ts'
import {readHeadedPlan, readHeadedTasks} from '../headed-tasks.ts'
import {locate, readSheet, type Sheet} from '../sheet.ts'
import {relatePlans} from './gsd-plans.ts'
import {readXmlTasks} from './gsd-xml.ts'

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n((?:(?!---)[^\n]*\n){1,200})---/
const XML = /^[ \t]*<task\b[^>\n]{0,200}>/m
const HEADING =
  /^ {0,3}#{2,4}[ \t]+(?:\*\*)?Task[ \t]+(\d{1,4}(?:\.\d{1,4})?[a-z]?)(?:\*\*)?[ \t]*[:.–—-][ \t]*(.*?)(?:\*\*)?[ \t]*$/i

export const gsd: Format = {
  name: 'gsd',
  looksFor: 'GSD\'s front matter ("phase:", "plan:") or its "<task>" elements',
  matches: ({text}) => {
    const head = FRONT_MATTER.exec(text)?.[1] ?? ''
    const isPlan = /^phase[ \t]*:/m.test(head) && /^plan[ \t]*:/m.test(head)
    return isPlan || (XML.test(text) && /<name>/.test(text) && /<action>/.test(text))
  },
  read: document => readDraft(readSheet(document), document.text),
  relate: relatePlans,
}

const readDraft = (sheet: Sheet, text: string): Draft => {
  const matter = frontMatter(text)
  const draft = readHeadedPlan(sheet, {tasks: readHeadedTasks(sheet, HEADING), order: 'sequential'})
  const tasks = draft.tasks.length > 0 ? draft.tasks : readXmlTasks(sheet)
  const name = planName(matter)
  return {
    ...draft,
    title: sheet.sections[0]?.level === 1 ? draft.title : name,
    tasks,
    groups: name === '' ? draft.groups : [planGroup(sheet, matter, tasks)],
  }
}

type Matter = ReadonlyMap<string, string | readonly string[]>

/** Everything as it is written: `plan: 02B` and `plan: 01` are no numbers. */
const frontMatter = (text: string): Matter => {
  const source = FRONT_MATTER.exec(text)?.[1]
  const matter = new Map<string, string | readonly string[]>()
  if (source === undefined) return matter
  const read: unknown = parseDocument(source, {schema: 'failsafe', uniqueKeys: false}).toJS({
    maxAliasCount: 0,
  })
  if (typeof read !== 'object' || read === null) return matter
  for (const [key, value] of Object.entries(read)) {
    if (typeof value === 'string') matter.set(key, value)
    else if (Array.isArray(value))
      matter.set(
        key,
        value.filter(item => typeof item === 'string'),
      )
  }
  return matter
}

const wordOf = (matter: Matter, key: string): string => {
  const value = matter.get(key)
  return typeof value === 'string' ? value : ''
}

const listOf = (matter: Matter, key: string): readonly string[] => {
  const value = matter.get(key) ?? []
  return typeof value === 'string' ? value.split(/[,\s]+/).filter(word => word !== '') : value
}

/** `03-api-02B`: what `depends_on` of other plans calls this one, in full. */
const planName = (matter: Matter): string =>
  [wordOf(matter, 'phase'), wordOf(matter, 'plan')].filter(word => word !== '').join('-')

/** The plan as a group. The plans that it waits for are named as it names them; `relatePlans` knows which they are. */
const planGroup = (sheet: Sheet, matter: Matter, tasks: readonly DraftTask[]): DraftGroup => {
  const name = planName(matter)
  const row = Math.max(
    sheet.lines.findIndex(line => /^depends_on\s*:/.test(line)),
    0,
  )
  return {
    id: {value: name, location: locate(sheet, 0, 0, 3), origin: 'front matter'},
    name,
    members: tasks.map(({id}) => id),
    dependsOn: listOf(matter, 'depends_on').map(plan => ({
      value: plan,
      location: locate(sheet, row),
      origin: 'front matter',
    })),
  }
}
