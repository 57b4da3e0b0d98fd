// The program's older command lines, which say by options what to do: `--task`, `--batch-group`, `--pipeline`, `--list`,
// `--validate-only`. Each is translated into the words of `run`, `list` or `check`, and goes the same way from there.

import {type Command, Option} from 'commander'
import {EXIT_INVALID} from '../report/exit-code.ts'
import {checkDocuments} from './commands/check.ts'
import {listTasks} from './commands/list.ts'
import type {Door} from './door.ts'
import {addOptions} from './option.ts'
import {addRunOptions, type RunOptions} from './run-options.ts'

interface OldOptions extends RunOptions {
  readonly task?: string
  readonly batchGroup?: string
  readonly tasks?: string
  readonly pipeline?: boolean
  readonly phases?: readonly string[]
  readonly dependencyGraph?: string
  readonly list?: boolean
  readonly validateOnly?: boolean
}

const USAGE = `usage: agent-spawn --task TASK [--from-doc DOC] [options of run]
       agent-spawn --batch-group GROUP [--tasks T1,T2] [options of run]
       agent-spawn --pipeline [--phases "GROUP_A:T1-T4" ...] [--dependency-graph DOC] [options of run]
       agent-spawn --list | --validate-only [--from-doc DOC]
       agent-spawn COMMAND, see agent-spawn --help`

export const configure = (program: Command, door: Door): void => {
  addRunOptions(program)
  addOptions(program, [
    new Option('--task <task>', 'run this task'),
    new Option('--batch-group <group>', 'run the tasks of this group'),
    new Option('--tasks <tasks>', 'of the group, only these'),
    new Option('--pipeline', 'run all tasks'),
    new Option('--phases <phase...>', 'of all tasks, only these'),
    new Option('--dependency-graph <doc>', 'the planning document'),
    new Option('--list', 'list the tasks'),
    new Option('--validate-only', 'check the plan'),
  ])
  program
    .showHelpAfterError(USAGE)
    .allowExcessArguments(false)
    .action((options: OldOptions) => translate(door, options))
}

const translate = async (door: Door, options: OldOptions): Promise<void> => {
  const documents = documentsOf(options)
  if (options.list === true) return listTasks(door, documents, options)
  if (options.validateOnly === true) {
    const {format: planFormat, ...others} = options
    return checkDocuments(door, documents, {...others, ...(planFormat === undefined ? {} : {planFormat})})
  }
  const words = wordsOf(options)
  if (words === undefined) {
    door.terminal.printError(
      `error: nothing to do: name a task, a group, a pipeline or a command\n${USAGE}\n`,
    )
    return door.end(EXIT_INVALID)
  }
  const {runSelection} = await import('./run-selection.ts')
  const within = options.tasks === undefined ? undefined : options.batchGroup
  return runSelection(door, words, {...options, fromDoc: documents, within})
}

const documentsOf = ({fromDoc = [], dependencyGraph}: OldOptions): readonly string[] =>
  dependencyGraph === undefined ? fromDoc : [...fromDoc, dependencyGraph]

/** Undefined where no option says what to run; none where all tasks are to be. */
const wordsOf = ({task, tasks, batchGroup, pipeline, phases}: OldOptions): readonly string[] | undefined => {
  if (task !== undefined) return [task]
  if (tasks !== undefined) return [tasks]
  if (batchGroup !== undefined) return [batchGroup]
  return phases ?? (pipeline === true ? [] : undefined)
}
