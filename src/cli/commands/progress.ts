// `agent-spawn progress`, for agents at work. Which attempt speaks is told by the environment that agents are started in.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'

interface Options {
  readonly reset?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<percent>', 'a whole number from 0 to 100')
    .argument('[message]', 'what it is about')
    .option('--reset', 'the work begins anew: the number may go back')
    .addOption(jsonOption('what was recorded'))
    .action(async (percent: string, message: string | undefined, {reset, json}: Options) => {
      const {AGENT_SPAWN_ROOT: root, AGENT_SPAWN_RUN: run, AGENT_SPAWN_TASK: task = ''} = process.env
      const attempt = Number(process.env.AGENT_SPAWN_ATTEMPT)
      if (task === '' || Number.isNaN(attempt)) return command.error(NO_ATTEMPT)
      const said = {root, run, task, attempt, percent: Number(percent), message, reset}
      const told = await callOperation(door, 'progress', said)
      if (told === undefined) return
      if (json === true) printJson(door.terminal, {schemaVersion: 1, kind: 'progress', ...told})
      else door.terminal.print(`${told.task}: ${told.percent} %\n`)
    })
}

const NO_ATTEMPT =
  'agent-spawn: progress is for agents at work, and this is none: AGENT_SPAWN_TASK and AGENT_SPAWN_ATTEMPT are not set.'
