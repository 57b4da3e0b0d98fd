// What a run demands of its integration branch as a whole: gates that judge each merge once the branch holds it, before it counts.
// One that fails is taken back by a commit of its own; a merge that was not judged to the end has not been.

import {outcomeOfGates} from '../executor/verify.ts'
import {authorTrailers, commitTree, type Trailer, taskSubject} from '../executor/workspace/commit.ts'
import {integrationBranch, moveIntegrationBranch, tip} from '../executor/workspace/hub.ts'
import type {MergeFinished, ObjectId} from '../run/event.ts'
import type {GateRecord} from '../run/outcome.ts'
import type {Result} from '../util/result.ts'
import {integrate, type MergedTree, type MergeOrder, type MergeResult, mirrorOrWarn} from './integrate.ts'
import {describe, FAILED_GATE, REVERTS} from './integration-commit.ts'
import {type Judging, judgeCommit} from './judging.ts'

/** How a merge ended, and where the branch ends if that is somewhere else. */
export type Integrated = Pick<MergeFinished, 'result' | 'tip'>

/** The run's quality gates on that commit; the error is a whole sentence. */
export type QualityJudge = (merged: MergedTree) => Promise<Result<readonly GateRecord[], string>>

/** Writes down each record. Rejects if the dispatcher is leaving: then the gates may have been cut off, and prove nothing. */
export const judgeQuality =
  (work: Judging): QualityJudge =>
  async ({commit, tree}) => {
    const {task, attempt} = work.event
    const judged = await judgeCommit(work, commit, 'integration')
    if (judged.ok && !work.signal.aborted)
      for (const record of judged.value)
        work.emit({type: 'gate-finished', task, attempt, stage: 'integration', record, tree})
    return judged
  }

/** As `integrate`, and goes on from wherever an earlier dispatcher was cut off. The user's repository sees what is judged alone. */
export const integrateAndJudge = async (order: MergeOrder, judge: QualityJudge): Promise<Integrated> => {
  const failed = await findTakenBack(order)
  if (failed !== undefined) return failed
  const result = await integrate({...order, isProvisional: true})
  if (result.type !== 'merged') return {result}
  const judged = await judge(result)
  if (order.signal.aborted) return {result: await undo(order, result.commit, {type: 'cancelled'})}
  if (!judged.ok) return {result: await undo(order, result.commit, refused(judged.error))}
  const outcome = outcomeOfGates(judged.value)
  if (outcome.type === 'gate-failed') return takeBack(order, result.commit, outcome)
  const found = await tip(order.hub, order.run)
  // A dispatcher that died while it was told to stop may have left a git that only now puts it back.
  if (found === order.tip) return integrateAndJudge(order, judge)
  if (found !== result.commit) return {result: refused(movedAway(order))}
  await mirrorOrWarn(order)
  return {result}
}

const movedAway = ({run, task}: MergeOrder): string =>
  `The branch ${integrationBranch(run)} of the hub was moved while the work of ${task} was judged on it. Only this dispatcher may move it: is another one at work on this run?`

const refused = (reason: string): MergeResult => ({type: 'refused', reason})

/** As if it had never been merged: nobody has seen it. */
const undo = async ({hub, run, tip: before}: MergeOrder, commit: ObjectId, result: MergeResult) => {
  const moved = await moveIntegrationBranch(hub, run, {from: commit, to: before})
  return moved.ok ? result : refused(moved.error.message)
}

type GateFailed = Extract<MergeResult, {type: 'gate-failed'}>

const takeBack = async (order: MergeOrder, merged: ObjectId, outcome: GateFailed): Promise<Integrated> => {
  const {hub, run, task, attempt, title, at} = order
  const trailers: Trailer[] = [
    ...authorTrailers({task, attempt, run}),
    [REVERTS, merged],
    [FAILED_GATE, outcome.gate],
  ]
  const message = {subject: taskSubject('revert', task, title), trailers, at}
  const commit = await commitTree({gitDir: hub.path, tree: `${order.tip}^{tree}`, parent: merged, message})
  if (!commit.ok) return {result: refused(commit.error.message)}
  const moved = await moveIntegrationBranch(hub, run, {from: merged, to: commit.value})
  if (!moved.ok) return (await findTakenBack(order)) ?? {result: refused(moved.error.message)}
  await mirrorOrWarn(order)
  return {result: outcome, tip: commit.value}
}

/** A dispatcher died after it had taken the merge back; the evidence is in its part of the journal. */
const findTakenBack = async (order: MergeOrder): Promise<Integrated | undefined> => {
  const {hub, run, task, attempt} = order
  const current = await tip(hub, run)
  if (current === undefined || current === order.tip) return undefined
  const last = await describe(hub, current)
  if (last === undefined || last.failedGate === '' || last.reverts !== last.parent) return undefined
  if (last.run !== run || last.task !== task || last.attempt !== `${attempt}`) return undefined
  const merged = await describe(hub, last.parent)
  if (merged?.parent !== order.tip) return undefined
  await mirrorOrWarn(order)
  const {failedGate} = last
  return {
    result: {type: 'gate-failed', gate: failedGate, step: failedGate, exitCode: null},
    tip: current,
  }
}
