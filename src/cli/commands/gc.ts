// `agent-spawn gc`: removes old runs, or brings an archived one back.

import {type Command, InvalidArgumentError, Option} from 'commander'
import {counted} from '../../graph/wording.ts'
import {oneLine} from '../../report/words.ts'
import type {Output} from '../../service/client.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'

interface Options {
  readonly keepDays?: number
  readonly dryRun?: boolean
  readonly archive?: boolean
  readonly deploymentDir?: string
  readonly restore?: string
  readonly json?: boolean
}

const days = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of days.')
  return Number(text)
}

export const configure = (command: Command, door: Door): void => {
  command
    .addOption(
      new Option('--keep-days <n>', 'remove what ended longer ago (default: as configured)').argParser(days),
    )
    .addOption(new Option('--dry-run', 'only say what would be removed'))
    .addOption(new Option('--archive', 'keep a tarball of each run, for --restore'))
    .addOption(new Option('--restore <run>', 'bring an archived run back'))
    .addOption(
      new Option('--deployment-dir <dir>', 'remove finished state files of another coordinator instead'),
    )
    .addOption(jsonOption('it'))
    .action((options: Options) =>
      options.restore === undefined ? collect(door, options) : bringBack(door, options.restore),
    )
}

const collect = async (
  door: Door,
  {keepDays, dryRun = false, archive, deploymentDir, json}: Options,
): Promise<void> => {
  const collected = await callOperation(door, 'gc', {keepDays, dryRun, archive, deploymentDir})
  if (collected === undefined) return
  if (json === true) printJson(door.terminal, {schemaVersion: 1, kind: 'gc', dryRun, ...collected})
  else
    door.terminal.print(
      collectedText(collected, {isDry: dryRun, noun: deploymentDir === undefined ? 'run' : 'agent'}),
    )
}

const collectedText = (
  {removed, stays, notes}: Output<'gc'>,
  {isDry, noun}: {readonly isDry: boolean; readonly noun: string},
): string => {
  const verb = isDry ? 'would be removed' : 'removed'
  const lines = [
    ...stays.map(({run, reason}) => `${oneLine(run)} stays: ${oneLine(reason)}`),
    ...notes.map(oneLine),
    `${counted(removed.length, noun)} ${verb}${removed.length === 0 ? '' : `: ${removed.map(oneLine).join(', ')}`}`,
  ]
  return lines.map(line => `${line}\n`).join('')
}

const bringBack = async (door: Door, wanted: string): Promise<void> => {
  const restored = await callOperation(door, 'restore', {run: wanted})
  if (restored !== undefined)
    door.terminal.print(
      `${oneLine(restored.run)} is back; see agent-spawn status --run ${oneLine(restored.run)}\n`,
    )
}
