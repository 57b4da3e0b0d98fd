// Writes the section of one task so that the reader of breakdowns finds the same facts in it. What has several spellings is
// tried against the reader itself.

import type {TaskStatus} from '../graph/draft.ts'
import type {Input, Output, Task} from '../graph/task.ts'
import {parseHours} from '../util/duration.ts'
import {fenceFor, printGate} from './canonical-gate.ts'
import {SECTION_LEVEL} from './canonical-prose.ts'
import {readEntry} from './entry.ts'
import {type Field, readFields} from './fields.ts'
import {plainText} from './inline.ts'
import {readInputs, readRelated} from './inputs.ts'
import {readOutputs} from './outputs.ts'
import {printId} from './set-lines.ts'
import {readSheet, type Sheet} from './sheet.ts'

/** Everything but what the task is told. */
export const printFacts = (task: Task, status: TaskStatus | undefined): string =>
  [
    printHeading(task),
    printFields(task, status),
    ...printLists(task),
    ...task.gates.flatMap(gate => printGate(gate) ?? []),
    ...printTexts(task),
  ].join('\n\n')

const MARKS = '#'.repeat(SECTION_LEVEL)

/** `Task` where an id alone could be anything; the title as a field where it reads as more than one in the heading. */
const printHeading = ({id, title}: Task): string => {
  const names = [id, `Task ${id}`, `Task \`${id}\``]
  const headings = names.flatMap(name => [title, escaped(title)].map(text => `${name}: ${text}`))
  const found = headings.find(heading => says(heading, id, title))
  if (found !== undefined) return `${MARKS} ${found}`
  const name = names.find(name => says(name, id, '')) ?? `Task \`${id}\``
  return title === '' ? `${MARKS} ${name}` : `${MARKS} ${name}\n\n**Title:** ${spelled(title, plainText)}`
}

const says = (heading: string, id: string, title: string): boolean => {
  const entry = readEntry(heading)
  return (
    entry !== undefined &&
    entry.id.id === id &&
    entry.id.certain &&
    entry.isSeparated &&
    plainText(entry.title) === title &&
    entry.status === undefined &&
    Object.keys(entry.notes).length === 0
  )
}

/** The first of its spellings that reads as it is. */
export const spelled = (text: string, read: (written: string) => string): string =>
  spellings(text).find(written => read(written) === text) ?? text

/** Plain, with its marks escaped, and with its last character as an entity: at the end of a line some are cut off. */
const spellings = (text: string): string[] => {
  const last = text.slice(-1)
  const coded = last === '' ? [] : [`${escaped(text.slice(0, -1))}&#${last.codePointAt(0)};`]
  return [text, escaped(text), ...coded]
}

const escaped = (text: string): string => text.replace(/[\\`*_[\]<>&~|]/g, '\\$&')

const STATUS_WORDS: {readonly [status in TaskStatus]: string} = {
  todo: 'pending',
  'in-progress': 'in progress',
  blocked: 'blocked',
  done: 'done',
  skipped: 'skipped',
}

const printFields = (
  {priority, effortHours, agent, partOf: [whole] = [], isOptional = false, dependencies}: Task,
  status: TaskStatus | undefined,
): string =>
  [
    `**Priority:** ${priority}`,
    ...(effortHours === undefined ? [] : [`**Effort:** ${printHours(effortHours)}`]),
    ...(agent === undefined
      ? []
      : [
          `**Agent:** ${agent.type}${agent.specialization === undefined ? '' : ` (${agent.specialization})`}`,
        ]),
    ...(status === undefined ? [] : [`**Status:** ${STATUS_WORDS[status]}`]),
    ...(whole === undefined ? [] : [`**Part of:** ${printId(whole)}`]),
    ...(isOptional ? ['**Optional:** yes'] : []),
    `**Dependencies:** ${dependencies.length === 0 ? 'None' : dependencies.map(printId).join(', ')}`,
  ].join('\n')

const printHours = (hours: number): string => {
  const minutes = `${Math.round(hours * 60)} minutes`
  return parseHours(`${hours} hours`) !== hours && parseHours(minutes) === hours
    ? minutes
    : `${hours} ${hours === 1 ? 'hour' : 'hours'}`
}

const printLists = ({outputs, inputs, relatedDocs}: Task): string[] => [
  ...printOutputs(outputs),
  ...(inputs.length === 0
    ? []
    : [`**Inputs:**\n${inputs.map(input => `- ${printInput(input)}`).join('\n')}`]),
  ...(relatedDocs.length === 0
    ? []
    : [`**Related Docs:**\n${relatedDocs.map(path => `- ${printRelated(path)}`).join('\n')}`]),
]

const FILE_LABELS = ['Files', 'Files to Modify', 'Files to Delete'] as const

/** In their order, each under a label that says what is done with it. */
const printOutputs = (outputs: readonly Output[]): string[] => {
  const lists: {readonly label: string; readonly points: string[]}[] = []
  for (const output of outputs) {
    const point = `- \`${output.path}\`${output.note === undefined ? '' : ` (${output.note})`}`
    const label = FILE_LABELS.find(name => isOutput(`**${name}:**\n${point}`, output)) ?? FILE_LABELS[0]
    const last = lists.at(-1)
    if (last?.label === label) last.points.push(point)
    else lists.push({label, points: [point]})
  }
  return lists.map(({label, points}) => `**${label}:**\n${points.join('\n')}`)
}

const isOutput = (text: string, {path, intent, note}: Output): boolean => {
  const [read] = reading(text, readOutputs)
  return read !== undefined && read.path === path && read.intent === intent && read.note === note
}

const reading = <T>(text: string, read: (sheet: Sheet, fields: readonly Field[]) => T): T => {
  const sheet = readSheet({file: '', text})
  return read(sheet, readFields(sheet, 0, sheet.lines.length, []))
}

const printInput = (input: Input): string => {
  const {path, section, text = ''} = input
  const place = `\`${path}${section === undefined ? '' : `#${section}`}\``
  const points =
    path === undefined
      ? [...spellings(text), `"${text}"`]
      : spellings(text).map(words => (words === '' ? place : `${place} - ${words}`))
  const isSame = (point: string): boolean => {
    const [read, ...others] = reading(`**Inputs:**\n- ${point}`, readInputs)
    return others.length === 0 && JSON.stringify(sorted(read)) === JSON.stringify(sorted(input))
  }
  return points.find(isSame) ?? points[0] ?? ''
}

const sorted = ({path, section, text}: Input = {}): unknown => [path, section, text]

const printRelated = (path: string): string =>
  [`\`${path}\``, ...spellings(path)].find(
    point => reading(`**Related Docs:**\n- ${point}`, readRelated).join('\n') === path,
  ) ?? path

/** The label ends the field before it, so that no fence here is taken for a part of that. */
const printTexts = ({outputs}: Task): string[] => {
  const texts = outputs.flatMap(printText)
  return texts.length === 0 ? [] : ['**File contents:**', ...texts]
}

const printText = ({path, text}: Output): string[] => {
  if (text === undefined) return []
  const fence = fenceFor(text)
  return [`**\`${path}\`**\n\n${fence}${languageOf(path)}\n${text}${fence}`]
}

const languageOf = (path: string): string =>
  /\.([a-z0-9]{1,10})$/.exec(path)?.[1]?.replace('diff', 'text') ?? 'text'
