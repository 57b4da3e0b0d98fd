// `agent-spawn history`: what has happened to a task, line by line.

import type {Command} from 'commander'
import {historyJson, historyText} from '../../report/history.ts'
import {display} from '../../util/display.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption, runOption} from '../option.ts'

interface Options {
  readonly run?: string
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<agent>', 'a task, or the name of an agent’s workspace')
    .addOption(runOption())
    .addOption(jsonOption('it'))
    .action(async (agent: string, {json, run: wanted}: Options) => {
      const found = await callOperation(door, 'history', {agent, run: wanted})
      if (found === undefined) return
      const {run, task, entries} = found
      if (json === true) printJson(door.terminal, historyJson(run, task, entries))
      else door.terminal.print(display(historyText(entries)))
    })
}
