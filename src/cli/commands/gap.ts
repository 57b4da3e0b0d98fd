// `agent-spawn gap`: what of a plan is there, and what its documents say wrongly.

import type {Command} from 'commander'
import {EXIT_DONE, EXIT_FAILED} from '../../report/exit-code.ts'
import {gapJson, gapText, isClosed, verdictOf} from '../../report/gap.ts'
import {confirmation} from '../confirmation.ts'
import {callOperation, type Door} from '../door.ts'
import {hearSignals} from '../interruption.ts'
import {printJson} from '../json.ts'
import {formatOption, jsonOption} from '../option.ts'

interface Options {
  readonly format?: string
  readonly gates?: boolean
  readonly trust?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents (default: the compiled plan)')
    .option('--gates', 'run the gates of tasks whose outputs are there, in your working tree')
    .option('--trust', 'approve the commands of this plan, now and later')
    .addOption(formatOption())
    .addOption(jsonOption('the verdicts'))
    .action(async (documents: string[], {json, gates = false, ...options}: Options) => {
      const {terminal} = door
      const signals = hearSignals(() => terminal.printError('Stopping.\n'))
      const input = {documents, gates, ...options}
      const context = {stop: signals.stop, ...confirmation(terminal, json === true)}
      const found = await callOperation(door, 'gap', input, context).finally(signals.release)
      if (found === undefined) return
      if (json === true) printJson(terminal, gapJson(found))
      else terminal.print(gapText(found, terminal.style))
      door.end(found.map(verdictOf).every(isClosed) ? EXIT_DONE : EXIT_FAILED)
    })
}
