// `agent-spawn explain`: why a task of a run is not running.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {jsonOption, runOption} from '../option.ts'
import {showReasons} from '../reasons-text.ts'

interface Options {
  readonly run?: string
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<task>', 'the task')
    .addOption(runOption())
    .addOption(jsonOption('it'))
    .action(async (task: string, {json = false, run}: Options) => {
      const explained = await callOperation(door, 'explain', {task, run})
      if (explained !== undefined) showReasons(door.terminal, explained, json)
    })
}
