// Reads the facts of one task from its section: the fields of the full dialect, or the heading of the short one.

import type {DependencyRef, DraftTask, Fact, TaskStatus} from '../graph/draft.ts'
import type {AgentHint, Priority} from '../graph/task.ts'
import {parseHours} from '../util/duration.ts'
import {isBlank} from '../util/text.ts'
import {readDependencies} from './dependency-phrase.ts'
import {type Field, ofKind} from './fields.ts'
import {withTexts} from './file-texts.ts'
import type {Section} from './headings.ts'
import {plainText, readItems} from './inline.ts'
import {readInputs, readRelated} from './inputs.ts'
import type {FieldKind} from './labels.ts'
import {readOutputs} from './outputs.ts'
import type {Phrase, PhraseContext} from './phrase.ts'
import {parsePriority} from './priorities.ts'
import {type Fence, fencesIn, locate, type Sheet} from './sheet.ts'
import {readStatus, type StatusMark} from './status-marks.ts'
import {POINT_LEVEL, type TaskSection} from './task-section.ts'
import {readGates, validationFences} from './validation.ts'

export const readTask = (task: TaskSection, context: PhraseContext): DraftTask => {
  const {section, fields, end, id} = task
  const {sheet} = context
  const last = lastRow(sheet, section)
  const checked = fields
    .filter(({kind}) => kind === 'validation')
    .flatMap(field => validationFences(sheet, field))
  const isContent = (fence: Fence): boolean => !checked.includes(fence)
  const agent = readAgent(fields)
  const [status, ...otherStatuses] = readStatuses(sheet, task)
  const parent = readParent(fields, context)
  const isOptional = ofKind(fields, 'optional').some(({value}) => /^yes\b/i.test(value))
  return {
    id,
    titles: readTitles(sheet, task),
    priorities: readPriorities(sheet, fields),
    efforts: readEfforts(sheet, task),
    dependencies: readAllDependencies(task, context),
    blocks: statements(fields, 'blocks', context),
    ...(agent === undefined ? {} : {agent}),
    ...(status === undefined ? {} : {status}),
    ...(otherStatuses.length === 0 ? {} : {otherStatuses}),
    ...(parent === undefined ? {} : {parent}),
    ...(isOptional ? {isOptional} : {}),
    inputs: readInputs(sheet, fields),
    outputs: withTexts(
      sheet,
      readOutputs(sheet, fields),
      fencesIn(sheet, section.body, end).filter(isContent),
    ),
    gates: readGates(sheet, fields),
    relatedDocs: readRelated(sheet, fields),
    instruction: sheet.lines.slice(section.row, last + 1).join('\n'),
    source: {file: sheet.file, line: section.row + 1, endLine: last + 1},
  }
}

/** Of its box, then of its field, then of a mark in its heading; behind others only in words, as signs also decorate. */
const readStatuses = (sheet: Sheet, {mark, fields, entry, section}: TaskSection): Fact<TaskStatus>[] => {
  const inFields = ofKind(fields, 'status').flatMap(({value, row, column}) => {
    const found = readStatus(value)
    return found ? [statusFact(sheet, found, {row, column, origin: 'field'})] : []
  })
  const marked = [...(mark ? [mark] : []), ...inFields.slice(0, 1)]
  const {row, column, heading} = section
  const behind = entry?.status
  const isWord = behind && /\p{L}{2}/u.test(heading.slice(behind.at, behind.at + behind.length))
  return behind && (isWord || marked.length === 0)
    ? [...marked, statusFact(sheet, behind, {row, column, origin: originOf(section)})]
    : marked
}

const statusFact = (
  sheet: Sheet,
  {value, at, length}: StatusMark,
  {row, column, origin}: {row: number; column: number; origin: string},
): Fact<TaskStatus> => ({value, location: locate(sheet, row, column + at, length), origin})

/** Without the rule and the blank lines that part it from the next section. */
const lastRow = (sheet: Sheet, {row, end}: Section): number => {
  let last = end - 1
  while (
    last > row &&
    (isBlank(sheet.lines[last] ?? '') || /^ {0,3}(?:---+|\*\*\*+|___+)\s*$/.test(sheet.prose[last] ?? ''))
  )
    last--
  return last
}

const fieldFact = <T>(sheet: Sheet, {row, column, value: text}: Field, value: T): Fact<T> => ({
  value,
  location: locate(sheet, row, column, text.length),
  origin: 'field',
})

/** For messages: what kind of line names the task. */
const originOf = ({level}: Section): string => (level === POINT_LEVEL ? 'list' : 'heading')

const readTitles = (sheet: Sheet, {entry, section, fields}: TaskSection): Fact<string>[] => {
  const {row, column, heading} = section
  const text = entry ? entry.title : heading
  const at = column + (entry?.titleAt ?? 0)
  const titled: Fact<string>[] =
    text === ''
      ? []
      : [{value: plainText(text), location: locate(sheet, row, at, text.length), origin: originOf(section)}]
  const named = ofKind(fields, 'title').filter(field => field.value !== '')
  return [...titled, ...named.map(field => fieldFact(sheet, field, plainText(field.value)))]
}

const readPriorities = (sheet: Sheet, fields: readonly Field[]): Fact<Priority>[] =>
  ofKind(fields, 'priority').flatMap(field => {
    const priority = parsePriority(field.value)
    return priority === undefined ? [] : [fieldFact(sheet, field, priority)]
  })

const headingFact = <T>(
  sheet: Sheet,
  section: Section,
  words: {readonly text: string; readonly at: number} | undefined,
  value: T | undefined,
): Fact<T>[] =>
  words === undefined || value === undefined
    ? []
    : [
        {
          value,
          location: locate(sheet, section.row, section.column + words.at, words.text.length),
          origin: originOf(section),
        },
      ]

const readEfforts = (sheet: Sheet, {entry, section, fields}: TaskSection): Fact<number>[] => {
  const inHeading = headingFact(sheet, section, entry?.notes.effort, entry?.notes.effort?.hours)
  const inFields = ofKind(fields, 'effort').flatMap(field => {
    const value = parseHours(field.value)
    return value === undefined ? [] : [fieldFact(sheet, field, value)]
  })
  return [...inHeading, ...inFields]
}

type Dependencies = Fact<readonly DependencyRef[]>

const readAllDependencies = (task: TaskSection, context: PhraseContext): Dependencies[] => {
  const {entry, section, fields} = task
  const words = entry?.notes.dependencies
  const phrase = words && {text: words.text, row: section.row, column: section.column + words.at}
  const stated = phrase && readDependencies(phrase, context)
  return [
    ...headingFact(context.sheet, section, words, stated),
    ...statements(fields, 'dependencies', context),
  ]
}

/** One statement for each field, of its line and its points together. An empty field states nothing. */
const statements = (fields: readonly Field[], kind: FieldKind, context: PhraseContext): Dependencies[] =>
  ofKind(fields, kind).flatMap(field => {
    const {sheet} = context
    const points = readItems(sheet, field.from, field.bodyEnd).flatMap(item => item.lines)
    const phrases: Phrase[] = field.value === '' ? points : [{...field, text: field.value}, ...points]
    if (phrases.length === 0) return []
    const value = phrases.flatMap(phrase => readDependencies(phrase, context))
    const at = field.value === '' ? {...field, column: field.labelColumn, value: field.label} : field
    return [fieldFact(sheet, at, value)]
  })

/** A task of the plan; anything else that it is a part of is not our concern. */
const readParent = (fields: readonly Field[], {sheet, ids}: PhraseContext): Fact<string> | undefined => {
  const [field] = ofKind(fields, 'parent')
  const id = field && ids.resolve(plainText(field.value))
  return field && id !== undefined ? fieldFact(sheet, field, id) : undefined
}

const readAgent = (fields: readonly Field[]): AgentHint | undefined => {
  const [field] = ofKind(fields, 'agent')
  const [, type, specialization] =
    /^`?([a-z][a-z0-9_-]{0,63})`?(?:\s+\(([^()]{1,200})\))?$/i.exec(field?.value ?? '') ?? []
  if (type === undefined) return undefined
  return {type, ...(specialization === undefined ? {} : {specialization})}
}
