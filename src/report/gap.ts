// What of a plan is there, beside what its documents say of it: a verdict for each task, for people and for programs.

import type {TaskStatus} from '../graph/draft.ts'
import type {TaskId} from '../graph/task.ts'
import {counted} from '../graph/wording.ts'
import {displayLine} from '../util/display.ts'
import type {Style} from './style.ts'

/** What was found of one task. */
export interface Evidence {
  readonly id: TaskId
  readonly title: string
  readonly isOptional: boolean
  /** Absent where the documents say nothing of its progress. */
  readonly claim?: TaskStatus
  /** Paths that it declares. */
  readonly outputs: readonly string[]
  readonly missing: readonly string[]
  /** Absent where no gate was run. */
  readonly gates?: 'passed' | 'failed' | 'manual'
}

/**
 * - `complete`: all that it declares is there, and its gates pass if they were run.
 * - `present-but-unclaimed`: the same, and the document says that it is not done.
 * - `partial`: some of it is there, or somebody is at work.
 * - `missing`: none of it is there, and nobody says so.
 * - `claimed-but-absent`: the document says that it is done, and it is not.
 * - `unproven`: it declares nothing that could be looked for.
 * - `skipped`: it need not be done.
 */
export const GAP_VERDICTS = [
  'complete',
  'present-but-unclaimed',
  'partial',
  'missing',
  'claimed-but-absent',
  'unproven',
  'skipped',
] as const
export type GapVerdict = (typeof GAP_VERDICTS)[number]

export const verdictOf = (evidence: Evidence): GapVerdict => {
  const {claim, gates, outputs} = evidence
  const isDone = claim === 'done'
  if (claim === 'skipped') return 'skipped'
  if (outputs.length === 0 && gates === undefined)
    return claim === undefined || isDone ? 'unproven' : isBegun(evidence) ? 'partial' : absent(evidence)
  if (isWhole(evidence)) return claim === undefined || isDone ? 'complete' : 'present-but-unclaimed'
  if (isDone) return 'claimed-but-absent'
  return isBegun(evidence) ? 'partial' : absent(evidence)
}

const absent = ({isOptional}: Evidence): GapVerdict => (isOptional ? 'skipped' : 'missing')

const isWhole = ({missing, gates}: Evidence): boolean => missing.length === 0 && gates !== 'failed'

export const isBegun = ({claim, outputs, missing}: Evidence): boolean =>
  claim === 'in-progress' || claim === 'done' || missing.length < outputs.length

/** Whether the plan and what is there say the same: nothing is open, and nothing is said wrongly. */
export const isClosed = (verdict: GapVerdict): boolean =>
  verdict === 'complete' || verdict === 'unproven' || verdict === 'skipped'

/** A line for each task, what is missing under it, and one that counts. Ends with a newline. */
export const gapText = (found: readonly Evidence[], style: Style): string => {
  const width = found.reduce((widest, {id}) => Math.max(widest, id.length), 0)
  const lines = found.flatMap(evidence => taskLines(evidence, width, style))
  return `${[...lines, '', summary(found)].join('\n')}\n`
}

const WORDS = Math.max(...GAP_VERDICTS.map(({length}) => length))

/** Paths shown of a task; the rest are counted. */
const SHOWN = 5

const taskLines = (evidence: Evidence, width: number, style: Style): readonly string[] => {
  const {id, title, claim = '-', outputs, missing, gates} = evidence
  const verdict = verdictOf(evidence)
  const words = verdict.replaceAll('-', ' ').padEnd(WORDS)
  const there = outputs.length === 0 ? '-' : `${outputs.length - missing.length}/${outputs.length}`
  const facts = `${there.padStart(5)}  ${claim.padEnd('in-progress'.length)}  ${(gates ?? '-').padEnd('passed'.length)}`
  const line = `${id.padEnd(width)}  ${colour(verdict, style)(words)}  ${facts}  ${displayLine(title)}`
  const absent = isClosed(verdict) ? [] : missing
  const shown = absent.slice(0, SHOWN).map(path => style.dim(`    no ${displayLine(path)}`))
  const left = absent.length - SHOWN
  return [line, ...shown, ...(left > 0 ? [style.dim(`    and ${left} more`)] : [])]
}

const colour = (verdict: GapVerdict, style: Style): ((text: string) => string) => {
  if (isClosed(verdict)) return verdict === 'complete' ? style.green : style.dim
  return verdict === 'claimed-but-absent' ? style.red : style.yellow
}

const summary = (found: readonly Evidence[]): string => {
  const {outputs, present, verdicts} = gapCounts(found)
  const counts = GAP_VERDICTS.filter(verdict => verdicts[verdict] > 0).map(
    verdict => `${verdicts[verdict]} ${verdict.replaceAll('-', ' ')}`,
  )
  return `${counted(found.length, 'task')}: ${counts.join(', ')}. ${present} of ${counted(outputs, 'output')} present.`
}

interface GapCounts {
  readonly verdicts: Record<GapVerdict, number>
  readonly outputs: number
  readonly present: number
}

export const gapCounts = (found: readonly Evidence[]): GapCounts => {
  const verdicts = Object.fromEntries(GAP_VERDICTS.map(verdict => [verdict, 0])) as Record<GapVerdict, number>
  let [outputs, missing] = [0, 0]
  for (const evidence of found) {
    verdicts[verdictOf(evidence)]++
    outputs += evidence.outputs.length
    missing += evidence.missing.length
  }
  return {verdicts, outputs, present: outputs - missing}
}

export const gapJson = (found: readonly Evidence[]): object => {
  const {verdicts, outputs, present} = gapCounts(found)
  return {
    schemaVersion: 1,
    kind: 'gap',
    tasks: found.map(evidence => ({
      task: evidence.id,
      title: evidence.title,
      verdict: verdictOf(evidence),
      started: isBegun(evidence),
      claimed: evidence.claim ?? null,
      outputs: evidence.outputs,
      missing: evidence.missing,
      gates: evidence.gates ?? null,
    })),
    verdicts,
    outputs,
    present,
  }
}
