// `agent-spawn review`: whose changes there are, what to look at, and the commits to make of them.

import {type Command, Option} from 'commander'
import {EXIT_DONE, EXIT_FAILED} from '../../report/exit-code.ts'
import {PLAN_KINDS, type PlanKind} from '../../report/review.ts'
import {reviewJson, reviewText} from '../../report/review-text.ts'
import {display} from '../../util/display.ts'
import {confirmation} from '../confirmation.ts'
import {callOperation, type Door} from '../door.ts'
import {printJson} from '../json.ts'
import {jsonOption} from '../option.ts'

interface Options {
  readonly plan: PlanKind
  readonly apply?: boolean
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[run]', 'the run whose merged work to review (default: the changes in the working tree)')
    .addOption(new Option('--plan <kind>', 'how to commit').choices(PLAN_KINDS).default('per-agent'))
    .option('--apply', 'make the commits, of the working tree alone')
    .addOption(jsonOption('it'))
    .action(async (run: string | undefined, {plan, apply = false, json = false}: Options) => {
      const {terminal} = door
      const found = await callOperation(door, 'review', {run, plan, apply}, confirmation(terminal, json))
      if (found === undefined) return
      if (json) printJson(terminal, reviewJson(found))
      else terminal.print(display(reviewText(found)))
      door.end(found.conflicts.length > 0 ? EXIT_FAILED : EXIT_DONE)
    })
}
