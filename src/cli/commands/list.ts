// `agent-spawn list`: the tasks of a plan, a line each.

import type {Command} from 'commander'
import type {PlanOrder} from '../../graph/plan-order.ts'
import type {Task} from '../../graph/task.ts'
import {oneLine} from '../../report/words.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {formatOption, jsonOption, orderOption} from '../option.ts'

export interface ListOptions {
  readonly format?: string
  readonly order?: PlanOrder
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[doc...]', 'the planning documents (default: the compiled plan)')
    .addOption(formatOption())
    .addOption(orderOption())
    .addOption(jsonOption('them'))
    .action((documents: string[], options: ListOptions) => listTasks(door, documents, options))
}

export const listTasks = async (
  door: Door,
  documents: readonly string[],
  {json, ...options}: ListOptions,
): Promise<void> => {
  const plan = await callOperation(door, 'list', {documents: [...documents], ...options})
  if (plan === undefined) return
  const {tasks} = plan.graph
  if (json === true)
    return printJson(door.terminal, {schemaVersion: 1, kind: 'tasks', tasks: tasks.map(taskJson)})
  const width = tasks.reduce((widest, {id}) => Math.max(widest, id.length), 0)
  door.terminal.print(tasks.map(task => taskLine(task, width)).join(''))
}

const taskJson = ({id, title, group, priority, effortHours}: Task): object => ({
  ...{id, title, priority},
  group: group ?? null,
  effortHours: effortHours ?? null,
})

const taskLine = ({id, title, group}: Task, width: number): string =>
  `${id.padEnd(width)}  ${oneLine(title)}${group === undefined ? '' : ` (${oneLine(group)})`}\n`
