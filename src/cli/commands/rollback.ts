// `agent-spawn rollback`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

interface Options extends RequestOptions {
  readonly reason?: string
}

const LANDED = ' Your branch has it, too: move that with agent-spawn land when it is done.'

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<task>', 'a task whose work is merged')
    .option('--reason <text>', 'why; recorded, and told to the next attempt')
  addRequestOptions(command).action(async (word: string, {run, reason, json}: Options) => {
    const asked = await callOperation(door, 'rollback', {task: word, run, reason, by: userName()})
    if (asked === undefined) return
    const {task, isLanded} = asked
    const text = `${task} will be rolled back.${isLanded ? LANDED : ''} ${nextStep(asked)}`
    showAsked(door, asked, {json, text, more: {isLanded}})
  })
}
