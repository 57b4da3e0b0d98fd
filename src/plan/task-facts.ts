// Reads the facts of one task from its section: the fields of the full dialect, or the heading of the short one.

import type {DependencyRef, DraftTask, Fact, TaskStatus} from '../graph/draft.ts'
import type {AgentHint, Priority} from '../graph/task.ts'
import {parseHours} from '../util/duration.ts'
import {isBlank} from '../util/text.ts'
import {type Phrase, type PhraseContext, readDependencies} from './dependency-phrase.ts'
import {type Field, ofKind} from './fields.ts'
import {withTexts} from './file-texts.ts'
import type {Section} from './headings.ts'
import {plainText, readItems} from './inline.ts'
import {readInputs, readRelated} from './inputs.ts'
import type {FieldKind} from './labels.ts'
import {readOutputs} from './outputs.ts'
import {parsePriority} from './priorities.ts'
import {type Fence, fencesIn, locate, type Sheet} from './sheet.ts'
import {readStatus} from './status-marks.ts'
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
  const status = readTaskStatus(sheet, task)
  return {
    id,
    titles: readTitles(sheet, task),
    priorities: readPriorities(sheet, fields),
    efforts: readEfforts(sheet, task),
    dependencies: readAllDependencies(task, context),
    blocks: statements(fields, 'blocks', context),
    ...(agent === undefined ? {} : {agent}),
    ...(status === undefined ? {} : {status}),
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

/** Of its box, else of its field, else of a mark in its heading. */
const readTaskStatus = (sheet: Sheet, task: TaskSection): Fact<TaskStatus> | undefined => {
  const {mark, fields, entry, section} = task
  if (mark) return mark
  for (const {value, row, column} of ofKind(fields, 'status')) {
    const found = readStatus(value)
    if (found)
      return {
        value: found.value,
        location: locate(sheet, row, column + found.at, found.length),
        origin: 'field',
      }
  }
  const found = entry?.status
  return (
    found && {
      value: found.value,
      location: locate(sheet, section.row, section.column + found.at, found.length),
      origin: originOf(section),
    }
  )
}

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

const readAgent = (fields: readonly Field[]): AgentHint | undefined => {
  const [field] = ofKind(fields, 'agent')
  const [, type, specialization] =
    /^`?([a-z][a-z0-9_-]{0,63})`?(?:\s+\(([^()]{1,200})\))?$/i.exec(field?.value ?? '') ?? []
  if (type === undefined) return undefined
  return {type, ...(specialization === undefined ? {} : {specialization})}
}
