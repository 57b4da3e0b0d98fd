// `agent-spawn promote`: lets the next stage of the promotion judge what a run has built.

import type {Command} from 'commander'
import {EXIT_DONE, EXIT_FAILED, EXIT_NEEDS_REVIEW} from '../../report/exit-code.ts'
import {promotionJson, promotionText} from '../../report/promotion.ts'
import {promotionStages, type Standing} from '../../run/promotion.ts'
import {callOperation, type Door} from '../door.ts'
import {hearSignals} from '../interruption.ts'
import {printJson} from '../json.ts'
import {jsonOption, runOption} from '../option.ts'

interface Options {
  readonly run?: string
  readonly json?: boolean
}

export const configure = (command: Command, door: Door): void => {
  command
    .argument('[stage]', 'the stage to judge (default: the first that has not passed)')
    .addOption(runOption())
    .addOption(jsonOption('the verdict'))
    .action(async (wanted: string | undefined, {run, json}: Options) => {
      const {terminal} = door
      const signals = hearSignals(() => terminal.printError('Stopping.\n'))
      const promoted = await callOperation(
        door,
        'promote',
        {stage: wanted, run},
        {stop: signals.stop},
      ).finally(signals.release)
      if (promoted === undefined) return
      const {state, stage} = promoted
      const found = promotionStages(state).find(each => each.stage.name === stage?.name)
      if (json === true)
        printJson(terminal, {
          ...{schemaVersion: 1, kind: 'promotion', run: state.run, commit: state.tip ?? null},
          ...{stage: stage?.name ?? null, standing: found?.standing ?? 'passed'},
          stages: promotionJson(state),
        })
      else terminal.print(promotionText(state, found))
      door.end(EXIT_CODES[found?.standing ?? 'passed'])
    })
}

const EXIT_CODES: Record<Standing, number> = {
  passed: EXIT_DONE,
  failed: EXIT_FAILED,
  manual: EXIT_NEEDS_REVIEW,
  open: EXIT_NEEDS_REVIEW,
}
