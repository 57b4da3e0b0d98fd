// `agent-spawn pause`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

interface Options extends RequestOptions {
  readonly reason?: string
}

export const configure = (command: Command, door: Door): void => {
  command.option('--reason <text>', 'why; shown with the run')
  addRequestOptions(command).action(async ({run, reason, json}: Options) => {
    const asked = await callOperation(door, 'pause', {run, reason, by: userName()})
    if (asked === undefined) return
    const text = `Run ${asked.state.run} is paused: nothing new starts. Next: agent-spawn resume`
    showAsked(door, asked, {json, text})
  })
}
