// The gates of a task: each shell block under a validation label is one.

import type {Gate, Step} from '../graph/task.ts'
import {type Field, ofKind} from './fields.ts'
import {readItems} from './inline.ts'
import {isPlainLanguage} from './outputs.ts'
import {type Fence, fenceLines, fencesIn, locate, type Sheet} from './sheet.ts'
import {readShellSteps} from './shell-steps.ts'

const SHELLS: {readonly [language: string]: Gate['shell']} = {bash: 'bash', sh: 'sh', shell: 'sh'}

/** Named `validation`, `validation-2` … in document order. */
export const readGates = (sheet: Sheet, fields: readonly Field[]): Gate[] =>
  ofKind(fields, 'validation')
    .flatMap(field => gatesOf(sheet, field))
    .map((gate, index) => ({...gate, name: index === 0 ? 'validation' : `validation-${index + 1}`}))

type UnnamedGate = Omit<Gate, 'name'>

const gatesOf = (sheet: Sheet, field: Field): UnnamedGate[] => {
  const fences = validationFences(sheet, field)
  return fences.length > 0 ? fences.flatMap(fence => blockGate(sheet, fence)) : inlineGate(sheet, field)
}

/** The fences that a field's validation runs: shell, or without a language. */
export const validationFences = (sheet: Sheet, field: Field): Fence[] =>
  fencesIn(sheet, field.from, field.to).filter(
    ({language}) => language in SHELLS || isPlainLanguage(language),
  )

const blockGate = (sheet: Sheet, fence: Fence): UnnamedGate[] => {
  const lines = fenceLines(sheet, fence)
  const cut = (row: number): number =>
    (sheet.lines[fence.from + row] ?? '').length - (lines[row] ?? '').length
  const steps = readShellSteps(lines, (row, column) => locate(sheet, fence.from + row, column + cut(row)))
  const shell = SHELLS[fence.language]
  if (steps.length === 0) return []
  return [
    {
      type: 'command',
      steps,
      parameters: {},
      ...(shell === undefined ? {} : {shell}),
      location: locate(sheet, fence.row, fence.column),
    },
  ]
}

/** Without a block: points that are a command in code marks are run, the others are for a person. */
const inlineGate = (sheet: Sheet, field: Field): UnnamedGate[] => {
  const value = {text: field.value, row: field.row, column: field.column}
  const items = readItems(sheet, field.from, field.bodyEnd).flatMap(({lines, text}) =>
    lines[0] ? [{...lines[0], text: lines.length === 1 ? lines[0].text : text}] : [],
  )
  const steps = [value, ...items].filter(({text}) => text !== '').flatMap(line => inlineSteps(sheet, line))
  if (steps.length === 0) return []
  return [{type: 'command', steps, parameters: {}, location: locate(sheet, field.row, field.labelColumn)}]
}

const COMMAND = /^(?:run:?\s+)?`([^`]+)`\.?$/i

const inlineSteps = (
  sheet: Sheet,
  line: {readonly text: string; readonly row: number; readonly column: number},
): Step[] => {
  const command = COMMAND.exec(line.text)?.[1]
  const location = locate(sheet, line.row, line.column, line.text.length)
  if (command !== undefined) return readShellSteps([command], () => location)
  if (/^(?:none|n\/a|-)\.?$/i.test(line.text)) return []
  return [
    {
      name: line.text,
      command: '',
      kind: 'manual',
      expect: 'success',
      because: 'is a remark without a command',
      location,
    },
  ]
}
