// `agent-spawn doctor`: what is well and what is not, a line each.

import {type Command, Option} from 'commander'
import {EXIT_DONE, EXIT_FAILED} from '../../report/exit-code.ts'
import type {Style} from '../../report/style.ts'
import {oneLine} from '../../report/words.ts'
import type {Output} from '../../service/client.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'

interface Options {
  readonly repair?: boolean
  readonly deploymentDir?: string
  readonly json?: boolean
}

type Finding = Output<'doctor'>[number]

export const configure = (command: Command, door: Door): void => {
  command
    .addOption(
      new Option('--repair', 'mend what can be mended; what is cut off or replaced is kept beside it'),
    )
    .addOption(new Option('--deployment-dir <dir>', 'look at the state files of another coordinator instead'))
    .addOption(jsonOption('the findings'))
    .action(async ({repair = false, deploymentDir, json}: Options) => {
      const findings = await callOperation(door, 'doctor', {repair, deploymentDir})
      if (findings === undefined) return
      if (json === true) printJson(door.terminal, {schemaVersion: 1, kind: 'doctor', findings})
      else door.terminal.print(findingsText(findings, door.terminal.style))
      door.end(findings.some(({level}) => level === 'problem') ? EXIT_FAILED : EXIT_DONE)
    })
}

const findingsText = (findings: readonly Finding[], style: Style): string => {
  const paints = {ok: style.green, warning: style.yellow, problem: style.red, repaired: style.blue}
  const width = Math.max(...findings.map(({level}) => level.length))
  const lines = findings.map(
    ({level, check, message}) =>
      `${paints[level](level.padEnd(width))}  ${oneLine(check)}: ${oneLine(message)}\n`,
  )
  return lines.join('')
}
