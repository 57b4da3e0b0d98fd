// `agent-spawn fmt`: prints a plan in the canonical form, or tells whether it has it.

import type {Command} from 'commander'
import type {PlanOrder} from '../../graph/plan-order.ts'
import {listed} from '../../graph/wording.ts'
import {EXIT_DONE, EXIT_INVALID} from '../../report/exit-code.ts'
import {display} from '../../util/display.ts'
import {callOperation, type Door} from '../door.ts'
import {formatOption, orderOption} from '../option.ts'

interface Options {
  readonly format?: string
  readonly order?: PlanOrder
  readonly output?: string
  readonly check?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('<doc...>', 'the planning documents, of any format; several become one')
    .option('--output <file>', 'write to this file, or to the document itself, and print nothing')
    .option('--check', 'print nothing; exit code 2 if the document has another form')
    .addOption(formatOption())
    .addOption(orderOption())
    .action(async (documents: string[], {check = false, output, ...options}: Options) => {
      const target = check ? undefined : output
      const formatted = await callOperation(door, 'fmt', {documents, ...options, output: target})
      if (formatted === undefined) return
      const {terminal} = door
      const {text, lost, isCanonical} = formatted
      if (lost.length > 0)
        terminal.printError(`agent-spawn: the canonical form does not say ${display(listed(lost))}.\n`)
      if (!check && target === undefined) terminal.print(terminal.isLive ? display(text) : text)
      if (!check) return
      if (!isCanonical)
        terminal.printError(`agent-spawn: ${display(listed(documents))} is not in canonical form.\n`)
      door.end(isCanonical ? EXIT_DONE : EXIT_INVALID)
    })
}
