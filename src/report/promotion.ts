// Where the stages of the promotion stand: for status, log, programs, and whoever wants to land.

import {listed} from '../graph/wording.ts'
import type {ObjectId} from '../run/event.ts'
import type {PromotionStage} from '../run/policy.ts'
import {nextStage, promotionStages, type StandingStage, stagesBeforeLanding} from '../run/promotion.ts'
import type {Review, RunState} from '../run/state.ts'
import {display} from '../util/display.ts'
import {unreachable} from '../util/unreachable.ts'
import {gateEvidence} from './evidence.ts'
import {inline, table} from './markdown.ts'
import {formatInstant} from './time.ts'
import {oneLine, shortCommit} from './words.ts'

/** `integration passed, staging failed at gate smoke`; empty where there are no stages. */
export const promotionLine = (state: RunState): string => {
  const stages = standings(state)
  if (stages.length === 0 || state.tip === undefined) return ''
  const told = stages.map(({name, words}) => `${name} ${words}`).join(', ')
  return `promotion of ${shortCommit(state.tip)}: ${told}`
}

/** What a stage has just said, and what to do next; undefined: all have passed already. Ends with a newline. */
export const promotionText = (state: RunState, told: StandingStage | undefined): string => {
  const commit = shortCommit(state.tip ?? '')
  if (told === undefined) return `All stages have passed for ${commit}.\n`
  const next = told.standing === 'passed' ? nextStage(state) : told
  return [
    `${oneLine(told.stage.name)} ${describeStanding(told)}, for ${commit}.`,
    ...outputOf(told),
    next === undefined ? 'All stages have passed.' : remedyFor(next),
    '',
  ].join('\n')
}

/** The last lines of the step that failed. */
const outputOf = ({promotion}: StandingStage): readonly string[] => {
  const failed = promotion?.judgement?.records.find(({verdict}) => verdict === 'failed')
  const output = failed?.steps.find(({verdict}) => verdict === 'failed')?.output.trimEnd() ?? ''
  return output === ''
    ? []
    : output
        .split('\n')
        .slice(-OUTPUT_LINES)
        .map(line => `  ${display(line)}`)
}

/** Enough to recognize a failure by; the log has the rest. */
const OUTPUT_LINES = 10

/** Blocks for the execution log; none where there are no stages. */
export const promotionSection = (state: RunState): readonly string[] => {
  const stages = standings(state)
  if (stages.length === 0) return []
  const rows = stages.map(({name, words, decision}) => [
    inline(name),
    inline(words),
    decision === undefined ? '—' : `${inline(decision.by)}, ${formatInstant(decision.at)}`,
  ])
  return [
    '## Promotion',
    table(['Stage', 'Standing', 'Decided by'], rows),
    ...stages.flatMap(({records}) =>
      records.flatMap(record => gateEvidence({stage: 'integration', record}, 'failures')),
    ),
  ]
}

export const promotionJson = (state: RunState): readonly object[] =>
  promotionStages(state).map(({stage: {name, before}, standing, promotion}) => ({
    stage: name,
    before: before ?? null,
    standing,
    commit: promotion?.commit ?? null,
    verdict: promotion?.judgement?.verdict ?? null,
    gates: promotion?.judgement?.records ?? [],
    decision: promotion?.decision ?? null,
  }))

interface ToldStage {
  readonly name: string
  readonly words: string
  readonly decision: Review | undefined
  readonly records: NonNullable<NonNullable<StandingStage['promotion']>['judgement']>['records']
}

const standings = (state: RunState): readonly ToldStage[] => {
  const stages = promotionStages(state)
  const next = stages.findIndex(({standing}) => standing !== 'passed')
  return stages.map(({stage: {name}, ...found}, index) => ({
    name: oneLine(name),
    words: next !== -1 && index > next ? 'not reached' : describeStanding(found),
    decision: found.promotion?.decision,
    records: found.promotion?.judgement?.records ?? [],
  }))
}

const describeStanding = ({standing, promotion}: Omit<StandingStage, 'stage'>): string => {
  const {judgement, decision} = promotion ?? {}
  switch (standing) {
    case 'open':
      return 'not judged yet'
    case 'manual':
      return 'waits for a person'
    case 'passed':
      if (decision === undefined) return 'passed'
      return `${judgement?.verdict === 'manual' ? 'approved' : 'skipped'}${by(decision)}`
    case 'failed': {
      const gate = judgement?.records.find(({verdict}) => verdict === 'failed')?.gate
      if (decision !== undefined) return `rejected${by(decision)}`
      return gate === undefined ? 'failed' : `failed at gate ${oneLine(gate)}`
    }
    default:
      return unreachable(standing)
  }
}

const by = ({by: name, comment}: Review): string =>
  ` by ${oneLine(name)}${comment === undefined ? '' : `: ${oneLine(comment)}`}`

/** What keeps the user's branch from moving to that commit: whole sentences, with what to do. Undefined: nothing. */
export const landingObstacle = (state: RunState, to: ObjectId): string | undefined => {
  const required = stagesBeforeLanding(state.policy)
  if (required.length === 0) return undefined
  if (state.tip !== to)
    return `Run ${state.run} is at work, and ${listed(required.map(({name}) => oneLine(name)))} must have passed before it lands. Let it come to rest first.`
  const open = promotionStages(state)
    .slice(0, required.length)
    .find(({standing}) => standing !== 'passed')
  return open === undefined
    ? undefined
    : `The commit ${shortCommit(to)} lands when ${listed(required.map(({name}) => oneLine(name)))} have passed (${oneLine(open.stage.name)} ${describeStanding(open)}). ${remedyFor(open)}`
}

/** A sentence. */
export const remedyFor = ({stage, standing}: StandingStage): string => {
  const name = wordFor(stage)
  switch (standing) {
    case 'open':
      return `Next: agent-spawn promote ${name}`
    case 'manual':
      return `Next: agent-spawn approve ${name} --comment TEXT, or reject it.`
    case 'failed':
      return `Mend it and let the run go on, or skip the stage for this commit: agent-spawn approve ${name} --comment TEXT`
    case 'passed':
      return ''
    default:
      return unreachable(standing)
  }
}

/** As one types it. */
const wordFor = ({name}: PromotionStage): string => {
  const line = oneLine(name)
  return /^[\w.-]+$/.test(line) ? line : `'${line}'`
}
