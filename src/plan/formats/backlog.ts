// The format of Backlog.md and its like: a file is one task, its facts stand in front matter, its text below. What such files say
// of one another is settled in backlog-links.ts.

import type {DependencyRef, Draft, DraftGroup, DraftTask, Fact, TaskStatus} from '../../graph/draft.ts'
import type {Input, Output, OutputIntent} from '../../graph/task.ts'
import {parseHours} from '../../util/duration.ts'
import {isBlank, trimEndOf} from '../../util/text.ts'
import {readChecks} from '../checks.ts'
import {readFields} from '../fields.ts'
import type {Format, PlanDocument} from '../format.ts'
import {type FrontMatter, type MatterValue, matterIn, readFrontMatter} from '../front-matter.ts'
import type {Section} from '../headings.ts'
import {plainText} from '../inline.ts'
import {isPath, withoutLines} from '../paths.ts'
import {parsePriority} from '../priorities.ts'
import {readSheet, type Sheet} from '../sheet.ts'
import {readStatus} from '../status-marks.ts'
import {readTask} from '../task-facts.ts'
import {knownIds, safeId} from '../task-ids.ts'
import {relateBacklog} from './backlog-links.ts'

/** Keys as the tools and people of this habit write them; the first that is there counts. */
const KEYS = {
  id: ['id', 'taskId', 'task_id', 'task-id', 'ticket', 'ticket_id'],
  title: ['title', 'name', 'summary'],
  status: ['status', 'state'],
  dependencies: [
    'dependencies',
    'depends_on',
    'dependsOn',
    'depends-on',
    'depends',
    'blocked_by',
    'blockedBy',
    'prerequisites',
    'requires',
  ],
  blocks: ['blocks', 'blocking', 'unblocks'],
  parent: ['parent_task_id', 'parentTaskId', 'parent', 'parents', 'parent_id'],
  priority: ['priority'],
  effort: ['estimate', 'estimated_effort', 'effort', 'estimated_hours', 'estimated_time'],
  modified: ['modified_files', 'files_modified', 'files_to_modify', 'modifies', 'files'],
  created: ['files_to_create', 'new_files', 'created_files', 'creates'],
  inputs: ['expects', 'inputs'],
  related: ['references', 'documentation', 'docs', 'related_docs'],
  validation: ['verify', 'validation', 'verification', 'verify_commands'],
  agent: ['agent'],
} as const

type Key = keyof typeof KEYS

export const backlog: Format = {
  name: 'backlog',
  looksFor: 'a task in front matter ("id:" with "title:", "status:" or "dependencies:")',
  matches: ({text}) => {
    const source = matterIn(text)?.source
    if (source === undefined) return false
    const has = (...keys: Key[]): boolean => keys.some(key => PATTERNS[key].test(source))
    if (!has('id') || !has('title', 'status', 'dependencies')) return false
    const isOurs = has('parent') || TASK_ID.test(source) || /<!-- (?:AC|SECTION):/.test(text)
    return isOurs || ((has('dependencies', 'blocks') || NUMBERED_ID.test(source)) && !isPlan(text))
  },
  read: document => readDraft(document, readFrontMatter(document)),
  relate: relateBacklog,
}

const idLike = (id: string): RegExp =>
  new RegExp(`^["']?(?:${KEYS.id.join('|')})["']?[ \\t]*:[ \\t]*["']?${id}`, 'im')

const patternOf = (key: Key): RegExp => new RegExp(`^["']?(?:${KEYS[key].join('|')})["']?[ \\t]*:`, 'm')
const PATTERNS = Object.fromEntries(Object.keys(KEYS).map(key => [key, patternOf(key as Key)])) as Readonly<
  Record<Key, RegExp>
>

const TASK_ID = idLike('(?:task|issue|ticket|bug)[-_]?\\d')
/** `id: introduction` is a page of some documentation. */
const NUMBERED_ID = idLike('[^\\n]{0,40}\\d')

/** A whole plan with an id of its own: two headings or boxes or more name tasks. */
const isPlan = (text: string): boolean => {
  const headings = text.matchAll(/^ {0,3}#{2,5}[ \t]+(?:\*\*)?(?:(?:Task|Story)[ \t]+|T-?|TASK-)\d/gim)
  const boxes = text.matchAll(/^[ \t]*[-*][ \t]+\[[ x]\][ \t]+(?:\*\*)?(?:T-?\d|\d{1,4}\.\d)/gim)
  return [...headings].length + [...boxes].length > 1
}

const readDraft = (document: PlanDocument, matter: FrontMatter): Draft => {
  const sheet = readSheet(document)
  const id = wordIn(matter, 'id')
  const task = id && readMatterTask(sheet, matter, {...id, value: safeId(id.value)})
  return {
    title: '',
    sources: [sheet.file],
    tasks: task ? [task] : [],
    mentions: [],
    groups: task ? readGroups(matter, task) : [],
    layers: [],
    order: 'none',
    claims: {taskCounts: []},
    settings: {documents: {}},
    diagnostics: matter.diagnostics,
  }
}

const valueIn = ({values}: FrontMatter, key: Key): MatterValue | undefined => {
  const name = KEYS[key].find(name => values.has(name))
  return name === undefined ? undefined : values.get(name)
}

const wordIn = (matter: FrontMatter, key: Key): Fact<string> | undefined => {
  const value = valueIn(matter, key)
  return value && value.words.length > 0 ? value.whole : undefined
}

const wordsIn = (matter: FrontMatter, key: Key): readonly Fact<string>[] => valueIn(matter, key)?.words ?? []

/** As a list of at most one, with what is read from it. */
const factIn = <T>(matter: FrontMatter, key: Key, read: (text: string) => T | undefined): Fact<T>[] => {
  const word = wordIn(matter, key)
  const value = word && read(word.value)
  return word === undefined || value === undefined ? [] : [{...word, value}]
}

/** What the front matter says, before what the text says. */
const readMatterTask = (sheet: Sheet, matter: FrontMatter, id: Fact<string>): DraftTask => {
  const body = readBody(sheet, id, matter.endRow)
  const status = factIn(matter, 'status', text => readStatus(text)?.value)[0] ?? body.status
  const [parent] = wordsIn(matter, 'parent')
  const [agent] = wordsIn(matter, 'agent')
  const titles = factIn(matter, 'title', text => text)
  return {
    ...withoutStatus(body),
    titles: titles.length > 0 ? titles : titleOf(sheet, id),
    priorities: [...factIn(matter, 'priority', parsePriority), ...body.priorities],
    efforts: [...factIn(matter, 'effort', hoursOf), ...body.efforts],
    dependencies: [...statementIn(matter, 'dependencies'), ...body.dependencies],
    blocks: [...statementIn(matter, 'blocks'), ...body.blocks],
    ...(status === undefined ? {} : {status}),
    ...(parent === undefined ? {} : {parent: {...parent, value: safeId(parent.value)}}),
    ...(agent === undefined ? {} : {agent: {type: agent.value}}),
    inputs: [...wordsIn(matter, 'inputs').map(inputOf), ...body.inputs],
    outputs: outputsOf(matter, body),
    gates: [...readChecks(wordsIn(matter, 'validation')), ...body.gates],
    relatedDocs: [...factsOnce(wordsIn(matter, 'related')), ...body.relatedDocs],
    source: {...body.source, line: 1},
  }
}

const withoutStatus = ({status: _, ...task}: DraftTask & {status?: Fact<TaskStatus>}): DraftTask => task

/** The text under the front matter, read like the section of a task in a longer plan. */
const readBody = (sheet: Sheet, id: Fact<string>, from: number): DraftTask => {
  const end = sheet.lines.length
  const first = sheet.lines.findIndex((line, row) => row >= from && !isBlank(line))
  const row = first < 0 ? end - 1 : first
  const section: Section = {level: 1, heading: '', row, column: 0, body: row, next: end, end}
  const fields = readFields(sheet, row, end, sheet.sections)
  return readTask({section, id, fields, end}, {sheet, ids: knownIds([id.value]), hasSet: () => false})
}

/** `# TASK-12 - Title` of older files. */
const titleOf = (sheet: Sheet, id: Fact<string>): Fact<string>[] => {
  const section = sheet.sections.find(({level}) => level === 1)
  if (!section) return []
  const text = plainText(section.heading)
  const rest = text.toLowerCase().startsWith(id.value.toLowerCase()) ? text.slice(id.value.length) : text
  const location = {file: sheet.file, line: section.row + 1, column: section.column + 1}
  return [{value: rest.replace(/^[\s:–—-]+/, ''), location, origin: 'heading'}]
}

/** A bare number is hours. */
const hoursOf = (text: string): number | undefined =>
  parseHours(/^\d+(?:\.\d+)?$/.test(text) ? `${text}h` : text)

/** A list is one statement; text in its place is cut at commas. An empty value says that there are none. */
const statementIn = (
  matter: FrontMatter,
  key: 'dependencies' | 'blocks',
): Fact<readonly DependencyRef[]>[] => {
  const value = valueIn(matter, key)
  if (!value) return []
  return [{...value.whole, value: value.words.flatMap(refsIn)}]
}

const NONE = /^(?:none|null|n\/a|no|-+|–|—|~|\[\s*\])$/i
const ID = /^(?:\{?\s*(?:id|task|task_id|taskId)\s*:)?[[("'`\s]*#?([\p{L}\d][\p{L}\d._/#-]*)/u

const refsIn = ({value, location}: Fact<string>): DependencyRef[] =>
  value.split(/[,;]/).flatMap((part): DependencyRef[] => {
    const text = part.trim()
    if (text === '' || NONE.test(text)) return []
    const word = trimEndOf(ID.exec(text)?.[1] ?? '', '._/-')
    const isId = /\d/.test(word) || (word !== '' && !/\s/.test(text))
    return [isId ? {type: 'task', id: safeId(word), location} : {type: 'external', text}]
  })

const inputOf = ({value}: Fact<string>): Input => (isPath(value) ? {path: value} : {text: value})

const factsOnce = (facts: readonly Fact<string>[]): string[] => [...new Set(facts.map(({value}) => value))]

/** Each path once. */
const outputsOf = (matter: FrontMatter, body: DraftTask): Output[] => {
  const listed = (key: Key, intent: OutputIntent): Output[] =>
    wordsIn(matter, key).flatMap(({value, location}) =>
      isPath(withoutLines(value)) ? [{path: withoutLines(value), intent, location}] : [],
    )
  const outputs = new Map<string, Output>()
  for (const output of [...listed('created', 'create'), ...listed('modified', 'modify'), ...body.outputs])
    if (!outputs.has(output.path)) outputs.set(output.path, output)
  return [...outputs.values()]
}

/** Waves and milestones hold tasks of several files. */
const readGroups = ({values}: FrontMatter, {id}: DraftTask): DraftGroup[] =>
  ['wave', 'milestone'].flatMap(key => {
    const [word] = values.get(key)?.words ?? []
    if (word === undefined || word.value === '') return []
    const name = /^\d/.test(word.value) ? `${key} ${word.value}` : word.value
    return [{id: {...word, value: name}, name, members: [id], dependsOn: [], isPart: true}]
  })
