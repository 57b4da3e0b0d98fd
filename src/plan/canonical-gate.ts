// Writes a gate as a validation block that reads as the same gate. Knows no task.

import type {Gate, Step} from '../graph/task.ts'
import {readFields} from './fields.ts'
import {readSheet} from './sheet.ts'
import {readGates} from './validation.ts'

/** Undefined where no block or list says it: a gate of another type than `command`, a step that was classified by hand. */
export const printGate = (gate: Gate): string | undefined => {
  if (gate.type !== 'command' || Object.keys(gate.parameters).length > 0) return undefined
  const isProse = gate.steps.every(({command}) => command === '')
  const blocks = [block(gate, () => ''), block(gate, reasonBelow)]
  const spellings = isProse ? [list(gate), ...blocks] : [...blocks, list(gate)]
  return spellings.find(text => isOf(text, gate))
}

const LABEL = '**Validation:**'

const isOf = (text: string, gate: Gate): boolean => {
  const sheet = readSheet({file: '', text})
  const [read, ...others] = readGates(sheet, readFields(sheet, 0, sheet.lines.length, []))
  return read !== undefined && others.length === 0 && said(read) === said(gate)
}

const said = ({steps, shell}: Gate): string =>
  JSON.stringify([
    shell,
    steps.map(({name, command, kind, expect, because}) => [name, command, kind, expect, because]),
  ])

/** `below`: a comment under the step's command. */
const block = ({steps, shell}: Gate, below: (step: Step) => string): string => {
  const text = steps.map((step, index) => gapBefore(step, index) + stepText(step) + below(step)).join('\n')
  const fence = fenceFor(text)
  return `${LABEL}\n\n${fence}${shell ?? ''}\n${text}\n${fence}`
}

/** What goes on with a step, or says what it must show, stands right below it. */
const gapBefore = ({name, command, because}: Step, index: number): string =>
  index === 0 || name === firstLine(command) || because === 'says what a person should see' ? '' : '\n'

const firstLine = (command: string): string => command.split('\n')[0]?.trim() ?? ''

const stepText = ({name, command}: Step): string =>
  [...(name === firstLine(command) ? [] : [`# ${name}`]), ...(command === '' ? [] : [command])].join('\n')

/** Why it should fail, where its name does not say so. */
const reasonBelow = ({because = '', name, command}: Step): string => {
  const reason = /^the plan says "(.*)"$/s.exec(because)?.[1]
  return reason === undefined || reason === name || command.includes(reason) ? '' : `\n# ${reason}`
}

/** Longer than any fence inside of it. */
export const fenceFor = (text: string): string => {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({length}) => length))
  return '`'.repeat(longest + 1)
}

const list = ({steps}: Gate): string =>
  `${LABEL}\n${steps.map(({name, command}) => `- ${command === '' ? name : `\`${command}\``}`).join('\n')}`
