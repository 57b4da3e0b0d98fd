// `run --continue`: goes on with a run, as it was begun but for what the command line says otherwise.

import {z} from 'zod'
import {continueRun} from '../../dispatcher/run.ts'
import {readRecorded} from '../../dispatcher/runs.ts'
import type {TaskId} from '../../graph/task.ts'
import {isSimulated, type Policy} from '../../run/policy.ts'
import type {RunState} from '../../run/state.ts'
import {attemptState, taskState} from '../../run/state.ts'
import {ok, type Result} from '../../util/result.ts'
import {type AgentUse, checkAgents} from '../agent-check.ts'
import {type LoadedConfig, loadConfig} from '../config.ts'
import type {Config} from '../config-shape.ts'
import {invalid, runFailure} from '../failure.ts'
import {adoptPlan} from '../new-plan.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {checkWorkspaceName} from '../preparation.ts'
import {isAtWork} from '../recovery.ts'
import {type ReportPlan, reportPlan} from '../reports.ts'
import {withReviewers} from '../reviewers.ts'
import {selectTasks} from '../scope.ts'
import {applyFlags, PLAN_ORDER, RUN_FLAGS} from '../settings.ts'
import {supervise} from '../supervision.ts'
import {ensureTrust} from '../trust.ts'

const INPUT = z.object({
  run: z.string().optional(),
  /** The plan as it is now; none: the run keeps the one that it has. */
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  /** Tasks to take in; none: those that the run has. */
  selection: z.array(z.string()),
  withDependencies: z.boolean().optional(),
  withOptional: z.boolean().optional(),
  outputPattern: z.string().optional(),
  trust: z.boolean().optional(),
  report: z.boolean(),
  ...RUN_FLAGS,
})

type ResumeInput = z.output<typeof INPUT>

export const resume = operation({
  input: INPUT,
  perform: async (input, context) => {
    const root = await findRoot(context.directory)
    const loaded = await loadConfig(root)
    if (!loaded.ok) return loaded
    const known = await readRecorded(root, input.run)
    if (!known.ok) return runFailure(known.error)
    const found = await withPlan(known.value.state, input, {...context, root, config: loaded.value})
    if (!found.ok) return found
    const decided = decide(input, loaded.value.config, found.value)
    if (!decided.ok) return decided
    const {use, added, reports} = decided.value
    const busy = await agentElsewhere(found.value, use.policy)
    if (busy !== undefined) return invalid('settings', busy)
    const agents = await checkAgents(use)
    if (!agents.ok) return agents
    const trusted = await ensureTrust(use, input.trust === true, context)
    if (!trusted.ok) return trusted
    const {run} = found.value
    // With another plan, the journal has grown by an event of which this state knows nothing.
    const recorded = found.value === known.value.state ? {recorded: known.value} : {}
    const order = {directory: root, run, ...recorded, selection: added, policy: () => use.policy}
    const writesBack = loaded.value.config.writeBack ?? false
    const supervision = {root, reports: input.report ? reports : undefined, writesBack}
    return supervise(told => continueRun({...order, ...told}), supervision, context)
  },
})

/** The run as it rests, with a new version of its plan if one is given. */
const withPlan = async (
  state: RunState,
  {documents, format, order}: ResumeInput,
  {root, config, directory, emit}: Context & {readonly root: string; readonly config: LoadedConfig},
): Promise<Result<RunState, OperationError>> =>
  documents.length === 0
    ? ok(state)
    : adoptPlan(state, {root, directory, documents, format, order, config, emit})

interface Decided {
  readonly use: AgentUse
  readonly added: readonly TaskId[]
  readonly reports: ReportPlan
}

const decide = (input: ResumeInput, config: Config, state: RunState): Result<Decided, OperationError> => {
  const flagged = applyFlags(state.policy, config, input)
  if (!flagged.ok) return invalid('settings', flagged.error)
  const policy = withReviewers(flagged.value, state.graph, config)
  const other = otherKind(state.policy, policy)
  if (other !== undefined) return invalid('settings', other)
  const added = addedTasks(input, state)
  if (!added.ok) return added
  const selection = [...new Set([...partakers(state), ...added.value])]
  const named = checkWorkspaceName(policy, selection.length)
  if (!named.ok) return named
  const reports = reportPlan(config, input.outputPattern)
  if (!reports.ok) return reports
  const use = {graph: state.graph, policy, selection}
  return ok({use, added: added.value, reports: reports.value})
}

/** What the run has so far would mean something else: simulated work is none, and one tree for all has nothing to merge. */
const otherKind = (recorded: Policy, wanted: Policy): string | undefined => {
  if (isSimulated(recorded) !== isSimulated(wanted))
    return isSimulated(wanted)
      ? 'A run of real work cannot go on as a simulation: its tasks would count as done. Start a new run with --agent simulate.'
      : 'A simulated run cannot go on with an agent: nothing of it was really done. Start a new run.'
  return recorded.workspace.mode === 'shared' || wanted.workspace.mode === 'shared'
    ? sharing(recorded, wanted)
    : undefined
}

/** An agent that lives is adopted where it is, and that is no workspace of another mode. */
const agentElsewhere = async (state: RunState, wanted: Policy): Promise<string | undefined> => {
  const {mode} = state.policy.workspace
  if (mode === wanted.workspace.mode) return undefined
  for (const decision of state.inFlight.values())
    if (await isAtWork(attemptState(state, decision)))
      return `The agent of ${decision.task} is at work in a workspace of mode ${mode}, so the run cannot go on in mode ${wanted.workspace.mode}. Leave --workspace away, or wait until the agent has ended.`
  return undefined
}

const sharing = (recorded: Policy, wanted: Policy): string | undefined =>
  recorded.workspace.mode === wanted.workspace.mode
    ? undefined
    : `A run in workspace mode ${recorded.workspace.mode} cannot go on in mode ${wanted.workspace.mode}. Leave --workspace away, or start a new run.`

const partakers = ({tasks}: RunState): readonly TaskId[] =>
  [...tasks.values()].filter(({phase}) => phase !== 'skipped').map(({task}) => task.id)

/** No word: nothing is added. A task that takes part already need not be done: it will be, or what depends on it waits. */
const addedTasks = (
  {selection: words, withDependencies = false, withOptional = false}: ResumeInput,
  state: RunState,
): Result<readonly TaskId[], OperationError> => {
  if (words.length === 0) return ok([])
  const isDone = (id: TaskId): boolean => taskState(state, id).phase !== 'skipped'
  const {graph} = state
  return selectTasks({plan: graph, graph}, {words, withDependencies, withOptional, isDone})
}
