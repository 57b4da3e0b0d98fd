// `promote`: lets the next stage of the promotion judge what a run has built. `approve` and `reject` of a stage are decisions on it.

import {z} from 'zod'
import {catchUp} from '../../dispatcher/base-merge.ts'
import {readRun} from '../../dispatcher/runs.ts'
import {openHub} from '../../executor/workspace/hub.ts'
import {openRepository} from '../../executor/workspace/repository.ts'
import type {PromotionStage} from '../../run/policy.ts'
import {nextStage, promotionStages, stageObjection} from '../../run/promotion.ts'
import type {RunState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import {amendFailure, blocked, invalid, runFailure} from '../failure.ts'
import {checkSettled} from '../landing.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {judgeStage} from '../promotion.ts'
import {amendRun} from '../resting-run.ts'
import {stageNamed} from '../stage.ts'

const INPUT = z.object({run: z.string().optional(), stage: z.string().optional()})

export interface Promoted {
  readonly state: RunState
  /** The one that was asked for; without a name the one that judged. Undefined: all have passed already. */
  readonly stage?: PromotionStage
}

export const promote = operation({
  input: INPUT,
  perform: async ({run: id, stage: word}, context): Promise<Result<Promoted, OperationError>> => {
    const root = await findRoot(context.directory)
    const found = await readRun(root, id)
    if (!found.ok) return runFailure(found.error)
    const stage = chooseStage(found.value, word)
    if (!stage.ok) return stage
    if (stage.value === undefined) return ok({state: found.value})
    const state = await judged(found.value, stage.value, {root, context})
    return state.ok ? ok({state: state.value, stage: stage.value}) : state
  },
})

const chooseStage = (
  state: RunState,
  word: string | undefined,
): Result<PromotionStage | undefined, OperationError> => {
  if (state.policy.promotion.length === 0)
    return invalid(
      'no-stages',
      `Run ${state.run} has no stages of promotion. Give them under \`promotion:\` in .conductor/config.yaml; a run takes them over when it is started or goes on.`,
    )
  return word === undefined ? ok(nextStage(state)?.stage) : stageNamed(state, word)
}

const judged = async (
  state: RunState,
  stage: PromotionStage,
  {root, context}: {readonly root: string; readonly context: Context},
): Promise<Result<RunState, OperationError>> => {
  if (promotionStages(state).some(each => each.stage === stage && each.standing === 'passed'))
    return ok(state)
  if (state.base === undefined)
    return blocked(
      'nothing',
      `Run ${state.run} merged nothing: it worked in the one shared tree, or was simulated. There is no commit to judge.`,
    )
  const repository = await openRepository(root)
  if (!repository.ok) return invalid(repository.error.type, repository.error.message)
  const hub = await openHub(repository.value)
  const caughtUp = await catchUp(hub, state)
  if (!caughtUp.ok) return blocked('refused', caughtUp.error)
  const {run} = state
  const amended = await amendRun<OperationError>({directory: root, run}, async now => {
    const commit = await checkSettled(hub, now)
    if (!commit.ok) return commit
    const objection = stageObjection(now, {stage: stage.name, commit: commit.value})
    if (objection !== undefined) return blocked('not-reached', objection)
    const event = await judgeStage({root, hub, state: now, commit: commit.value, context}, stage)
    return event.ok ? ok([event.value]) : event
  })
  return amended.ok ? amended : amendFailure(amended.error)
}
