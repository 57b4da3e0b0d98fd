// What `approve` and `reject` have in common.

import type {Command} from 'commander'
import {callOperation, type Door} from './door.ts'
import {runOption} from './option.ts'

interface Options {
  readonly run?: string
  readonly comment?: string
}

export const reviewCommand =
  (operation: 'approve' | 'reject', verdict: string) =>
  (command: Command, door: Door): void => {
    command
      .argument('<task>', 'a task that waits for a person')
      .option('--comment <text>', 'why; recorded with the decision')
      .addOption(runOption())
      .action(async (task: string, {run, comment}: Options) => {
        const decided = await callOperation(door, operation, {task, run, comment, by: userName()})
        if (decided === undefined) return
        door.terminal.print(
          `${decided.task} is ${verdict}. Next: agent-spawn run --continue --run ${decided.state.run}\n`,
        )
      })
  }

/** For the record alone: whoever can write the journal can write any name. */
const userName = (): string => process.env.USER ?? process.env.USERNAME ?? 'somebody'
