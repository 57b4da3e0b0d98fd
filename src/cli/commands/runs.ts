// `agent-spawn runs`: all runs of the repository.

import type {Command} from 'commander'
import {progress} from '../../report/group-table.ts'
import {runWord} from '../../report/status-word.ts'
import {formatInstant} from '../../report/time.ts'
import {oneLine} from '../../report/words.ts'
import type {Output} from '../../service/client.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'

type ListedRun = Output<'runs'>[number]

export const configure = (command: Command, door: Door): void => {
  command.addOption(jsonOption('them')).action(async ({json}: {readonly json?: boolean}) => {
    const runs = await callOperation(door, 'runs', {})
    if (runs === undefined) return
    if (json === true)
      return printJson(door.terminal, {schemaVersion: 1, kind: 'runs', runs: runs.map(runJson)})
    door.terminal.print(runs.length === 0 ? 'no runs yet\n' : runs.map(runLine).join(''))
  })
}

const runJson = ({run, state, problem}: ListedRun): object =>
  state === undefined
    ? {run, problem}
    : {
        run,
        startedAt: formatInstant(state.startedAt),
        result: state.result ?? null,
        integrationBranch: state.base?.integrationBranch ?? null,
        counts: {...state.schedule.counts},
      }

const runLine = ({run, state, problem = ''}: ListedRun): string =>
  state === undefined
    ? `${oneLine(run)}  ${oneLine(problem)}\n`
    : `${oneLine(run)}  ${runWord(state).padEnd(12)}  ${progress([...state.tasks.values()])}  ${oneLine(state.graph.title)}\n`
