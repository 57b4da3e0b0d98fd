// `agent-spawn log`: the execution log, or one task's report, as the files have them.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {runOption} from '../option.ts'

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[task]', 'the report of this task alone')
    .addOption(runOption())
    .action(async (task: string | undefined, {run}: {readonly run?: string}) => {
      const log = await callOperation(door, 'log', {task, run})
      if (log !== undefined) door.terminal.print(log.text)
    })
}
