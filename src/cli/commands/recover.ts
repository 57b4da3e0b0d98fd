// `agent-spawn recover`: looks at agents that have not finished, goes on with them, or gives them up.

import {type Command, Option} from 'commander'
import {EXIT_INVALID} from '../../report/exit-code.ts'
import {recoveryCheckText, recoveryLines, recoveryListText} from '../../report/recovery.ts'
import type {Output} from '../../service/client.ts'
import {display} from '../../util/display.ts'
import {unreachable} from '../../util/unreachable.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {showMetrics} from '../metrics-text.ts'
import {alias, jsonOption, runOption} from '../option.ts'
import {userName} from '../user-name.ts'

const ACTIONS = ['check', 'list', 'resume', 'clear', 'metrics'] as const
type Action = (typeof ACTIONS)[number]

interface Options {
  readonly action?: Action
  readonly agentId?: string
  readonly deploymentDir?: string
  readonly run?: string
  readonly yes?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[action]', `${ACTIONS.join(', ')} (default: check)`)
    .addOption(alias('--action <action>').choices(ACTIONS))
    .addOption(new Option('--agent-id <id>', 'of clear: this agent alone'))
    .addOption(
      new Option(
        '--deployment-dir <dir>',
        'the state files of another coordinator (default: the last run, or agent-deployment where there is none)',
      ),
    )
    .addOption(runOption())
    .addOption(new Option('--yes', 'of clear: do not ask'))
    .addOption(jsonOption('it'))
    .action((word: string | undefined, options: Options) => recover(door, word ?? options.action, options))
}

const recover = async (door: Door, word: string | undefined, options: Options): Promise<void> => {
  const action = ACTIONS.find(known => known === (word ?? 'check'))
  if (action === undefined) return refuse(door, `unknown action "${word}"; expected ${ACTIONS.join(', ')}.`)
  switch (action) {
    case 'check':
      return look(door, options, recoveryCheckText)
    case 'list':
      return look(door, options, recoveryListText)
    case 'resume':
      return resume(door, options)
    case 'clear':
      return clear(door, options)
    case 'metrics':
      return measure(door, options)
    default:
      return unreachable(action)
  }
}

const refuse = (door: Door, message: string): void => {
  door.terminal.printError(display(`agent-spawn: ${message}\n`))
  door.end(EXIT_INVALID)
}

const noticeOn = ({terminal}: Door) => ({
  emit: (progress: {readonly type: string; readonly message?: string}) => {
    if (progress.message !== undefined) terminal.printError(display(`agent-spawn: ${progress.message}\n`))
  },
})

const findIncomplete = (door: Door, {run, deploymentDir}: Options) =>
  callOperation(door, 'recovery', {run, deploymentDir}, noticeOn(door))

type Summary = Output<'recovery'>['summary']

const look = async (door: Door, options: Options, print: (summary: Summary) => string): Promise<void> => {
  const found = await findIncomplete(door, options)
  if (found === undefined) return
  const {run, summary} = found
  if (options.json === true)
    printJson(door.terminal, {schemaVersion: 1, kind: 'recovery', run: run ?? null, ...summary})
  else door.terminal.print(display(print(summary)))
}

const resume = async (door: Door, options: Options): Promise<void> => {
  const found = await findIncomplete(door, options)
  if (found === undefined) return
  const {run, summary} = found
  door.terminal.printError(
    recoveryLines(summary)
      .map(line => `${line}\n`)
      .join(''),
  )
  if (summary.total_incomplete === 0) return
  if (run === undefined)
    return refuse(door, 'these agents were started by another program, which alone can go on with them.')
  const {runSelection} = await import('../run-selection.ts')
  await runSelection(door, [], {continue: true, run, report: true, json: options.json === true})
}

const QUESTION = 'Clear all incomplete agent states? (yes/no): '

/** A single agent is named on purpose; for all of them, only the word itself counts. */
const clear = async (door: Door, options: Options): Promise<void> => {
  const {agentId, run, deploymentDir, yes = false} = options
  if (agentId === undefined && !yes) {
    const {ask} = door.terminal
    if (ask === undefined)
      return refuse(
        door,
        'clear gives up all incomplete agents and asks first; without a terminal, add --yes.',
      )
    if ((await ask(QUESTION)).trim() !== 'yes') return door.terminal.print('Cancelled\n')
  }
  const cleared = await callOperation(
    door,
    'recoverClear',
    {agentId, run, deploymentDir, by: userName()},
    noticeOn(door),
  )
  if (cleared === undefined) return
  if (options.json === true) printJson(door.terminal, {schemaVersion: 1, kind: 'cleared', agents: cleared})
  else door.terminal.print(display(clearedText(cleared, agentId)))
}

const clearedText = (cleared: readonly string[], agentId: string | undefined): string =>
  agentId === undefined
    ? `Cleared ${cleared.length} incomplete agent states\n`
    : `Cleared state for agent ${agentId}\n`

const measure = async (door: Door, {json = false}: Options): Promise<void> => {
  const metrics = await callOperation(door, 'recoveryMetrics', {}, noticeOn(door))
  if (metrics !== undefined) showMetrics(door.terminal, metrics, json)
}
