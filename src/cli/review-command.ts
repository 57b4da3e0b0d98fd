// What `approve` and `reject` have in common.

import type {Command} from 'commander'
import {oneLine} from '../report/words.ts'
import {callOperation, type Door} from './door.ts'
import {addRequestOptions, nextStep, type RequestOptions, showAsked} from './request-command.ts'
import {userName} from './user-name.ts'

interface Options extends RequestOptions {
  readonly comment?: string
}

export const reviewCommand =
  (operation: 'approve' | 'reject', {verdict, why}: {readonly verdict: string; readonly why: string}) =>
  (command: Command, door: Door): void => {
    command
      .argument('<subject>', 'a task that waits for a person, or a stage of the promotion')
      .option('--comment <text>', why)
    addRequestOptions(command).action(async (subject: string, {run, comment, json}: Options) => {
      const decided = await callOperation(door, operation, {subject, run, comment, by: userName()})
      if (decided === undefined) return
      const next = decided.task === undefined ? '' : ` ${nextStep(decided)}`
      const more = decided.task === undefined ? {stage: decided.subject, decision: verdict} : {}
      showAsked(door, decided, {json, text: `${oneLine(decided.subject)} is ${verdict}.${next}`, more})
    })
  }
