// `land`: moves the branch that a run began on forward to the run's merged work, or prepares a request to have that done.

import {relative, sep} from 'node:path'
import {z} from 'zod'
import {catchUp} from '../../dispatcher/base-merge.ts'
import {
  carryOut,
  type LandError,
  type Landed,
  type LandOrder,
  type Move,
  planLanding,
} from '../../dispatcher/land.ts'
import {readRun} from '../../dispatcher/runs.ts'
import {openHub, tip} from '../../executor/workspace/hub.ts'
import {openRepository} from '../../executor/workspace/repository.ts'
import type {TaskId} from '../../graph/task.ts'
import {landingObstacle} from '../../report/promotion.ts'
import {shortCommit} from '../../report/words.ts'
import type {ObjectId} from '../../run/event.ts'
import type {RunState} from '../../run/state.ts'
import {realPath} from '../../system/files.ts'
import {ok, type Result} from '../../util/result.ts'
import {loadConfig, reportDirectory} from '../config.ts'
import {blocked, invalid, runFailure} from '../failure.ts'
import {integrateBase} from '../landing.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {type PullRequest, preparePullRequest} from '../pull-request.ts'
import {documentsOf, type Whereabouts} from '../run-documents.ts'

const INPUT = z.object({
  run: z.string().optional(),
  /** Moves nothing; see `PullRequest`. */
  pr: z.boolean().optional(),
})

/** `reason`: a whole sentence. */
export type Landing =
  | ({readonly type: 'landed'; readonly run: string} & Landed)
  | {readonly type: 'nothing'; readonly run: string; readonly reason: string}
  | ({readonly type: 'pull-request'; readonly run: string} & PullRequest)

export const land = operation({
  input: INPUT,
  perform: async ({run: id, pr = false}, context): Promise<Result<Landing, OperationError>> => {
    const root = await findRoot(context.directory)
    const found = await readRun(root, id)
    if (!found.ok) return runFailure(found.error)
    const {run, base, rollbacks} = found.value
    if (base === undefined)
      return ok({
        ...{type: 'nothing', run},
        reason: `Run ${run} merged nothing: it worked in the one shared tree, or was simulated. There is nothing to land.`,
      })
    const [unwanted] = rollbacks
    if (unwanted !== undefined) return blocked('unsettled', notTakenBack(run, unwanted.task))
    const repository = await openRepository(root)
    if (!repository.ok) return invalid(repository.error.type, repository.error.message)
    const hub = await openHub(repository.value)
    const settled = await catchUp(hub, found.value)
    if (!settled.ok) return blocked('refused', settled.error)
    const order = {hub, run, base, mayDiffer: await documentPaths(found.value, {...context, root})}
    return pr
      ? requestLanding({order, state: found.value, root, context})
      : performLanding({order, state: found.value, root, context})
  },
})

interface Task {
  readonly order: LandOrder
  readonly state: RunState
  readonly root: string
  readonly context: Context
}

const performLanding = async (task: Task): Promise<Result<Landing, OperationError>> => {
  const {order, state, root, context} = task
  const {hub, run} = order
  const planned = await planLanding(order)
  if (!planned.ok && planned.error.moved !== undefined) {
    const integrated = await integrateBase({root, hub, run, moved: planned.error.moved, context})
    if (!integrated.ok) return integrated
    return finishLanding({...task, state: integrated.value}, await planLanding(order))
  }
  return finishLanding({...task, state}, planned)
}

const finishLanding = async (
  {order: {run}, state}: Task,
  planned: Result<Move, LandError>,
): Promise<Result<Landing, OperationError>> => {
  if (!planned.ok) return notLanded(run, planned.error)
  const obstacle = landingObstacle(state, planned.value.to)
  if (obstacle !== undefined) return blocked('not-promoted', obstacle)
  if (!isJudged(state, planned.value.to)) return blocked('unsettled', unjudged(run, planned.value.to))
  const landed = await carryOut(planned.value)
  return landed.ok ? ok({type: 'landed', run, ...landed.value}) : notLanded(run, landed.error)
}

const notTakenBack = (run: string, task: TaskId): string =>
  `Task ${task} of run ${run} is to be rolled back, and its work is still on the branch. Let that happen first: agent-spawn run --continue --run ${run}`

const isJudged = ({policy, tip: recorded}: RunState, commit: ObjectId): boolean =>
  policy.quality.length === 0 || commit === recorded

const unjudged = (run: string, commit: string): string =>
  `The branch of run ${run} ends in ${shortCommit(commit)}, which its quality gates have not passed yet. Wait for them; if the run was cut off, let it come to rest first: agent-spawn run --continue --run ${run}`

const notLanded = (run: string, {type, message}: LandError): Result<Landing, OperationError> => {
  if (type === 'nothing') return ok({type, run, reason: message})
  return blocked(type, type === 'moved' ? `${message} It goes on moving; land again.` : message)
}

const requestLanding = async ({order, state, root}: Task): Promise<Result<Landing, OperationError>> => {
  const {hub, run, base} = order
  const planned = await planLanding(order)
  if (!planned.ok && planned.error.type !== 'moved' && planned.error.type !== 'dirty')
    return notLanded(run, planned.error)
  const to = await tip(hub, run)
  if (to !== undefined && !isJudged(state, to)) return blocked('unsettled', unjudged(run, to))
  const config = await loadConfig(root)
  if (!config.ok) return config
  const directory = reportDirectory(config.value.config)
  const prepared = await preparePullRequest({root, hub, state, base: base.branch, directory})
  return prepared.ok ? ok({type: 'pull-request', run, ...prepared.value}) : prepared
}

/** The plan, which `sync` may have ticked: that is no work in progress. */
const documentPaths = async ({graph}: RunState, whereabouts: Whereabouts): Promise<readonly string[]> => {
  const documents = await documentsOf(graph, whereabouts)
  const top = (await realPath(whereabouts.root)) ?? whereabouts.root
  return documents.ok ? documents.value.map(({path}) => relative(top, path).replaceAll(sep, '/')) : []
}
