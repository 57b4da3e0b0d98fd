// `review`: what a run has changed, or what has changed in the working tree, by whose work; and the commits to make of it.

import {z} from 'zod'
import {readRun} from '../../dispatcher/runs.ts'
import {findHub} from '../../executor/workspace/hub.ts'
import {openRepository, type Repository} from '../../executor/workspace/repository.ts'
import {PLAN_KINDS, type PlannedCommit, type Review} from '../../report/review.ts'
import {shortCommit} from '../../report/words.ts'
import {display} from '../../util/display.ts'
import {ok, type Result} from '../../util/result.ts'
import {loadConfig} from '../config.ts'
import {blocked, failed, invalid, runFailure} from '../failure.ts'
import {type Context, type OperationError, operation} from '../operation.ts'
import {findRoot} from '../place.ts'
import {applyCommits, obstacle} from '../review/apply.ts'
import {committedChanges, ownBase, type TreeChanges, workingTreeChanges} from '../review/changes.ts'
import {DEFAULT_LIMITS, findConflicts, type ReviewLimits} from '../review/conflicts.ts'
import {type OwnersOf, ownersByClaims, ownersByCommits} from '../review/owners.ts'
import {groupByOwner, planCommits} from '../review/plan.ts'
import {committedTree, type ReviewedTree, workingTree} from '../review/tree.ts'

const INPUT = z.object({
  /** Default: the working tree. */
  run: z.string().optional(),
  plan: z.enum(PLAN_KINDS),
  /** Make the commits; of the working tree alone. */
  apply: z.boolean(),
})
type Input = z.output<typeof INPUT>

export const review = operation({
  input: INPUT,
  perform: async (input, context): Promise<Result<Review, OperationError>> => {
    const root = await findRoot(context.directory)
    const config = await loadConfig(root)
    if (!config.ok) return config
    const repository = await openRepository(root)
    if (!repository.ok) return invalid(repository.error.type, repository.error.message)
    const subject =
      input.run === undefined
        ? await workingTreeSubject(repository.value)
        : await runSubject(repository.value, input.run)
    if (!subject.ok) return subject
    const limits = {...DEFAULT_LIMITS, ...config.value.config.review}
    const found = await assemble(subject.value, limits, input.plan)
    return input.apply ? apply(found, {subject: subject.value, root, input, context}) : ok(found)
  },
})

/** What is reviewed. */
interface Subject extends TreeChanges {
  readonly what: string
  readonly owners: OwnersOf
  readonly tree: ReviewedTree
  readonly title?: string
  /** Names the commit that has it; absent for the working tree. */
  readonly source?: string
  /** A run whose agents share the working tree, and are at work or were cut off. */
  readonly unsettled?: string
}

/** Agents that share the tree commit nothing; others do not write to it. */
const workingTreeSubject = async ({root, head}: Repository): Promise<Result<Subject, OperationError>> => {
  const changes = await workingTreeChanges(root)
  if (!changes.ok) return failed('git', changes.error.message)
  const last = await readRun(root)
  const shared = last.ok && last.value.policy.workspace.mode === 'shared' ? last.value : undefined
  return ok({
    ...changes.value,
    what: `the working tree since ${shortCommit(head.commit)} on ${head.branch}`,
    owners: shared === undefined ? () => [] : ownersByClaims(shared),
    tree: await workingTree(root),
    ...(shared === undefined ? {} : {title: shared.graph.title}),
    ...(shared === undefined || shared.schedule.running.size === 0 ? {} : {unsettled: shared.run}),
  })
}

const runSubject = async (repository: Repository, id: string): Promise<Result<Subject, OperationError>> => {
  const read = await readRun(repository.root, id)
  if (!read.ok) return runFailure(read.error)
  const {run, base, tip} = read.value
  const hub = await findHub(repository)
  if (base === undefined || tip === undefined || hub === undefined)
    return invalid(
      'nothing',
      `Run ${run} merged nothing: it worked in the one shared tree, or was simulated. Review the working tree instead: agent-spawn review`,
    )
  const from = await ownBase(hub.path, base.commit, tip)
  if (!from.ok) return failed('git', from.error.message)
  const files = await committedChanges(hub.path, from.value, tip)
  if (!files.ok) return failed('git', files.error.message)
  const owners = await ownersByCommits(hub.path, {from: from.value, to: tip, state: read.value})
  if (!owners.ok) return failed('git', owners.error.message)
  return ok({
    ...{files: files.value, unmerged: [], halfStaged: []},
    what: `run ${run} since ${shortCommit(from.value)} on ${base.branch}`,
    owners: owners.value,
    tree: await committedTree(hub.path, tip),
    title: read.value.graph.title,
    source: base.integrationBranch,
  })
}

const assemble = async (subject: Subject, limits: ReviewLimits, plan: Input['plan']): Promise<Review> => {
  const {what, files, owners, title, source} = subject
  const groups = groupByOwner(files, owners)
  const order = {
    groups,
    plan,
    ...(title === undefined ? {} : {title}),
    ...(source === undefined ? {} : {source}),
  }
  return {
    what,
    groups,
    conflicts: await findConflicts({...subject, limits}),
    plan,
    commits: planCommits(order),
  }
}

interface Application {
  readonly subject: Subject
  readonly root: string
  readonly input: Input
  readonly context: Context
}

const apply = async (
  found: Review,
  {subject, root, input, context}: Application,
): Promise<Result<Review, OperationError>> => {
  if (input.run !== undefined)
    return invalid(
      'committed',
      `Run ${input.run} has a commit for each task already. Move your branch to them with \`agent-spawn land --run ${input.run}\`, or use the commands that \`agent-spawn review ${input.run}\` prints.`,
    )
  if (subject.unsettled !== undefined)
    return blocked(
      'unsettled',
      `Nothing was committed: agents of run ${subject.unsettled} are at work in this tree, or were cut off. Let it come to rest first: agent-spawn run --continue --run ${subject.unsettled}`,
    )
  const problem = obstacle(subject)
  if (problem !== undefined) return failed('index', problem)
  const {confirm} = context
  if (input.plan === 'interactive' && confirm === undefined)
    return invalid(
      'unconfirmed',
      'The plan interactive asks before each commit, and nobody can answer here. Use --plan per-agent.',
    )
  const isWanted = async ({subject: line, paths}: PlannedCommit): Promise<boolean> => {
    if (input.plan !== 'interactive' || confirm === undefined) return true
    return confirm({
      text: display(`${line}\n${paths.map(path => `  ${path}\n`).join('')}`),
      question: 'Commit these?',
    })
  }
  const applied = await applyCommits(root, found.commits, isWanted)
  return applied.ok ? ok({...found, applied: applied.value}) : failed('git', applied.error)
}
