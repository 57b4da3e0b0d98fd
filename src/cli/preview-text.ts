// How the preview of a run looks.

import {counted, listed} from '../graph/wording.ts'
import {oneLine} from '../report/words.ts'
import type {Output} from '../service/client.ts'
import type {PlannedStart} from '../service/preview.ts'
import {printJson} from './json.ts'
import type {Terminal} from './terminal.ts'

export const showPreview = (terminal: Terminal, preview: Output<'preview'>, asJson: boolean): void => {
  const {policy, starts, commands} = preview
  if (asJson)
    return printJson(terminal, {schemaVersion: 1, kind: 'preview', slots: policy.slots, commands, starts})
  const width = starts.reduce((widest, {id}) => Math.max(widest, id.length), 0)
  const lines = starts.map(start => startLine(start, width))
  const summary = `${counted(starts.length, 'task')} on ${counted(policy.slots, 'slot')}; ${counted(commands, 'command')} would run, agents included. Nothing was started.`
  terminal.print(`${[...lines, '', summary].join('\n')}\n`)
}

const startLine = (start: PlannedStart, width: number): string => {
  const {id, title, agent, effortHours} = start
  const at = `${hours(start.start)} h`.padStart(8)
  return `${at}  ${id.padEnd(width)}  ${oneLine(title)} (${oneLine(agent)}, ${hours(effortHours)} h): ${reasonOf(start)}`
}

const hours = (value: number): number => Math.round(value * 100) / 100

const reasonOf = ({dependencies, startsAfter, isDelayed}: PlannedStart): string => {
  const needs = dependencies.length === 0 ? 'needs nothing' : `needs ${listed(dependencies)}`
  if (isDelayed) return `${needs}; waits for a slot, group or file until the end of ${listed(startsAfter)}`
  return dependencies.length === 0 ? needs : `${needs}; starts after ${listed(startsAfter)}`
}
