// The format of GSD's `NN-MM-PLAN.md`: front matter that says which phase and plan it is, and tasks in XML or under headings.

import type {Draft, DraftGroup, DraftTask, Fact, PlanClaims} from '../../graph/draft.ts'
import type {Format} from '../format.ts'
import {type MatterValue, matterIn, readFrontMatter} from '../front-matter.ts'
import {readHeadedPlan, readHeadedTasks} from '../headed-tasks.ts'
import {locate, readSheet, type Sheet} from '../sheet.ts'
import {relatePlans} from './gsd-plans.ts'
import {readXmlTasks} from './gsd-xml.ts'

const XML = /^[ \t]*<task\b[^>\n\r]{0,200}>/m
const HEADING =
  /^ {0,3}#{2,4}[ \t]+(?:\*\*)?Task[ \t]+(\d{1,4}(?:\.\d{1,4})?[a-z]?)(?:\*\*)?[ \t]*[:.–—-][ \t]*(.*?)(?:\*\*)?$/is

export const gsd: Format = {
  name: 'gsd',
  looksFor: 'GSD\'s front matter ("phase:", "plan:") or its "<task>" elements',
  matches: ({text}) => {
    const head = matterIn(text)?.source ?? ''
    const isPlan = /^phase[ \t]*:/m.test(head) && /^plan[ \t]*:/m.test(head)
    return isPlan || (XML.test(text) && /<name>/.test(text) && /<action>/.test(text))
  },
  read: document => readDraft(readSheet(document), readFrontMatter(document).values),
  relate: relatePlans,
}

const readDraft = (sheet: Sheet, matter: Matter): Draft => {
  const draft = readHeadedPlan(sheet, {tasks: readHeadedTasks(sheet, HEADING), order: 'sequential'})
  const tasks = draft.tasks.length > 0 ? draft.tasks : readXmlTasks(sheet)
  const name = planName(matter)
  return {
    ...draft,
    title: sheet.sections[0]?.level === 1 ? draft.title : name,
    tasks,
    groups: name === '' ? draft.groups : [planGroup(sheet, matter, tasks)],
    claims: {...draft.claims, ...filesClaim(matter)},
  }
}

type Matter = ReadonlyMap<string, MatterValue>

const wordOf = (matter: Matter, key: string): string => matter.get(key)?.words[0]?.value ?? ''

/** A list, or words on one line. */
const listOf = (matter: Matter, key: string): readonly Fact<string>[] => {
  const {words = [], whole} = matter.get(key) ?? {}
  const [word] = words
  return word && word.value === whole?.value ? wordsIn(word) : words
}

const wordsIn = ({value, location, origin}: Fact<string>): Fact<string>[] =>
  [...value.matchAll(/[^,\s]+/g)].map(({0: word, index}) => {
    const column = location.column + index
    return {value: word, location: {...location, column, endColumn: column + word.length}, origin}
  })

/** `03-api-02B`: what `depends_on` of other plans calls this one, in full. */
const planName = (matter: Matter): string =>
  [wordOf(matter, 'phase'), wordOf(matter, 'plan')].filter(word => word !== '').join('-')

const filesClaim = (matter: Matter): Pick<PlanClaims, 'files'> => {
  const paths = listOf(matter, 'files_modified')
  const location = matter.get('files_modified')?.whole.location
  return location && paths.length > 0 ? {files: [{location, paths}]} : {}
}

/** The plan as a group. The plans that it waits for are named as it names them; `relatePlans` knows which they are. */
const planGroup = (sheet: Sheet, matter: Matter, tasks: readonly DraftTask[]): DraftGroup => {
  const name = planName(matter)
  return {
    id: {value: name, location: locate(sheet, 0, 0, 3), origin: 'front matter'},
    name,
    members: tasks.map(({id}) => id),
    isPart: true,
    dependsOn: listOf(matter, 'depends_on'),
  }
}
