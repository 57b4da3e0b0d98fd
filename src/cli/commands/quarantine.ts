// `agent-spawn quarantine`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

interface Options extends RequestOptions {
  readonly release?: boolean
  readonly reason?: string
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<agent>', 'the name of an agent, as `agent-spawn status` shows it')
    .option('--release', 'let it work again, and its work be merged')
    .option('--reason <text>', 'why; shown with the run')
  addRequestOptions(command).action(async (agent: string, options: Options) => {
    const {run, release = false, reason, json} = options
    const asked = await callOperation(door, 'quarantine', {agent, release, reason, run, by: userName()})
    if (asked === undefined) return
    const text = release
      ? `The agent ${agent} is released: its tasks go on where they were. ${nextStep(asked)}`
      : `The agent ${agent} is in quarantine: it starts nothing, and nothing of it is merged. Next: agent-spawn quarantine ${agent} --release`
    showAsked(door, asked, {json, text})
  })
}
