// `agent-spawn land`: moves the branch that a run began on to its merged work.

import type {Command} from 'commander'
import {oneLine, shortCommit} from '../../report/words.ts'
import type {Output} from '../../service/client.ts'
import {unreachable} from '../../util/unreachable.ts'
import {callOperation, type Door} from '../door.ts'
import {hearSignals} from '../interruption.ts'
import {printJson} from '../json.ts'
import {jsonOption, runOption} from '../option.ts'

interface Options {
  readonly run?: string
  readonly pr?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .addOption(runOption())
    .option('--pr', 'move nothing; write what a pull or merge request needs, and print the commands for it')
    .addOption(jsonOption('what was done'))
    .action(async ({json, ...options}: Options) => {
      const {terminal} = door
      const signals = hearSignals(() => terminal.printError('Stopping.\n'))
      const landing = await callOperation(door, 'land', options, {
        stop: signals.stop,
        emit: progress => {
          if (progress.type === 'notice') terminal.printError(`${progress.message}\n`)
        },
      }).finally(signals.release)
      if (landing === undefined) return
      if (json === true) printJson(terminal, landingJson(landing))
      else terminal.print(landingText(landing))
    })
}

/** Additive within a schema version: what has moved a branch is as it was before anything else could be told. */
const landingJson = ({type, ...told}: Output<'land'>): object => ({
  schemaVersion: 1,
  kind: type === 'landed' ? type : `landing-${type}`,
  ...told,
})

const landingText = (landing: Output<'land'>): string => {
  switch (landing.type) {
    case 'landed':
      return `${oneLine(landing.branch)} moved from ${shortCommit(landing.from)} to ${shortCommit(landing.to)}, the work of run ${landing.run}.\n`
    case 'nothing':
      return `${landing.reason}\n`
    case 'pull-request':
      return `${oneLine(landing.branch)} holds the work of run ${landing.run}, and ${oneLine(landing.body)} what there is to say of it. Next:\n${landing.commands.map(line => `  ${line}\n`).join('')}${landing.commands.length > 1 ? '' : `and open a request to merge it into ${oneLine(landing.base)} there.\n`}`
    default:
      return unreachable(landing)
  }
}
