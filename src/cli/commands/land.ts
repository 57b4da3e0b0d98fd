// `agent-spawn land`: moves the branch that a run began on to its merged work.

import type {Command} from 'commander'
import {oneLine, shortCommit} from '../../report/words.ts'
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
    .addOption(jsonOption('what was done'))
    .action(async ({json, run: wanted}: Options) => {
      const landed = await callOperation(door, 'land', {run: wanted})
      if (landed === undefined) return
      const {run, branch, from, to} = landed
      if (json === true)
        return printJson(door.terminal, {schemaVersion: 1, kind: 'landed', run, branch, from, to})
      door.terminal.print(
        `${oneLine(branch)} moved from ${shortCommit(from)} to ${shortCommit(to)}, the work of run ${run}.\n`,
      )
    })
}
