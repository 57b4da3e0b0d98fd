// `agent-spawn simulate`: makespan, lower bound, day plan.

import type {Command} from 'commander'
import type {PlanOrder} from '../../graph/plan-order.ts'
import {simulationJson, simulationText} from '../../report/simulation-text.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {alias, formatOption, jsonOption, orderOption, wholeNumber} from '../option.ts'
import {firstOption, gateOption} from '../run-options.ts'

interface Options {
  readonly format?: string
  readonly order?: PlanOrder
  readonly slots?: number
  readonly concurrency?: number
  readonly first?: 'critical-path' | 'plan'
  readonly gate?: 'group' | 'none'
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents (default: the compiled plan)')
    .option('--slots <n>', 'tasks at work at once (default: as a run would have it)', wholeNumber)
    .addOption(alias('--concurrency <n>').argParser(wholeNumber))
    .addOption(firstOption())
    .addOption(gateOption())
    .addOption(formatOption())
    .addOption(orderOption())
    .addOption(jsonOption('the simulation'))
    .action(async (documents: string[], {json, slots, concurrency, ...options}: Options) => {
      const simulated = await callOperation(door, 'simulate', {
        documents,
        slots: slots ?? concurrency,
        ...options,
      })
      if (simulated === undefined) return
      const {graph, runs} = simulated
      if (json === true) printJson(door.terminal, simulationJson(graph, runs))
      else door.terminal.print(simulationText(graph, runs))
    })
}
