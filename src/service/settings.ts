// How a run is to be run, decided: the command line over the configuration over the plan's own settings over the defaults.

import {z} from 'zod'
import {PLAN_ORDERS} from '../graph/plan-order.ts'
import type {CoordinatedTask, Coordination, Graph, PlanSettings} from '../graph/task.ts'
import {
  type AgentPolicy,
  type AgentSpec,
  type Allowance,
  BACKOFFS,
  DEFAULT_POLICY,
  isSimulated,
  type Policy,
  type WorkspacePolicy,
} from '../run/policy.ts'
import {suggestion} from '../util/closest.ts'
import {err, ok, type Result} from '../util/result.ts'
import {agentLimits, chooseAgent} from './agent-choice.ts'
import {BUDGET_TIME, type Config} from './config-shape.ts'

const capacity = z.int('a whole number above 0').positive('a whole number above 0')

const allowance = z.number('a number').min(0, 'a number, not below 0')

/** What the command line can say of how to run. */
export const RUN_FLAGS = {
  agent: z.string().optional(),
  attempts: capacity.optional(),
  onExhausted: z.enum(['fail', 'needs-review'], 'fail or needs-review').optional(),
  /** Of the whole run; 0 takes a budget away. */
  budgetAttempts: allowance.optional(),
  budgetTokens: allowance.optional(),
  budgetUsd: allowance.optional(),
  budgetTime: BUDGET_TIME.optional(),
  concurrency: capacity.optional(),
  gate: z.enum(['group', 'none'], 'group or none').optional(),
  onFailure: z.enum(['no-new', 'continue', 'kill'], 'no-new, continue or kill').optional(),
  first: z.enum(['critical-path', 'plan'], 'critical-path or plan').optional(),
  /** `clone`, `worktree` and `shared` are modes, anything else is the workspace's name. */
  workspace: z.string().min(1, 'a mode or a name').optional(),
  type: z.string().min(1, 'a word').optional(),
  claims: z.enum(['warn', 'fail'], 'warn or fail').optional(),
  acceptManual: z.boolean().optional(),
  acceptUnverified: z.boolean().optional(),
}
/** How tasks follow one another in a plan that states no dependencies. */
export const PLAN_ORDER = z.enum(PLAN_ORDERS, 'strict, phase or none').optional()

const FLAGS = z.object(RUN_FLAGS)
export type RunFlags = z.output<typeof FLAGS>
/** As they are given, before they are read. */
export type RunFlagsInput = z.input<typeof FLAGS>

/** The error is whole sentences. */
export const resolvePolicy = (
  config: Config,
  settings: PlanSettings,
  flags: RunFlags,
): Result<Policy, string> => {
  const agents = agentsOf(config)
  if (!agents.ok) return agents
  const policy = configured(config, settings, agents.value)
  return applyFlags({...policy, claims: claimsIn(config, settings, flags)}, config, flags)
}

/** A policy, as another run has it, with what the command line says. */
export const applyFlags = (policy: Policy, config: Config, flags: RunFlags): Result<Policy, string> => {
  const agent = flags.agent === undefined ? undefined : chooseAgent(flags.agent, config)
  if (agent !== undefined && !agent.ok) return agent
  return ok(
    accepting({
      ...policy,
      slots: flags.concurrency ?? policy.slots,
      attempts: flags.attempts ?? policy.attempts,
      onExhausted: flags.onExhausted ?? policy.onExhausted,
      budget: {...policy.budget, ...budgetNow(config), run: allowanceOf(policy.budget.run, flags)},
      onFailure: flags.onFailure ?? policy.onFailure,
      gateGroups: gates(flags.gate) ?? policy.gateGroups,
      first: flags.first ?? policy.first,
      claims: flags.claims ?? policy.claims,
      manual: flags.acceptManual === true ? 'accept' : policy.manual,
      unverified: flags.acceptUnverified === true ? 'accept' : policy.unverified,
      agents: agent === undefined ? policy.agents : {default: agent.value, byType: {}, byTask: {}},
      workspace: {...policy.workspace, ...workspaceFlags(flags)},
      promotion: promotionOf(config) ?? policy.promotion,
      quality: config.quality ?? policy.quality,
    }),
  )
}

/** Where all share one tree nothing else keeps them apart: there a write outside of the claims is no mere warning, unless somebody says so. */
const claimsIn = (config: Config, {coordination}: PlanSettings, flags: RunFlags): Policy['claims'] => {
  const mode = workspaceFlags(flags).mode ?? config.workspace?.mode
  return config.claims ?? coordination?.claims ?? (mode === 'shared' ? 'fail' : DEFAULT_POLICY.claims)
}

const promotionOf = ({promotion}: Config): Policy['promotion'] | undefined =>
  promotion?.map(({name, gates, before}) => ({name, gates, ...(before === undefined ? {} : {before})}))

/** No flag says what a task or a day may cost: whoever wants a run that rests to go on with more says it in the configuration. */
const budgetNow = ({budget = {}}: Config): Partial<Policy['budget']> => ({
  ...(budget.task === undefined ? {} : {task: allowanceIn(budget.task)}),
  ...(budget.day === undefined ? {} : {day: allowanceIn(budget.day)}),
})

/** As the flags say; 0 takes a limit away. */
const allowanceOf = (recorded: Allowance, flags: RunFlags): Allowance =>
  limited({
    attempts: flags.budgetAttempts ?? recorded.attempts,
    tokens: flags.budgetTokens ?? recorded.tokens,
    usd: flags.budgetUsd ?? recorded.usd,
    ms: flags.budgetTime ?? recorded.ms,
  })

const limited = (amounts: {readonly [what in keyof Allowance]: number | undefined}): Allowance =>
  Object.fromEntries(Object.entries(amounts).filter(([, amount]) => amount !== undefined && amount > 0))

/** Where nothing is done there is nothing to look at: a simulated run goes on to its end. */
const accepting = (policy: Policy): Policy =>
  isSimulated(policy) ? {...policy, approval: 'as-needed', manual: 'accept', unverified: 'accept'} : policy

const configured = (config: Config, settings: PlanSettings, agents: AgentPolicy): Policy => {
  const {limits, workspace} = DEFAULT_POLICY
  const {maxRetries: retries, coordination = {}} = settings
  return {
    slots: config.concurrency ?? settings.maxConcurrent ?? DEFAULT_POLICY.slots,
    attempts: config.attempts ?? (retries === undefined ? DEFAULT_POLICY.attempts : retries + 1),
    onExhausted: config.onExhausted ?? settings.onExhausted ?? DEFAULT_POLICY.onExhausted,
    quarantineAfter: config.quarantineAfter ?? DEFAULT_POLICY.quarantineAfter,
    backoff: BACKOFFS[config.backoff ?? 'standard'],
    onFailure: config.onFailure ?? DEFAULT_POLICY.onFailure,
    gateGroups: gates(config.gate) ?? settings.gateGroups ?? DEFAULT_POLICY.gateGroups,
    first: config.first ?? DEFAULT_POLICY.first,
    approval:
      config.review?.approval ?? (coordination.merge === 'approved' ? 'always' : DEFAULT_POLICY.approval),
    manual: config.review?.manual ?? DEFAULT_POLICY.manual,
    unverified: config.review?.unverified ?? DEFAULT_POLICY.unverified,
    agents,
    workspace: {...workspace, ...defined(config.workspace ?? {})},
    limits: {
      ...limits,
      ...(settings.runLimitMs === undefined ? {} : {runMs: settings.runLimitMs}),
      ...agentLimits(config.limits),
      gateMs: config.limits?.gate ?? limits.gateMs,
      waitMs: config.limits?.wait ?? limits.waitMs,
      byTask: {
        ...coordinated(coordination, ({runLimitMs: runMs}) => runMs && {runMs}),
        ...byTask(config, ({limits: own}) => own && agentLimits(own)),
      },
    },
    budget: budgetOf(config.budget ?? {}),
    checkpointMs: config.checkpoint ?? coordination.checkpointMs ?? DEFAULT_POLICY.checkpointMs,
    claims: DEFAULT_POLICY.claims,
    ownership: {
      owners: config.ownership ?? {},
      claims: {
        ...coordinated(coordination, ({claims: exclusive}) => exclusive && {exclusive}),
        ...byTask(config, ({claims}) => claims && defined(claims)),
      },
    },
    priority: {
      byTask: {
        ...coordinated(coordination, ({urgency}) => urgency),
        ...byTask(config, ({priority}) => priority),
      },
      ageMs: config.ageing ?? DEFAULT_POLICY.priority.ageMs,
    },
    guard: {
      paths: config.review?.paths ?? DEFAULT_POLICY.guard.paths,
      deletions: config.review?.deletions ?? DEFAULT_POLICY.guard.deletions,
    },
    ...(config.orchestrator === undefined ? {} : {orchestrator: config.orchestrator}),
    promotion: promotionOf(config) ?? DEFAULT_POLICY.promotion,
    quality: config.quality ?? DEFAULT_POLICY.quality,
    merge: {
      ...DEFAULT_POLICY.merge,
      ...(coordination.repairsConflicts === false ? {repairs: 0} : {}),
      ...defined(config.merge ?? {}),
    },
  }
}

/** What the configuration says of single tasks. */
const byTask = <T>(
  {tasks = {}}: Config,
  pick: (choice: NonNullable<Config['tasks']>[string]) => T | undefined,
): {readonly [task: string]: T} =>
  Object.fromEntries(
    Object.entries(tasks).flatMap(([id, choice]) => {
      const found = pick(choice)
      return found === undefined ? [] : [[id, found]]
    }),
  )

/** What the plan says of single tasks. */
const coordinated = <T>(
  {tasks = {}}: Coordination,
  pick: (task: CoordinatedTask) => T | undefined | 0,
): {readonly [task: string]: T} =>
  Object.fromEntries(
    Object.entries(tasks).flatMap(([id, task]) => {
      const found = pick(task)
      return found === undefined || found === 0 ? [] : [[id, found]]
    }),
  )

const budgetOf = ({run = {}, task = {}, day = {}}: NonNullable<Config['budget']>): Policy['budget'] => ({
  run: allowanceIn(run),
  task: allowanceIn(task),
  day: allowanceIn(day),
})

const allowanceIn = ({
  attempts,
  tokens,
  usd,
  time,
}: NonNullable<NonNullable<Config['budget']>['run']>): Allowance => limited({attempts, tokens, usd, ms: time})

const gates = (gate: 'group' | 'none' | undefined): boolean | undefined =>
  gate === undefined ? undefined : gate === 'group'

/** The same without the keys that are set to nothing, which would hide a default. */
const defined = <T extends object>(value: T): {[K in keyof T]?: Exclude<T[K], undefined>} =>
  Object.fromEntries(Object.entries(value).filter(([, found]) => found !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

const MODES: readonly string[] = ['clone', 'worktree', 'shared'] satisfies readonly WorkspacePolicy['mode'][]

const isMode = (text: string): text is WorkspacePolicy['mode'] => MODES.includes(text)

const workspaceFlags = ({workspace, type}: RunFlags): Partial<WorkspacePolicy> => ({
  ...(workspace === undefined ? {} : isMode(workspace) ? {mode: workspace} : {name: workspace}),
  ...(type === undefined ? {} : {type}),
})

const agentsOf = (config: Config): Result<AgentPolicy, string> => {
  const standard =
    config.agent === undefined ? ok(DEFAULT_POLICY.agents.default) : chooseAgent(config.agent, config)
  if (!standard.ok) return standard
  const byType = agentsBy(config.types ?? {}, config)
  if (!byType.ok) return byType
  const forTasks = agentsBy(config.tasks ?? {}, config)
  return forTasks.ok ? ok({default: standard.value, byType: byType.value, byTask: forTasks.value}) : forTasks
}

const agentsBy = (
  choices: NonNullable<Config['types']>,
  config: Config,
): Result<{readonly [name: string]: AgentSpec}, string> => {
  const found: [string, AgentSpec][] = []
  for (const [name, {agent}] of Object.entries(choices)) {
    if (agent === undefined) continue
    const chosen = chooseAgent(agent, config)
    if (!chosen.ok) return err(chosen.error)
    found.push([name, chosen.value])
  }
  return ok(Object.fromEntries(found))
}

/** Tasks and types that the configuration speaks of and the plan does not have: whole sentences. */
export const unmatchedChoices = (config: Config, {tasks}: Graph): readonly string[] => {
  const ids = tasks.map(({id}) => id)
  const unknown = Object.keys(config.tasks ?? {}).filter(id => !ids.includes(id))
  return unknown.map(
    id => `The configuration decides on "${id}", which is no task of this plan${suggestion(id, ids)}.`,
  )
}
