// `agent-spawn plan`: compile, write, show.

import type {Command} from 'commander'
import {hasErrors} from '../../graph/diagnostic.ts'
import type {PlanOrder} from '../../graph/plan-order.ts'
import {printDiagnostics} from '../../report/diagnostics.ts'
import {EXIT_DONE, EXIT_INVALID} from '../../report/exit-code.ts'
import {graphJson} from '../../report/graph-json.ts'
import {printPlan} from '../../report/plan-text.ts'
import type {Output} from '../../service/client.ts'
import {display} from '../../util/display.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {formatOption, jsonOption, orderOption} from '../option.ts'
import type {Terminal} from '../terminal.ts'

interface Options {
  readonly format?: string
  readonly order?: PlanOrder
  readonly output?: string
  readonly write: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents (default: the compiled plan)')
    .option('--output <file>', 'where the compiled plan goes (default: .conductor/task-dispatcher.yaml)')
    .option('--no-write', 'write nothing, only show')
    .addOption(formatOption())
    .addOption(orderOption())
    .addOption(jsonOption('the graph'))
    .action(async (documents: string[], {json, ...options}: Options) => {
      const planned = await callOperation(door, 'plan', {documents, ...options})
      if (planned === undefined) return
      if (json === true) printJson(door.terminal, graphJson(planned))
      else show(door.terminal, planned)
      door.end(hasErrors(planned.diagnostics) ? EXIT_INVALID : EXIT_DONE)
    })
}

const show = (terminal: Terminal, planned: Output<'plan'>): void => {
  const {diagnostics, sources, output} = planned
  terminal.print(printPlan(planned, terminal.style))
  if (diagnostics.length > 0)
    terminal.printError(
      `\n${printDiagnostics(diagnostics, new Map(Object.entries(sources)), terminal.errorStyle)}`,
    )
  if (output === undefined || output.state === 'own-input') return
  terminal.print(`\n${display(output.file)} ${output.state === 'written' ? 'written' : 'is up to date'}.\n`)
}
