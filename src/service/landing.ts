// Before a landing: what was done on the user's branch meanwhile comes into the run's, if the gates pass on the two together.

import {catchUp, commitBaseMerge} from '../dispatcher/base-merge.ts'
import {type Hub, integrationBranch, tip} from '../executor/workspace/hub.ts'
import type {Gate} from '../graph/task.ts'
import {listed} from '../graph/wording.ts'
import {oneLine, shortCommit} from '../report/words.ts'
import type {EventBody, ObjectId} from '../run/event.ts'
import {stagesBeforeLanding, verdictOf} from '../run/promotion.ts'
import type {RunState} from '../run/state.ts'
import {wallClock} from '../system/clock.ts'
import {ok, type Result} from '../util/result.ts'
import {amendFailure, blocked, failed} from './failure.ts'
import type {Context, OperationError} from './operation.ts'
import {describeRed, type JudgingOrder, judgeGates, judgeStage, logsFor, stageLogs} from './promotion.ts'
import {amendRun} from './resting-run.ts'

export interface IntegrationOrder {
  readonly root: string
  readonly hub: Hub
  readonly run: string
  /** The user's branch, and where it is now. */
  readonly moved: {readonly branch: string; readonly to: ObjectId}
  readonly context: Context
}

/** The state with the user's branch as a part of the run's. An error: nothing has changed. */
export const integrateBase = async (order: IntegrationOrder): Promise<Result<RunState, OperationError>> => {
  const {root, hub, run} = order
  const amended = await amendRun<OperationError>({directory: root, run}, state => integrate(order, state))
  if (!amended.ok) return amendFailure(amended.error)
  const moved = await catchUp(hub, amended.value)
  return moved.ok ? amended : blocked('refused', moved.error)
}

const integrate = async (
  {root, hub, run, moved, context}: IntegrationOrder,
  state: RunState,
): Promise<Result<readonly EventBody[], OperationError>> => {
  const settled = await checkSettled(hub, state)
  if (!settled.ok) return settled
  const {branch, to: base} = moved
  const commit = await commitBaseMerge({...{hub, run, branch, base}, tip: settled.value, at: wallClock()})
  if (commit.ok) return judgeTogether({root, hub, state, commit: commit.value, context}, moved)
  const {error} = commit
  return error.type === 'refused'
    ? blocked('refused', error.reason)
    : blocked('conflicted', conflictMessage(run, moved, error.paths))
}

/** The tip. A run that was cut off may have more on its branch than its journal says. */
export const checkSettled = async (
  hub: Hub,
  {run, result, tip: recorded}: RunState,
): Promise<Result<ObjectId, OperationError>> =>
  recorded !== undefined && result !== undefined && recorded === (await tip(hub, run))
    ? ok(recorded)
    : blocked(
        'unsettled',
        `Run ${run} was cut off, and what is on ${integrationBranch(run)} is not settled. Let it come to rest first: agent-spawn run --continue --run ${run}`,
      )

const conflictMessage = (
  run: string,
  {branch, to}: IntegrationOrder['moved'],
  paths: readonly string[],
): string =>
  `The branch ${branch}, now at ${shortCommit(to)}, and run ${run} changed the same lines of ${listed(paths.map(oneLine))}. Nothing has changed. Merge the two by hand: git switch ${branch} && git merge ${integrationBranch(run)}`

/** By what is configured for the branch as a whole; where nothing is, by the gates of all finished tasks. */
const judgeTogether = async (
  order: JudgingOrder,
  moved: IntegrationOrder['moved'],
): Promise<Result<readonly EventBody[], OperationError>> => {
  const {state, commit} = order
  const stages = stagesBeforeLanding(state.policy)
  const {quality} = state.policy
  const gates = quality.length > 0 || stages.length > 0 ? quality : gatesOfFinished(state)
  const records = gates.length === 0 ? ok([]) : await judgeGates(order, LANDING, gates)
  if (!records.ok) return records
  if (verdictOf(records.value) === 'failed')
    return red(moved, `${describeRed(records.value)}. Its logs are in ${logsFor(order, LANDING)}`)
  const events: EventBody[] = [{type: 'base-integrated', commit, base: moved.to, records: records.value}]
  for (const stage of stages) {
    const judged = await judgeStage(order, stage)
    if (!judged.ok) return judged
    const {verdict, records: found} = judged.value
    if (verdict === 'failed')
      return red(
        moved,
        `stage ${oneLine(stage.name)}, ${describeRed(found)}. Its logs are in ${stageLogs(order, stage)}`,
      )
    events.push(judged.value)
    if (verdict === 'manual') break
  }
  return ok(events)
}

const LANDING = 'landing'

const red = ({branch, to}: IntegrationOrder['moved'], what: string): ReturnType<typeof failed> =>
  failed(
    'red-together',
    `The branch ${branch} has moved to ${shortCommit(to)} since the run began, and together with the run's work it fails: ${what}. Nothing has changed. Mend it on ${branch}, or let the run do it, and land again.`,
  )

/** Each once, whoever they are of. What only a person can say, a person has said of the task. */
const gatesOfFinished = ({tasks}: RunState): readonly Gate[] => {
  const found = new Map<string, Gate>()
  for (const {task, merged} of tasks.values()) {
    if (merged === undefined) continue
    for (const gate of task.gates) {
      if (gate.type === 'review' || gate.type === 'approval') continue
      const {type, parameters, shell, steps} = gate
      const commands = steps.map(({command, kind, expect}) => ({command, kind, expect}))
      const key = JSON.stringify({type, parameters, shell, commands})
      if (!found.has(key)) found.set(key, {...gate, name: `${task.id} ${gate.name}`})
    }
  }
  return [...found.values()]
}
