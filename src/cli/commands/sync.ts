// `agent-spawn sync`: ticks finished tasks in the planning documents.

import type {Command} from 'commander'
import {lineDiff} from '../../report/line-diff.ts'
import {syncJson, syncText} from '../../report/sync-text.ts'
import {display} from '../../util/display.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {formatOption, jsonOption, runOption} from '../option.ts'

interface Options {
  readonly run?: string
  readonly format?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents (default: those that the run was compiled from)')
    .addOption(runOption())
    .option('--dry-run', 'change nothing: print a diff instead')
    .addOption(formatOption())
    .addOption(jsonOption('what was changed'))
    .action(async (documents: string[], {json, dryRun: isDry = false, ...options}: Options) => {
      const synced = await callOperation(door, 'sync', {documents, ...options, dryRun: isDry})
      if (synced === undefined) return
      const {terminal} = door
      const {run, tasks} = synced
      if (json === true) return printJson(terminal, syncJson(run, tasks, {isDry}))
      const text = syncText(tasks, {isDry}, isDry ? terminal.errorStyle : terminal.style)
      if (!isDry) return terminal.print(text)
      const diff = synced.documents.map(({file, before, after}) => lineDiff(file, before, after)).join('')
      terminal.print(terminal.isLive ? display(diff) : diff)
      terminal.printError(text)
    })
}
