// What the formats that keep tasks as JSON objects have in common: the facts of one object, each with its place. Knows neither
// where the objects stand nor how they refer to one another.

import type {Diagnostic} from '../graph/diagnostic.ts'
import type {DependencyRef, Draft, DraftTask, Fact, TaskStatus} from '../graph/draft.ts'
import type {Places} from '../graph/offsets.ts'
import type {Output, Priority} from '../graph/task.ts'
import {parseHours} from '../util/duration.ts'
import {readChecks} from './checks.ts'
import type {PlanDocument} from './format.ts'
import type {Json, JsonError, JsonObject, JsonScalar} from './json.ts'
import {intentOf, isPath, withoutLines} from './paths.ts'
import {parsePriority} from './priorities.ts'
import {readStatus} from './status-marks.ts'

/** What a format knows of a task beside its object: its id in the plan, and whom it refers to. */
export interface Identity {
  readonly id: Fact<string>
  readonly dependencies: readonly Fact<readonly DependencyRef[]>[]
  readonly parent?: Fact<string>
}

export const readJsonTask = (object: JsonObject, identity: Identity, places: Places): DraftTask => {
  const {id, dependencies, parent} = identity
  const status = readStatusField(object, places)
  const {file, line} = places(object.at, object.at)
  return {
    id,
    titles: factsOf(object, ['title', 'name'], places, text => text.trim() || undefined),
    priorities: readPriorities(object, places),
    efforts: readEfforts(object, places),
    dependencies,
    blocks: [],
    ...(status === undefined ? {} : {status, ...statusesInNotes(object, places)}),
    ...(parent === undefined ? {} : {parent}),
    inputs: [],
    outputs: readOutputs(object, places),
    gates: readChecks(factsOf(object, STRATEGIES, places, text => text)),
    relatedDocs: [],
    instruction: instructionOf(object),
    source: {file, line, endLine: places(object.end, object.end).line},
  }
}

/** A draft of nothing but what was found. */
export const jsonDraft = ({file}: PlanDocument, found: Partial<Draft>): Draft => ({
  title: '',
  sources: [file],
  tasks: [],
  mentions: [],
  groups: [],
  layers: [],
  order: 'none',
  claims: {taskCounts: []},
  settings: {documents: {}},
  diagnostics: [],
  ...found,
})

/** The first of these keys that holds a text or number which is not empty. */
export const scalarOf = (object: JsonObject, ...keys: readonly string[]): JsonScalar | undefined => {
  for (const key of keys) {
    const value = object.entries.get(key)
    if ((value?.type === 'string' || value?.type === 'number') && value.text.trim() !== '') return value
  }
  return undefined
}

/** The objects in a list; nothing where there is no list. */
export const objectsIn = (value: Json | undefined): readonly JsonObject[] =>
  value?.type === 'list' ? value.items.filter(item => item.type === 'object') : []

export const jsonFact = <T>(value: T, {at, end}: Json, places: Places): Fact<T> => ({
  value,
  location: places(at, end),
  origin: 'json',
})

/** `offset` is where the parsed text begins in the document. */
export const jsonSyntax = ({message, at}: JsonError, places: Places, offset = 0): Diagnostic => ({
  severity: 'error',
  rule: 'json-syntax',
  message: `not well-formed JSON: ${message}; correct it here, or write the file again with its own tool`,
  location: places(offset + at, offset + at + 1),
  related: [],
})

const factsOf = <T>(
  object: JsonObject,
  keys: readonly string[],
  places: Places,
  read: (text: string) => T | undefined,
): Fact<T>[] => {
  const found = scalarOf(object, ...keys)
  const value = found && read(found.text)
  return found === undefined || value === undefined ? [] : [jsonFact(value, found, places)]
}

/** Words no person would write in a document, but tools do. */
const TOOL_STATUSES: ReadonlyMap<string, TaskStatus> = new Map([
  ['tombstone', 'skipped'],
  ['pinned', 'todo'],
  ['hooked', 'in-progress'],
])

const readStatusField = (object: JsonObject, places: Places): Fact<TaskStatus> | undefined =>
  factsOf(object, ['status'], places, text => TOOL_STATUSES.get(text) ?? readStatus(text)?.value)[0]

/** Notes that begin with a status: `COMPLETED: added the parser`, `[Status: mostly completed. …]`. */
const statusesInNotes = (object: JsonObject, places: Places): Pick<DraftTask, 'otherStatuses'> => {
  const found = ['notes', 'details'].flatMap(key => factsOf(object, [key], places, leadingStatus))
  return found.length === 0 ? {} : {otherStatuses: found.map(fact => ({...fact, origin: 'note'}))}
}

const leadingStatus = (text: string): TaskStatus | undefined => {
  const label = /^\s*\[?(?:[\p{L} ]{0,30}\bstatus[ \t]*:)?/iu.exec(text)?.[0].length ?? 0
  const rest = text.slice(label, label + NOTE_MAX)
  const mark = readStatus(rest)
  const end = mark && mark.at + mark.length
  return mark && /^\s*[:.\]]/.test(rest.slice(end)) ? mark.value : undefined
}

const NOTE_MAX = 80 // characters; a status stands in the first few words

/** A number is a level from 0. */
const readPriorities = (object: JsonObject, places: Places): Fact<Priority>[] =>
  factsOf(object, ['priority'], places, text => parsePriority(/^\d$/.test(text) ? `p${text}` : text))

const MINUTES = ['estimated_minutes', 'estimatedMinutes']

/** A bare number is hours. */
const readEfforts = (object: JsonObject, places: Places): Fact<number>[] => [
  ...factsOf(object, ['estimatedHours', 'effortHours', 'estimatedTime', 'estimate', 'effort'], places, text =>
    parseHours(/^\d+(?:\.\d+)?$/.test(text) ? `${text}h` : text),
  ),
  ...factsOf(object, MINUTES, places, text => parseHours(`${text} minutes`)),
]

const FILES = ['relevantFiles', 'files', 'filesToModify', 'filesToCreate', 'modified_files']

/** Paths alone, or objects of a path and what is done with it. */
const readOutputs = (object: JsonObject, places: Places): Output[] => {
  const listed = FILES.flatMap(key => {
    const list = object.entries.get(key)
    return list?.type === 'list' ? list.items.flatMap(item => outputOf(item, key, places)) : []
  })
  return listed.length > 0
    ? listed
    : factsOf(object, ['details'], places, text => text).flatMap(outputAtStart)
}

const AT_START = /^\s*(in|create|write|modify|update|edit|extend)\s(?:the\s)?(?:file\s)?`([^`\s]{1,200})`/i

/** Details that say first of all where the work is done: ``In `style.css`, add …``. */
const outputAtStart = ({value: text, location}: Fact<string>): Output[] => {
  const [, verb = '', path = ''] = AT_START.exec(text) ?? []
  const intent = intentOf(verb, 'modify')
  return intent !== undefined && isPath(path) ? [{path, intent, location}] : []
}

const outputOf = (item: Json, key: string, places: Places): Output[] => {
  const path = item.type === 'object' ? scalarOf(item, 'path', 'file') : item
  if (path?.type !== 'string' || !isPath(withoutLines(path.text))) return []
  const action = (item.type === 'object' ? scalarOf(item, 'action', 'type')?.text : undefined) ?? ''
  const intent = /^(?:reference|read)/i.test(action)
    ? undefined
    : intentOf(action, key === 'filesToCreate' ? 'create' : 'modify')
  const location = places(path.at, path.end)
  return intent === undefined ? [] : [{path: withoutLines(path.text), intent, location}]
}

const STRATEGIES = ['testStrategy', 'test_strategy']

/** Keys of prose and the headings over them. */
const SECTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['', ['description']],
  ['Details', ['details']],
  ['Design', ['design']],
  ['Acceptance criteria', ['acceptance_criteria', 'acceptanceCriteria']],
  ['Test strategy', STRATEGIES],
  ['Notes', ['notes']],
]

/** The object's prose as Markdown: the source, on one line with escapes, is nothing to read. */
const instructionOf = (object: JsonObject): string =>
  SECTIONS.flatMap(([heading, keys]) => {
    const text = proseOf(object, keys)
    if (text === '') return []
    return [heading === '' ? text : `## ${heading}\n\n${text}`]
  }).join('\n\n')

const proseOf = (object: JsonObject, keys: readonly string[]): string => {
  for (const key of keys) {
    const value = object.entries.get(key)
    if (value?.type === 'string') return value.text.trim()
    if (value?.type === 'list')
      return value.items.flatMap(item => (item.type === 'string' ? `- ${item.text}` : [])).join('\n')
  }
  return ''
}
