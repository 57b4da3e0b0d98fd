// `agent-spawn cleanup`: ends processes and removes workspaces that runs have left behind.

import type {Command} from 'commander'
import {type Cleanup, cleanupText, hasLeaked} from '../../report/cleanup.ts'
import {EXIT_DONE, EXIT_FAILED, EXIT_HELD, EXIT_INVALID} from '../../report/exit-code.ts'
import {display} from '../../util/display.ts'
import {confirmation} from '../confirmation.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'
import {userName} from '../user-name.ts'

interface Options {
  readonly force?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .option('--force', 'do not ask, and stop a run that is at work')
    .option('--dry-run', 'only say what would be ended and removed')
    .addOption(jsonOption('it'))
    .action(async ({force = false, dryRun = false, json = false}: Options) => {
      const {terminal} = door
      const input = {force, dryRun, by: userName()}
      const cleaned = await callOperation(door, 'cleanup', input, confirmation(terminal, json))
      if (cleaned === undefined) return
      if (json) printJson(terminal, {schemaVersion: 1, kind: 'cleanup', ...cleaned})
      else terminal.print(display(cleanupText(cleaned)))
      door.end(exitCodeOf(cleaned))
    })
}

const exitCodeOf = (cleaned: Cleanup): number => {
  if (cleaned.stage === 'unconfirmed') return EXIT_INVALID
  if (hasLeaked(cleaned)) return EXIT_FAILED
  return cleaned.live === undefined ? EXIT_DONE : EXIT_HELD
}
