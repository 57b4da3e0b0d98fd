// `agent-spawn status`: where a run stands.

import type {Command} from 'commander'
import {statusJson} from '../../report/status.ts'
import {statusText} from '../../report/status-text.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption, runOption} from '../option.ts'

interface Options {
  readonly run?: string
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .addOption(runOption())
    .addOption(jsonOption('it'))
    .action(async ({json, run}: Options) => {
      const state = await callOperation(door, 'status', {run})
      if (state === undefined) return
      if (json === true) printJson(door.terminal, statusJson(state))
      else door.terminal.print(statusText(state, door.terminal.style))
    })
}
