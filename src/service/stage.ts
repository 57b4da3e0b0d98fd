// A stage of the promotion by its name.

import type {PromotionStage} from '../run/policy.ts'
import type {RunState} from '../run/state.ts'
import {suggestion} from '../util/closest.ts'
import {ok, type Result} from '../util/result.ts'
import {invalid} from './failure.ts'
import type {OperationError} from './operation.ts'

export const stageNamed = (
  {run, policy: {promotion}}: RunState,
  word: string,
): Result<PromotionStage, OperationError> => {
  const names = promotion.map(({name}) => name)
  const found = promotion.find(({name}) => name === word)
  return found === undefined
    ? invalid(
        'no-such-stage',
        `Run ${run} has no stage "${word}"${suggestion(word, names)}; its stages are ${names.join(', ')}.`,
      )
    : ok(found)
}
