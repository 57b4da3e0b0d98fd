// What `approve` and `reject` have in common.

import type {Command} from 'commander'
import {callOperation, type Door} from './door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from './request-command.ts'
import {userName} from './user-name.ts'

interface Options extends RequestOptions {
  readonly comment?: string
}

export const reviewCommand =
  (operation: 'approve' | 'reject', {verdict, why}: {readonly verdict: string; readonly why: string}) =>
  (command: Command, door: Door): void => {
    command.argument('<task>', 'a task that waits for a person').option('--comment <text>', why)
    addRequestOptions(command).action(async (task: string, {run, comment, json}: Options) => {
      const decided = await callOperation(door, operation, {task, run, comment, by: userName()})
      if (decided === undefined) return
      showAsked(door, decided, {json, text: `${decided.task} is ${verdict}. ${nextStep(decided)}`})
    })
  }
