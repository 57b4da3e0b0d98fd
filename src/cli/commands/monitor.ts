// `agent-spawn monitor`: what runs at this moment, once or again and again.

import type {Command} from 'commander'
import {Option} from 'commander'
import {EXIT_DONE, EXIT_FAILED} from '../../report/exit-code.ts'
import {isHealthy, monitorJson} from '../../report/monitor.ts'
import {monitorText} from '../../report/monitor-text.ts'
import type {Output} from '../../service/client.ts'
import {delay} from '../../system/clock.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption, wholeNumber} from '../option.ts'

interface Options {
  readonly run?: string
  readonly watch?: boolean
  readonly interval: number
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .option('--run <id>', 'the run (default: all that are live)')
    .option('--watch', 'again and again, until Ctrl-C')
    .addOption(
      new Option('--interval <seconds>', 'with --watch: between two looks').argParser(wholeNumber).default(5),
    )
    .addOption(jsonOption('it'))
    .action(async (options: Options) => {
      if (options.watch === true) return watch(door, options)
      const monitored = await callOperation(door, 'monitor', {run: options.run})
      if (monitored === undefined) return
      show(door, monitored, options)
      door.end(isHealthy(monitored) ? EXIT_DONE : EXIT_FAILED)
    })
}

const show = ({terminal}: Door, monitored: Output<'monitor'>, {json}: Options): void => {
  if (json === true) printJson(terminal, monitorJson(monitored))
  else terminal.print(monitorText(monitored, terminal.style))
}

/** The cursor goes home, and the screen is empty. */
const REDRAW = '\u001b[H\u001b[2J'

const watch = async (door: Door, options: Options): Promise<void> => {
  const over = new AbortController()
  const end = (): void => over.abort()
  process.on('SIGINT', end)
  // Whoever read it has seen enough.
  process.stdout.on('error', end)
  try {
    while (!over.signal.aborted) {
      const monitored = await callOperation(door, 'monitor', {run: options.run})
      if (monitored === undefined) return
      if (door.terminal.isLive && options.json !== true) door.terminal.print(REDRAW)
      show(door, monitored, options)
      await delay(options.interval * 1000, over.signal)
    }
    door.end(EXIT_DONE)
  } finally {
    process.off('SIGINT', end)
    process.stdout.off('error', end)
  }
}
