// `agent-spawn status`: where a run stands.

import type {Command} from 'commander'
import {statusJson} from '../../report/status.ts'
import {statusText} from '../../report/status-text.ts'
import {diskUseText} from '../disk-use-text.ts'
import {callOperation, type Door} from '../door.ts'
import {healthText} from '../health-text.ts'
import {printJson} from '../json.ts'
import {showMetrics} from '../metrics-text.ts'
import {jsonOption, runOption} from '../option.ts'

interface Options {
  readonly run?: string
  readonly metrics?: boolean
  readonly du?: boolean
  readonly health?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .addOption(runOption())
    .option(
      '--health',
      'the processes of what runs: whether they live, what they use, how long they have been silent',
    )
    .option('--du', 'how much room runs, workspaces and the hub take')
    .option('--metrics', 'figures about losses and recoveries, over all runs')
    .addOption(jsonOption('it'))
    .action(async ({json = false, run, metrics, health, du}: Options) => {
      if (du === true) return weigh(door, json)
      if (metrics === true) return measure(door, json)
      if (health === true) return examine(door, run, json)
      const state = await callOperation(door, 'status', {run})
      if (state === undefined) return
      if (json) printJson(door.terminal, statusJson(state))
      else door.terminal.print(statusText(state, door.terminal.style))
    })
}

const examine = async (door: Door, run: string | undefined, asJson: boolean): Promise<void> => {
  const health = await callOperation(door, 'health', {run})
  if (health === undefined) return
  if (asJson) printJson(door.terminal, {schemaVersion: 1, kind: 'health', ...health})
  else door.terminal.print(healthText(health, door.terminal.style))
}

const weigh = async (door: Door, asJson: boolean): Promise<void> => {
  const use = await callOperation(door, 'diskUse', {})
  if (use === undefined) return
  if (asJson) printJson(door.terminal, {schemaVersion: 1, kind: 'disk-use', ...use})
  else door.terminal.print(diskUseText(use))
}

const measure = async (door: Door, asJson: boolean): Promise<void> => {
  const metrics = await callOperation(door, 'recoveryMetrics', {})
  if (metrics !== undefined) showMetrics(door.terminal, metrics, asJson)
}
