// `agent-spawn cancel`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

interface Options extends RequestOptions {
  readonly reason?: string
}

export const configure = (command: Command, door: Door): void => {
  command.argument('<task>', 'a task that is not over').option('--reason <text>', 'why; recorded with it')
  addRequestOptions(command).action(async (word: string, {run, reason, json}: Options) => {
    const asked = await callOperation(door, 'cancel', {task: word, run, reason, by: userName()})
    if (asked === undefined) return
    const {task} = asked
    const text = `${task} is cancelled; agent-spawn retry ${task} takes it back. ${nextStep(asked)}`
    showAsked(door, asked, {json, text})
  })
}
