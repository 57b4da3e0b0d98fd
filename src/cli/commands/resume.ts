// `agent-spawn resume`: takes a pause back. Going on with a run that rests is `run --continue`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

export const configure = (command: Command, door: Door): void => {
  addRequestOptions(command).action(async ({run, json}: RequestOptions) => {
    const asked = await callOperation(door, 'resume', {run, by: userName()})
    if (asked === undefined) return
    const text = `Run ${asked.state.run} is no longer paused. ${nextStep(asked)}`
    showAsked(door, asked, {json, text})
  })
}
