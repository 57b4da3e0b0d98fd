// `agent-spawn retry`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

interface Options extends RequestOptions {
  readonly downstream?: boolean
  readonly feedback?: string
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<task>', 'a task that is done, failed, cancelled or waits for a person')
    .option('--downstream', 'and all that depend on it')
    .option('--feedback <text>', 'what the next attempt is told')
  addRequestOptions(command).action(async (word: string, options: Options) => {
    const {run, downstream = false, feedback, json} = options
    const asked = await callOperation(door, 'retry', {task: word, run, downstream, feedback, by: userName()})
    if (asked === undefined) return
    const what = downstream ? `${asked.task} and what depends on it` : asked.task
    showAsked(door, asked, {json, text: `${what} will be tried again. ${nextStep(asked)}`})
  })
}
