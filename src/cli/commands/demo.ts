// `agent-spawn demo`: the example from document to landed work, and where everything lies.

import {relative} from 'node:path'
import type {Command} from 'commander'
import {statusText} from '../../report/status-text.ts'
import {oneLine, shortCommit} from '../../report/words.ts'
import type {Output} from '../../service/client.ts'
import {callOperation, type Door} from '../door.ts'
import {wholeNumber} from '../option.ts'
import {follow} from '../run-selection.ts'
import type {Terminal} from '../terminal.ts'

interface Options {
  readonly directory?: string
  readonly concurrency?: number
}

export const configure = (command: Command, door: Door): void => {
  command
    .option('--directory <dir>', 'where to make the scratch repository (default: a temporary directory)')
    .option('--concurrency <n>', 'attempts at once', wholeNumber)
    .action(async (options: Options) => {
      const shown = await follow(door, false, context => callOperation(door, 'demo', options, context))
      if (shown !== undefined) door.terminal.print(placesText(shown, door.terminal))
    })
}

const placesText = (
  {state, directory, landed, reports}: Output<'demo'>,
  {style, directory: here}: Terminal,
): string => {
  const branch = state.base?.integrationBranch ?? ''
  const [log = '', ...tasks] = reports
  const rows = [
    ['repository', directory],
    ['integration branch', branch],
    ...(landed === undefined ? [] : [['landed on', `${landed.branch} at ${shortCommit(landed.to)}`]]),
    ['execution log', log],
    ['task reports', `${tasks.length} beside it`],
  ]
  const lines = rows.map(([name = '', value = '']) => `${name.padEnd(20)}${oneLine(value)}`)
  const inside = relative(here, directory)
  const look = inside.startsWith('..') ? directory : inside
  return [
    '',
    statusText(state, style).trimEnd(),
    '',
    ...lines,
    '',
    `Look at it: cd ${oneLine(look)} && git log --stat`,
    '',
  ].join('\n')
}
