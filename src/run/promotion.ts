// What the stages of the promotion say of commits of the integration branch, and which of them is next. Knows nothing of how gates
// are run: that is while a run rests, for a dispatcher at work moves the branch.

import type {BaseIntegrated, PromotionDecided, PromotionFinished, Stamp} from './event.ts'
import type {Owned} from './fold.ts'
import type {GateRecord} from './outcome.ts'
import type {PromotionStage} from './policy.ts'
import type {Promotion, RunState} from './state.ts'

/** `manual`: its gates passed, and a person must decide on the rest. */
export type Standing = 'open' | GateRecord['verdict']

export interface StandingStage {
  readonly stage: PromotionStage
  readonly standing: Standing
  readonly promotion?: Promotion
}

/** Of the integration branch as it is, in order. */
export const promotionStages = (state: RunState): readonly StandingStage[] =>
  state.policy.promotion.map(stage => {
    const promotion = state.promotions.find(each => each.stage === stage.name && each.commit === state.tip)
    return {stage, standing: standingOf(promotion), ...(promotion === undefined ? {} : {promotion})}
  })

const standingOf = (promotion: Promotion | undefined): Standing => {
  if (promotion?.decision !== undefined)
    return promotion.decision.decision === 'approved' ? 'passed' : 'failed'
  return promotion?.judgement?.verdict ?? 'open'
}

/** The first that has not passed: none behind it can be reached. Undefined: all have. */
export const nextStage = (state: RunState): StandingStage | undefined =>
  promotionStages(state).find(({standing}) => standing !== 'passed')

/** All that a commit must have passed before the user's branch moves to it: up to the last one that says so. */
export const stagesBeforeLanding = ({promotion}: RunState['policy']): readonly PromotionStage[] =>
  promotion.slice(0, promotion.findLastIndex(({before}) => before === 'land') + 1)

/** The worst verdict among them. */
export const verdictOf = (records: readonly GateRecord[]): GateRecord['verdict'] => {
  const verdicts = records.map(({verdict}) => verdict)
  if (verdicts.includes('failed')) return 'failed'
  return verdicts.includes('manual') ? 'manual' : 'passed'
}

/** Undefined: all before the stage have passed for this commit. Else a whole sentence on what is in the way, and what to do. */
export const stageObjection = (
  state: RunState,
  {stage: name, commit}: Pick<PromotionDecided, 'stage' | 'commit'>,
): string | undefined => {
  const stages = promotionStages(state)
  const index = stages.findIndex(({stage}) => stage.name === name)
  if (index === -1) return `Run ${state.run} has no stage ${name} any more.`
  if (commit !== state.tip)
    return `The integration branch of run ${state.run} has moved on from ${commit} to ${state.tip ?? 'nothing'}. Look at that first: agent-spawn status --run ${state.run}`
  const before = stages.slice(0, index).find(({standing}) => standing !== 'passed')
  if (before === undefined) return undefined
  return `The stage ${name} is not reached: ${before.stage.name} comes before it and has not passed for ${commit}. See to that first: agent-spawn promote ${before.stage.name}`
}

export const finishPromotion = (run: Owned<RunState>, event: PromotionFinished): void => {
  const {stage, commit, verdict, records} = event
  notePromotion(run, {stage, commit, judgement: {verdict, records}})
}

export const decidePromotion = (
  run: Owned<RunState>,
  {stage, commit, decision, by, comment, at}: PromotionDecided & Stamp,
): void => {
  const word = {decision, by, at, ...(comment === undefined ? {} : {comment})}
  notePromotion(run, {stage, commit, decision: word})
}

const notePromotion = (run: Owned<RunState>, found: Promotion): void => {
  const isSame = (each: Promotion): boolean => each.stage === found.stage && each.commit === found.commit
  const before = run.promotions.find(isSame)
  run.promotions = [...run.promotions.filter(each => !isSame(each)), {...before, ...found}]
}

/** What was done on the user's branch meanwhile is now part of what the run builds on. */
export const integrateBase = (run: Owned<RunState>, {commit}: BaseIntegrated): void => {
  run.tip = commit
}
