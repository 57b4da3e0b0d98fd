// `agent-spawn run`: starts a run or goes on with one, shows its progress, and ends with its exit code.

import type {Command} from 'commander'
import type {Door} from '../door.ts'
import {addContinueOptions, addRunOptions, type RunOptions} from '../run-options.ts'

export const configure = (command: Command, door: Door): void => {
  command.argument(
    '[selection...]',
    'tasks (T1), ranges (T1-T4), lists (T1,T3) or groups (A, "GROUP A"); default: all tasks',
  )
  addContinueOptions(addRunOptions(command)).action(async (selection: string[], options: RunOptions) => {
    const {runSelection} = await import('../run-selection.ts')
    await runSelection(door, selection, options)
  })
}
