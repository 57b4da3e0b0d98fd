// Everything decided before a new run: the plan, how to run it, and which of its tasks. Starts and writes nothing.

import {z} from 'zod'
import {relatedDocuments} from '../executor/related-documents.ts'
import {duplicatesAmong} from '../graph/duplicate.ts'
import type {Graph, TaskId} from '../graph/task.ts'
import {listed} from '../graph/wording.ts'
import {workGraph} from '../graph/work-graph.ts'
import type {Policy} from '../run/policy.ts'
import {isSafeRefPart} from '../system/git.ts'
import {ok, type Result} from '../util/result.ts'
import {withClaimLinks} from './claim-links.ts'
import {type LoadedConfig, loadConfig} from './config.ts'
import {invalid} from './failure.ts'
import type {Context, OperationError} from './operation.ts'
import {findRoot} from './place.ts'
import {loadSoundPlan} from './plan-source.ts'
import {type ReportPlan, reportPlan} from './reports.ts'
import {withReviewers} from './reviewers.ts'
import {selectTasks, strangersTo} from './scope.ts'
import {PLAN_ORDER, RUN_FLAGS, resolvePolicy, unmatchedChoices} from './settings.ts'

/** What `run`, `preview` and `explain` take. */
export const RUN_INPUT = z.object({
  documents: z.array(z.string()),
  format: z.string().optional(),
  order: PLAN_ORDER,
  selection: z.array(z.string()),
  /** A group that the selected tasks should be of: others are noted. */
  within: z.string().optional(),
  withDependencies: z.boolean().optional(),
  withOptional: z.boolean().optional(),
  outputPattern: z.string().optional(),
  ...RUN_FLAGS,
})
export type RunInput = z.output<typeof RUN_INPUT>

export interface Prepared {
  readonly root: string
  readonly config: LoadedConfig
  readonly graph: Graph
  readonly policy: Policy
  readonly selection: readonly TaskId[]
  readonly reports: ReportPlan
}

const NOTHING_DONE = (): boolean => false

export const prepare = async (
  input: RunInput,
  {directory, emit}: Context,
): Promise<Result<Prepared, OperationError>> => {
  const root = await findRoot(directory)
  const config = await loadConfig(root)
  if (!config.ok) return config
  const {documents, format, order, selection: words, withDependencies = false, withOptional = false} = input
  const plan = await loadSoundPlan({directory, root, documents, format, order}, config.value)
  if (!plan.ok) return plan
  const graph = workGraph(plan.value.graph)
  const resolved = resolvePolicy(config.value.config, graph.settings, input)
  if (!resolved.ok) return invalid('settings', resolved.error)
  const policy = withReviewers(resolved.value, graph, config.value.config)
  const claimed = await withClaimLinks(root, graph, policy)
  if (!claimed.ok) return claimed
  const selection = selectTasks(
    {plan: plan.value.graph, graph},
    {words, withDependencies, withOptional, isDone: NOTHING_DONE},
  )
  if (!selection.ok) return selection
  const named = checkWorkspaceName(policy, selection.value.length)
  if (!named.ok) return named
  const reports = reportPlan(config.value.config, input.outputPattern)
  if (!reports.ok) return reports
  const strangers = strangersTo(plan.value.graph, selection.value, input.within)
  if (!strangers.ok) return strangers
  const notices = [
    ...unmatchedChoices(config.value.config, graph),
    ...strangers.value,
    ...(config.value.config.rules?.['duplicate-task'] === 'off' ? [] : duplicates(graph, selection.value)),
    ...(await absentDocuments(root, graph, selection.value)),
  ]
  for (const message of notices) emit({type: 'notice', message})
  return ok({
    ...{root, graph},
    config: config.value,
    policy: claimed.value,
    selection: selection.value,
    reports: reports.value,
  })
}

const duplicates = ({tasks}: Graph, selection: readonly TaskId[]): readonly string[] => {
  const selected = new Set(selection)
  return duplicatesAmong(tasks.filter(({id}) => selected.has(id))).map(found => {
    const places = found.map(({source: {file, line}}) => `${file}:${line}`)
    return `${listed(found.map(({id}) => id))} say the same in all but their ids (${listed(places)}), so as many agents do one thing. Select one of them, or mend the plan.`
  })
}

/** What the selected tasks want their agents to read, and neither is there nor comes of the plan. */
const absentDocuments = async (
  root: string,
  {tasks}: Graph,
  selection: readonly TaskId[],
): Promise<readonly string[]> => {
  const selected = new Set(selection)
  const made = new Set(tasks.flatMap(({outputs}) => outputs.map(({path}) => path)))
  const notices: string[] = []
  for (const task of tasks) {
    if (!selected.has(task.id) || task.relatedDocs.length === 0) continue
    const absent = (await relatedDocuments(task, root)).filter(
      ({name, path}) => path === undefined && !made.has(name),
    )
    const names = absent.map(({name}) => name)
    if (names.length > 0)
      notices.push(
        `${task.id} is to read ${listed(names)}, which ${names.length === 1 ? 'is' : 'are'} not in ${root}; its agent goes on without. Add it, or mend the plan (${task.source.file}:${task.source.line}).`,
      )
  }
  return notices
}

/** Two attempts cannot have one workspace. */
export const checkWorkspaceName = (
  {workspace: {name, type}}: Policy,
  tasks: number,
): Result<undefined, OperationError> => {
  const wrong = [name, type].find(part => part !== undefined && !isSafeRefPart(part))
  if (wrong !== undefined)
    return invalid(
      'workspace-name',
      `"${wrong}" cannot name a workspace or a branch; expected clone, worktree, shared, or letters, digits, ".", "_" and "-".`,
    )
  return name === undefined || tasks === 1
    ? ok(undefined)
    : invalid(
        'workspace-name',
        `--workspace ${name} names a single workspace, but ${tasks} tasks are selected. Select one task, or leave the name away.`,
      )
}
