// `agent-spawn resolve`.

import type {Command} from 'commander'
import {callOperation, type Door} from '../door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from '../request-command.ts'
import {userName} from '../user-name.ts'

interface Options extends RequestOptions {
  readonly continue?: boolean
  readonly abort?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<task>', 'a task whose work conflicts with what is merged, and that waits for a person')
    .option('--continue', 'what lies in its workspace is the work now: judge it, and merge it')
    .option('--abort', 'give the task up; its work stays where it is kept')
  addRequestOptions(command).action(async (word: string, options: Options) => {
    const {run, continue: goOn = false, abort = false, json} = options
    const wish = {task: word, run, continue: goOn, abort, by: userName()}
    const asked = await callOperation(door, 'resolve', wish)
    if (asked === undefined) return
    const {task} = asked
    const text = abort
      ? `${task} is given up; agent-spawn retry ${task} takes it back.`
      : `What lies in the workspace of ${task} will be judged and merged.`
    showAsked(door, asked, {json, text: `${text} ${nextStep(asked)}`})
  })
}
